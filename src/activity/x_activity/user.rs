//! The users whom an event of the X Activity API describes.

use super::XActivity;
use crate::activity::user::UserView;
use crate::value::id::UserId;
use crate::xaa::{Event, Parties};

impl<'a> XActivity<'a> {
    /// Returns a user, from wherever the event describes users.
    pub(in crate::activity) fn user(self, id: UserId) -> Option<UserView<'a>> {
        let included = || self.entry.included()?.user(id).map(Into::into);
        let of_payload = || self.entry.party(self.users()?, id).map(Into::into);
        self.party(id).or_else(included).or_else(of_payload)
    }

    /// Returns the users of an event about Direct Messages.
    fn users(self) -> Option<&'a Parties> {
        match self.event() {
            Event::DmReceived(it) | Event::DmSent(it) => it.users.as_ref(),
            Event::DmRead(read) => read.users.as_ref(),
            Event::DmIndicateTyping(typing) => typing.users.as_ref(),
            _ => None,
        }
    }

    /// Returns a user whom the payload itself holds.
    fn party(self, id: UserId) -> Option<UserView<'a>> {
        let parties = match self.event() {
            Event::SpacesStart(it) | Event::SpacesEnd(it) => [it.user.as_deref(), None],
            Event::BroadcastStart(it) | Event::BroadcastEnd(it) => [it.user.as_deref(), None],
            Event::BroadcastChat(it) | Event::BroadcastChatRemove(it) => {
                [it.author.as_deref(), None]
            }
            _ => self.follow().map_or([None, None], |it| [Some(&it.source), Some(&it.target)]),
        };
        let mut parties = parties.into_iter().flatten();
        parties.find(|user| user.id == id).map(|user| UserView::from(&**user))
    }
}
