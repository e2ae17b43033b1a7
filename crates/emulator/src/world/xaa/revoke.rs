//! Revoked access.

use account_activity::xaa::EventKind;
use account_activity::{AppId, Timestamp, UserId};
use serde_json::json;

use super::notice::{ActivityNotice, Subject};
use super::time::second_with_offset;

impl ActivityNotice {
    pub(in crate::world) fn of_revocation(app: AppId, user: UserId, now: Timestamp) -> Self {
        let payload = json!({"date_time": second_with_offset(now), "user_id": user, "app_id": app});
        Self::new(EventKind::OauthRevoke, Subject::Revocation { app, user }, payload)
    }
}
