//! Plain structs, as a program would define them without this crate: one per object, with serde's
//! derive and `serde_json`. They read ids as a number and a text side by side, and times and
//! enumerations as text, and fail on any deviation. The build script generates all of them but the
//! envelope.

// The benchmark fills the fields like a program would, but does not read them.
#![allow(dead_code)]

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

include!(concat!(env!("OUT_DIR"), "/derived.rs"));

#[derive(Deserialize)]
pub(crate) struct DerivedPayload {
    pub(crate) for_user_id: Option<String>,
    pub(crate) user_has_blocked: Option<bool>,
    #[serde(default)]
    pub(crate) tweet_create_events: Vec<Tweet>,
    #[serde(default)]
    pub(crate) tweet_delete_events: Vec<TweetDelete>,
    #[serde(default)]
    pub(crate) favorite_events: Vec<Favorite>,
    #[serde(default)]
    pub(crate) follow_events: Vec<Follow>,
    #[serde(default)]
    pub(crate) block_events: Vec<Block>,
    #[serde(default)]
    pub(crate) mute_events: Vec<Mute>,
    #[serde(default)]
    pub(crate) direct_message_events: Vec<DirectMessage>,
    #[serde(default)]
    pub(crate) direct_message_indicate_typing_events: Vec<DirectMessageTyping>,
    #[serde(default)]
    pub(crate) direct_message_mark_read_events: Vec<DirectMessageMarkRead>,
    #[serde(default)]
    pub(crate) users: BTreeMap<String, DirectMessageUser>,
    #[serde(default)]
    pub(crate) apps: BTreeMap<String, App>,
    pub(crate) user_event: Option<UserEvent>,
    pub(crate) replay_job_status: Option<ReplayJobStatus>,
}

#[derive(Deserialize)]
pub(crate) struct UserEvent {
    pub(crate) revoke: Option<Revoke>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany<T> {
    One(Box<T>),
    Many(Vec<T>),
}

impl DerivedPayload {
    /// Returns the number of decoded events of all kinds.
    pub(crate) fn event_count(&self) -> usize {
        self.tweet_create_events.len()
            + self.tweet_delete_events.len()
            + self.favorite_events.len()
            + self.follow_events.len()
            + self.block_events.len()
            + self.mute_events.len()
            + self.direct_message_events.len()
            + self.direct_message_indicate_typing_events.len()
            + self.direct_message_mark_read_events.len()
            + usize::from(self.user_event.as_ref().is_some_and(|event| event.revoke.is_some()))
            + usize::from(self.replay_job_status.is_some())
    }

    /// Returns the ids of the created and liked Tweets. Parses the texts, because some archives
    /// have numbers that JavaScript rounded.
    pub(crate) fn tweet_ids(&self) -> Vec<u64> {
        let created = self.tweet_create_events.iter();
        let liked = self.favorite_events.iter().map(|favorite| &favorite.favorited_status);
        created.chain(liked).map(Tweet::exact_id).collect()
    }
}

impl Tweet {
    fn exact_id(&self) -> u64 {
        self.id_str.as_ref().and_then(|id| id.parse().ok()).unwrap_or(self.id)
    }
}
