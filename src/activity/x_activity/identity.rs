//! Keys of the events of the X Activity API.

use super::XActivity;
use crate::event::{EventKey, LONGEST_IDENTITY, hash, hash_of};
use crate::model::part;
use crate::value::timestamp::Timestamp;
use crate::xaa::{Event, NewsStory, Revoke};

impl XActivity<'_> {
    /// Returns the key. It is the key of the Account Activity API wherever the payload has the parts
    /// of that key.
    pub(in crate::activity) fn key(self) -> EventKey {
        EventKey::from_parts(self.subscriber(), self.kind().in_key(), &self.identity())
    }

    fn identity(self) -> String {
        match self.event() {
            Event::NewsNew(story) => self.identity_of_story(story),
            Event::OauthRevoke(revoke) => identity_of_revoke(revoke),
            Event::Unknown(_) | Event::Undecoded(_) => {
                hash(&[self.entry.event_type().unwrap_or_default()], self.entry.json())
            }
            _ => self.domain_identity().unwrap_or_else(|| self.delivery_identity()),
        }
    }

    /// Returns the identity that the payload has: the id of a post, a message or a like, or the
    /// parties with the time.
    fn domain_identity(self) -> Option<String> {
        if let Some(id) = self.chat_message_id() {
            return Some(id.to_owned());
        }
        match self.event() {
            Event::LikeCreate(like) => match &like.id {
                Some(id) => Some(id.to_string()),
                None => self.parties(&like.liked_tweet_id.to_string()),
            },
            Event::DmReceived(_) | Event::DmSent(_) => Some(self.message()?.id.to_string()),
            Event::DmRead(_) => {
                let receipt = self.receipt()?;
                let last = part(receipt.last_read_event_id);
                let target = self.target().filter(|_| receipt.last_read_event_id.is_some());
                let parties = target.and_then(|target| self.parties(&format!("{target}-{last}")));
                parties.or_else(|| Some(receipt.id?.to_string()))
            }
            Event::DmIndicateTyping(_) => self.parties(&self.target()?.to_string()),
            Event::SpacesStart(it) | Event::SpacesEnd(it) => present(it.broadcast_id.as_deref()),
            Event::BroadcastStart(it) | Event::BroadcastEnd(it) => {
                present(it.broadcast_id.as_deref())
            }
            _ => self.post_id().map(|id| id.to_string()),
        }
    }

    /// Returns `<actor>-<other>-<milliseconds>`, if the event has the actor and the time.
    fn parties(self, other: &str) -> Option<String> {
        Some(format!("{}-{other}-{}", self.actor()?, self.occurred_at()?.as_millis()))
    }

    /// Returns the id that X gives the event, or else a hash of its JSON. Of several receipts or
    /// notices, each has its index too. So each would have a copy of a long id.
    fn delivery_identity(self) -> String {
        let uuid = self.entry.event_uuid().filter(|uuid| uuid.len() <= LONGEST_IDENTITY);
        let uuid = present(uuid);
        let identity = uuid.unwrap_or_else(|| self.entry.hash());
        match Self::count(self.entry) {
            1 => identity,
            _ => format!("{identity}-{}", self.index),
        }
    }

    /// Returns the story with a hash of the keyword: a story that matches two keywords is delivered
    /// twice, with one `event_uuid`.
    fn identity_of_story(self, story: &NewsStory) -> String {
        let id = present(story.id.as_deref()).unwrap_or_else(|| self.delivery_identity());
        let keyword = self.entry.filter().and_then(|filter| filter.keyword.as_deref());
        format!("{id}-{}", part(keyword.map(|keyword| hash_of([keyword]))))
    }
}

fn identity_of_revoke(revoke: &Revoke) -> String {
    let at = part(revoke.date_time.map(Timestamp::as_millis));
    format!("{}-{}-{at}", revoke.user_id, part(revoke.app_id))
}

fn present(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}
