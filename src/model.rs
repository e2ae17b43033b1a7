//! The contents of events: the types of Tweets, users, Direct Messages and others.
//!
//! | events | their type | what it holds |
//! |---|---|---|
//! | a Tweet, Retweet, reply or quote | [`Tweet`] | [`User`], [`Entities`], [`ExtendedEntities`], [`ExtendedTweet`], [`NoteTweet`], [`Media`], [`Place`], [`Geo`] |
//! | a deleted Tweet | [`TweetDelete`] | [`DeletedTweet`] |
//! | a like | [`Favorite`] | [`Tweet`], [`User`] |
//! | a follow or unfollow | [`Follow`] | [`WebhookUser`] |
//! | a block or unblock | [`Block`] | [`WebhookUser`] |
//! | a mute or unmute | [`Mute`] | [`WebhookUser`] |
//! | a Direct Message | [`DirectMessage`] | [`MessageCreate`], [`MessageData`], [`Attachment`], [`QuickReply`] |
//! | typing | [`DirectMessageTyping`] | [`MessageTarget`] |
//! | a read receipt | [`DirectMessageMarkRead`] | [`MessageTarget`] |
//! | revoked access | [`Revoke`] | |
//! | the end of a Replay job | [`ReplayJobStatus`] | |
//!
//! The wire has three shapes of users, with a type each: [`User`] in a Tweet, [`WebhookUser`] in a
//! follow, block or mute, and [`DirectMessageUser`] in the `users` of a payload. The `apps` of a
//! payload have the type [`App`].
//!
//! The types are generated from the JSON Schemas in `schemas/account_activity/`. These rules apply
//! to all of them:
//!
//! - A field that the API leaves out or sends as null is an `Option`. Its documentation states when
//!   it is absent. A field that only trimmed archives drop has its empty value instead (0, false, an
//!   empty text or list).
//! - Unknown members are ignored. Unknown values of enumerations are kept as `Unknown`.
//! - A scalar deserializes from its number form and from its string form.
//! - Deserialization of a type by itself fails on the first value that cannot be read.
//!   [`Payload`](crate::Payload) reads tolerantly: such a value costs only itself.
//! - Types are built with `new(required, …)` and assignment, because fields are added over time.
//!
//! ```
//! use account_activity::model::Hashtag;
//!
//! let mut hashtag = Hashtag::new();
//! hashtag.text = "ferry".into();
//! ```
//!
//! A struct literal does not compile outside the crate:
//!
//! ```compile_fail
//! let hashtag = account_activity::model::Hashtag { text: "ferry".into(), indices: None };
//! ```

mod block;
mod content;
mod direct_message;
mod direct_message_mark_read;
mod direct_message_typing;
mod favorite;
mod follow;
mod markup;
mod media;
mod mention;
mod mute;
mod occurrence;
mod replay_job_status;
mod revoke;
mod text_entity;
mod tweet;
mod tweet_delete;

pub(crate) use content::Content;
pub(crate) use markup::{ShortLink, expand};
pub use mention::MentionKind;
pub(crate) use occurrence::{Occurrence, part};
pub(crate) use text_entity::{CASHTAG, HASHTAG, MENTION, Written, displayed, is_sign_and_name};
pub use text_entity::{DisplayEntity, TextEntity};

include!(concat!(env!("OUT_DIR"), "/account_activity.rs"));

// The names that the generated source uses.
use std::collections::BTreeMap;

use serde_json::Value;

use crate::value::color::Color;
use crate::value::id::{
    AppId, DirectMessageId, FavoriteId, IdNumber, IdText, MediaId, PlaceId, ReplayJobId, RuleId,
    TweetId, UserId, WebhookId, WelcomeMessageId,
};
use crate::value::indices::Indices;
use crate::value::one_or_many::OneOrMany;
use crate::value::open_enum::{UnknownValue, open_enum};
use crate::value::text::Text;
use crate::value::timestamp::{MillisNumber, MillisText, Rfc3339, Timestamp, TwitterDate};
use crate::value::twin::{OptionalTwin, RequiredTwin};
use crate::wire::presence::{Defaulted, Identifying, Optional, Required};
use crate::wire::scalar::{Boolean, Integer, Number};
use crate::wire::sequence::{List, Pair};
use crate::wire::table::object;
use crate::wire::{Boxed, Json};

pub(crate) type Map<C> = crate::wire::sequence::Map<Text, C>;
