//! The event model: one module per file of `schemas/`.
//!
//! Data is generated from the schemas, and every type names the one it comes from; behaviour is
//! written by hand, beside it. What is always the same:
//!
//! - a field that the API leaves out or sends as null is an `Option`, and says when it is absent;
//!   what only trimmed archives drop has its empty value instead (0, false, empty text or list);
//! - unknown members pass, unknown values of enumerations are kept as `Unknown`;
//! - each scalar is read from its number or string form;
//! - types are built with `new(required, …)` and assignment, because they grow.
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
//!
//! Three user shapes exist on the wire and stay three types: [`User`] in a Tweet,
//! [`WebhookUser`] in a follow, block or mute, [`DirectMessageUser`] in the `users` map.

mod block;
mod direct_message;
mod direct_message_mark_read;
mod direct_message_typing;
mod favorite;
mod follow;
mod markup;
mod mute;
mod occurrence;
mod replay_job_status;
mod revoke;
mod tweet;
mod tweet_delete;

pub(crate) use occurrence::{Occurrence, part};

include!(concat!(env!("OUT_DIR"), "/account_activity.rs"));

// What generated source names.
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
use crate::wire::object::object;
use crate::wire::presence::{Defaulted, Optional, Required};
use crate::wire::scalar::{Boolean, Integer, Number};
use crate::wire::sequence::{List, Pair};
use crate::wire::{Boxed, Json};

pub(crate) type Map<C> = crate::wire::sequence::Map<Text, C>;
