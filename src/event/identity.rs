//! What tells an event from every other of its kind.

use std::fmt;
use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher24};

use super::Event;
use crate::value::id::UserId;
use crate::value::timestamp::Timestamp;
use crate::wire::raw::RawJson;

impl Event {
    /// The last part of the event's key. Only what a retry and a Replay repeat goes into it: ids
    /// and the event's own time, never counts or profiles, which change.
    pub(super) fn identity(&self) -> String {
        match self {
            Self::TweetCreate(tweet) => tweet.id.to_string(),
            Self::TweetDelete(delete) => delete.status.id.to_string(),
            Self::Favorite(favorite) => match &favorite.id {
                Some(id) => id.to_string(),
                None => self.parties(favorite.favorited_status.id),
            },
            Self::Follow(_)
            | Self::Unfollow(_)
            | Self::Block(_)
            | Self::Unblock(_)
            | Self::Mute(_)
            | Self::Unmute(_)
            | Self::DirectMessageTyping(_) => self.parties(part(self.target())),
            Self::DirectMessage(message) => message.id.to_string(),
            Self::DirectMessageMarkRead(read) => {
                let last = part(read.last_read_event_id);
                self.parties(format_args!("{}-{last}", read.target.recipient_id))
            }
            Self::Revoke(revoke) => {
                self.parties(part(revoke.target.as_ref().and_then(|target| target.app_id)))
            }
            Self::ReplayJobStatus(status) => format!("{}-{}", status.job_id, status.job_state),
            Self::Unknown(unknown) => {
                hash(&[unknown.key(), unknown.member().unwrap_or_default()], unknown.raw())
            }
            Self::Undecoded(undecoded) => hash(&[undecoded.key()], undecoded.raw()),
        }
    }

    /// `<actor>-<other>-<milliseconds>`, a missing part being `_`.
    fn parties(&self, other: impl fmt::Display) -> String {
        let actor = part(self.actor());
        format!("{actor}-{other}-{}", part(self.occurred_at().map(Timestamp::as_millis)))
    }

    /// The subscriber, where the delivery does not name one: who withdrew access is who was
    /// subscribed.
    pub(crate) fn subscriber(&self, for_user_id: Option<UserId>) -> Option<UserId> {
        match self {
            Self::Revoke(revoke) => for_user_id.or(Some(revoke.source.user_id)),
            _ => for_user_id,
        }
    }
}

/// A part of an identity that a trimmed archive may have left out.
pub(super) fn part(value: Option<impl fmt::Display>) -> String {
    value.map_or_else(|| "_".to_owned(), |value| value.to_string())
}

/// SipHash-2-4 with 128 bits and a key of zeros, over the words and the JSON's canonical form,
/// each ended by a byte that UTF-8 does not have.
fn hash(words: &[&str], json: &RawJson) -> String {
    let mut hasher = SipHasher24::new();
    for word in words.iter().copied().chain([json.canonical().as_str()]) {
        hasher.write(word.as_bytes());
        hasher.write(&[0xff]);
    }
    format!("{:032x}", hasher.finish128().as_u128())
}
