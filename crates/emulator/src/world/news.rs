//! News, which only the X Activity API delivers.

use account_activity::Timestamp;

use super::{ActionError, ActivityNotice, Created, News, Performed, World};

impl World {
    pub(super) fn news(&mut self, news: &News, now: Timestamp) -> Result<Performed, ActionError> {
        if news.keywords.is_empty() {
            return Err(ActionError::NoSubject);
        }
        let id: u64 = self.snowflakes.next(now);
        let created = Created::Story(id.to_string().into());
        Ok(Performed::of(created).tell(ActivityNotice::of_story(id, news, now)))
    }
}
