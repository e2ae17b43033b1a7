//! Actions on Spaces and live broadcasts, which only the X Activity API tells of.

use account_activity::xaa::EventKind;
use account_activity::{Text, Timestamp, UserId};

use super::fingerprint::slug;
use super::stage::Show;
use super::{ActionError, Created, LiveState, Performed, World};

impl World {
    pub(super) fn space(
        &mut self,
        host: UserId,
        state: LiveState,
        id: Option<Text>,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let (kind, id, created) = match state {
            LiveState::Start => {
                let (id, _) = self.go_live(Show { host, title: None, started: now }, id)?;
                (EventKind::SpacesStart, id.clone(), Some(Created::Broadcast(id)))
            }
            LiveState::End => {
                let (id, _) = self.stage.end(host, id.as_ref(), false)?;
                (EventKind::SpacesEnd, id, None)
            }
        };
        Ok(Performed::of(created).tell([self.activity_of_space(kind, &id, host)]))
    }

    pub(super) fn broadcast(
        &mut self,
        host: UserId,
        state: LiveState,
        (title, id): (Option<Text>, Option<Text>),
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let (kind, (id, show), created) = match state {
            LiveState::Start => {
                let title = Some(title.unwrap_or_default());
                let live = self.go_live(Show { host, title, started: now }, id)?;
                let created = Some(Created::Broadcast(live.0.clone()));
                (EventKind::BroadcastStart, live, created)
            }
            LiveState::End => {
                (EventKind::BroadcastEnd, self.stage.end(host, id.as_ref(), true)?, None)
            }
        };
        let activity = self.activity_of_broadcast(kind, &id, &show, now);
        Ok(Performed::of(created).tell([activity]))
    }

    pub(super) fn broadcast_chat(
        &mut self,
        author: UserId,
        broadcast: &Text,
        text: &Text,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let host = self.stage.broadcast(broadcast)?.host;
        if text.trim().is_empty() {
            return Err(ActionError::Empty);
        }
        let id = self.snowflakes.next(now);
        let activity = self.activity_of_broadcast_chat(broadcast, host, author, (id, text));
        Ok(Performed::of(None).tell([activity]))
    }

    /// Starts a Space or broadcast, with an id of its own unless one is given.
    fn go_live(&mut self, show: Show, id: Option<Text>) -> Result<(Text, Show), ActionError> {
        let id = id.unwrap_or_else(|| {
            let number: u64 = self.snowflakes.next(show.started);
            format!("1{}", slug(number, 12)).into()
        });
        self.stage.start(&id, show.clone())?;
        Ok((id, show))
    }
}
