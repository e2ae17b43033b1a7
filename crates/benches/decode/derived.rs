//! Plain structs, as a program would define them without this crate: one per object of the Account Activity
//! API, with serde's derive.
//!
//! They have every member that the crate reads: the build script generates all of them but the envelope from the
//! crate's own schemas. Strings of up to 24 bytes are inline. Ids are a number and a text side by side, because
//! some archives have rounded numbers. Dates are decoded. Enumerations stay text. A deviation from the schemas fails
//! the whole delivery, and nothing of the delivery's bytes is kept.

// The benchmark fills the fields like a program would, but does not read them.
#![allow(dead_code)]

use std::collections::BTreeMap;

use account_activity::{Event, Payload};
use compact_str::CompactString;
use serde::Deserialize;
use serde_json::Value;

use crate::date::Date;
use crate::input::Input;

include!(concat!(env!("OUT_DIR"), "/derived.rs"));

#[derive(Deserialize)]
pub(crate) struct DerivedPayload {
    pub(crate) for_user_id: Option<CompactString>,
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
    pub(crate) users: BTreeMap<CompactString, DirectMessageUser>,
    #[serde(default)]
    pub(crate) apps: BTreeMap<CompactString, App>,
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

/// The id, the date in seconds and the text of a Tweet.
type Seen<'a> = (u64, Option<i64>, &'a str);

impl DerivedPayload {
    /// Returns the number of decoded events of all kinds.
    fn event_count(&self) -> usize {
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

    /// Returns the ids, dates and texts of the created and liked Tweets.
    fn tweets(&self) -> Vec<Seen<'_>> {
        let created = self.tweet_create_events.iter();
        let liked = self.favorite_events.iter().map(|favorite| &favorite.favorited_status);
        let tweets = created.chain(liked);
        tweets.map(Tweet::seen).collect()
    }
}

impl Tweet {
    fn seen(&self) -> Seen<'_> {
        let date = self.created_at.as_ref().map(|date| date.0);
        (self.exact_id(), date, self.text.as_deref().unwrap_or_default())
    }

    /// Parses the text, because some archives have numbers that JavaScript rounded.
    fn exact_id(&self) -> u64 {
        self.id_str.as_ref().and_then(|id| id.parse().ok()).unwrap_or(self.id)
    }
}

/// Panics if the structs decode the deliveries of the Account Activity API otherwise than the crate.
pub(crate) fn verify(Input { name, bodies, .. }: &Input) {
    for body in bodies {
        let payload = Payload::from_slice(body).expect("a delivery decodes");
        let serde: DerivedPayload = serde_json::from_slice(body).expect("the structs decode it");
        let sonic: DerivedPayload = sonic_rs::from_slice(body).expect("the structs decode it");
        let tweets: Vec<Seen<'_>> = payload.events().iter().filter_map(tweet).collect();
        for derived in [serde, sonic] {
            assert_eq!(derived.event_count(), payload.events().len(), "{name}: other events");
            assert_eq!(derived.tweets(), tweets, "{name}: other Tweets");
        }
    }
}

fn tweet(event: &Event) -> Option<Seen<'_>> {
    let tweet = match event {
        Event::TweetCreate(tweet) => tweet,
        Event::Favorite(favorite) => &favorite.favorited_status,
        _ => return None,
    };
    let date = tweet.created_at.map(|date| date.as_millis() / 1000);
    Some((tweet.id.get(), date, tweet.text.as_str()))
}
