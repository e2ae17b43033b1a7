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

mod markup;

pub mod app;
pub mod attachment;
pub mod block;
pub mod direct_message;
pub mod direct_message_mark_read;
pub mod direct_message_typing;
pub mod direct_message_user;
pub mod entities;
pub mod extended_entities;
pub mod extended_tweet;
pub mod favorite;
pub mod follow;
pub mod geo;
pub mod media;
pub mod message_data;
pub mod meta;
pub mod mute;
pub mod place;
pub mod point;
pub mod quick_reply;
pub mod replay_job_status;
pub mod revoke;
pub mod tweet;
pub mod tweet_delete;
pub mod user;
pub mod user_entities;
pub mod webhook_user;

#[doc(no_inline)]
pub use app::*;
#[doc(no_inline)]
pub use attachment::*;
#[doc(no_inline)]
pub use block::*;
#[doc(no_inline)]
pub use direct_message::*;
#[doc(no_inline)]
pub use direct_message_mark_read::*;
#[doc(no_inline)]
pub use direct_message_typing::*;
#[doc(no_inline)]
pub use direct_message_user::*;
#[doc(no_inline)]
pub use entities::*;
#[doc(no_inline)]
pub use extended_entities::*;
#[doc(no_inline)]
pub use extended_tweet::*;
#[doc(no_inline)]
pub use favorite::*;
#[doc(no_inline)]
pub use follow::*;
#[doc(no_inline)]
pub use geo::*;
#[doc(no_inline)]
pub use media::*;
#[doc(no_inline)]
pub use message_data::*;
#[doc(no_inline)]
pub use meta::*;
#[doc(no_inline)]
pub use mute::*;
#[doc(no_inline)]
pub use place::*;
#[doc(no_inline)]
pub use point::*;
#[doc(no_inline)]
pub use quick_reply::*;
#[doc(no_inline)]
pub use replay_job_status::*;
#[doc(no_inline)]
pub use revoke::*;
#[doc(no_inline)]
pub use tweet::*;
#[doc(no_inline)]
pub use tweet_delete::*;
#[doc(no_inline)]
pub use user::*;
#[doc(no_inline)]
pub use user_entities::*;
#[doc(no_inline)]
pub use webhook_user::*;

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

type Map<C> = crate::wire::sequence::Map<Text, C>;
