//! Events of the X Activity API that are not computed.

use account_activity::AppId;
use account_activity::xaa::EventKind;
use serde_json::Value;

use super::{ActionError, ActivityNotice, Inject, Performed, Subject, World};

impl World {
    pub(super) fn inject(&self, inject: Inject) -> Result<Performed, ActionError> {
        let subject = match (inject.user, inject.keyword) {
            (Some(user), None) if inject.kind == EventKind::OauthRevoke => {
                let app = inject.payload.get("app_id").and_then(Value::as_str);
                let app = app.and_then(|app| app.parse::<AppId>().ok());
                Subject::Revocation { app: self.app(app)?, user: self.find(&user)? }
            }
            (Some(user), None) => Subject::User(self.find(&user)?),
            (None, Some(keyword)) => Subject::Keyword(keyword),
            _ => return Err(ActionError::NoSubject),
        };
        let mut notice = ActivityNotice::new(inject.kind, subject, inject.payload);
        notice.direction = inject.direction;
        notice.includes = inject.includes;
        Ok(Performed::of(None).tell([notice]))
    }
}
