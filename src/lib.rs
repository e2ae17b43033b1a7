//! An SDK for the Twitter/X Account Activity API: typed events, a receiver that verifies them, a
//! client for every endpoint.
//!
//! X posts JSON to a webhook whenever something happens on a subscribed account: a Tweet, a like,
//! a follow, a Direct Message. One such body is a [`Payload`]. It says for whom it is
//! ([`for_user_id`](Payload::for_user_id)) and holds events, usually one; each [`Entry`] is an
//! [`Event`] within its payload and answers what a bot asks first: what kind, when, by whom, why
//! the subscriber got it ([`Relation`]), whether they did it themselves, and by which [`EventKey`]
//! to tell it from one already seen.
//!
//! ```
//! use account_activity::{Event, Payload};
//!
//! # let body = include_bytes!("../tests/fixtures/tweet_create_events/mention.json");
//! let payload = Payload::from_slice(body)?;
//! for entry in payload.entries().filter(|entry| !entry.is_own()) {
//!     match entry.event() {
//!         Event::TweetCreate(tweet) => println!("{:?}: {}", entry.relation(), tweet.display_text()),
//!         Event::DirectMessage(message) => println!("{}", message.display_text()),
//!         Event::Follow(follow) => println!("@{} follows", follow.source.screen_name),
//!         other => println!("{}", other.kind()),
//!     }
//! }
//! # Ok::<(), account_activity::DecodeError>(())
//! ```
//!
//! - **Nothing is lost.** Any JSON object decodes. A kind of event that this version does not know
//!   is [`Event::Unknown`], an entry that does not decode is [`Event::Undecoded`], both with their
//!   JSON, and neither affects its siblings. The payload keeps its [bytes](Payload::as_bytes).
//! - **Every field says what it is.** The types of [`model`] are generated from JSON Schemas: what
//!   a field means, in which unit, and when it is absent. [`schema`] has the same as data.
//! - **The traps are sprung.** Ids keep all 64 bits, instants are read from all four encodings,
//!   [`Tweet::full_text`](model::Tweet::full_text) finds the whole of a cut text, and code-point
//!   indices become slices safely.
//!
//! - **Only what X has signed is received.** `receiver` answers challenges and hands over
//!   deliveries that it has verified, in whichever server there is.
//! - **Errors say what to do.** `client` has a method for every endpoint of every tier; what it is
//!   refused with has a meaning and a remedy.
//! - **Nothing needs an account to be tried.** The crate `account-activity-emulator` is the API on
//!   your own machine.
//!
//! The guide is [`guide`]: a module for each of its documents.
//!
//! # Features
//!
//! | feature | default | what it brings |
//! |---|---|---|
//! | `client` | yes | calling the API: every endpoint, sign-in, typed errors |
//! | `rustls` | yes | TLS for the client, in Rust |
//! | `native-tls` | no | TLS for the client, by the platform's library |
//! | `receiver` | yes | verifying what X sends, answering its challenges, handing deliveries over; no server |
//! | `chrono-0_4`, `time-0_3`, `jiff-0_2` | no | [`Timestamp`] to and from the types of those crates |
//!
//! Without default features it is the event model alone, for archives.
//!
//! # Limits
//!
//! JSON is read up to 128 levels deep; deeper members are passed over if the schemas do not know
//! them, and a [`DecodeError`] if they do. Instants are kept to the millisecond.

#![deny(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "client")]
pub mod client;
mod color;
#[cfg(any(feature = "client", feature = "receiver"))]
mod credentials;
mod event;
pub mod guide;
mod id;
mod indices;
pub mod model;
mod one_or_many;
mod open_enum;
mod payload;
#[cfg(feature = "receiver")]
pub mod receiver;
pub mod schema;
mod text;
mod tier;
mod timestamp;
mod wire;

#[cfg(feature = "client")]
pub use client::Client;
pub use color::Color;
#[cfg(feature = "client")]
pub use credentials::{AppCredentials, UserToken, UserTokenScheme};
#[cfg(feature = "receiver")]
pub use credentials::{EmptySecretError, Secret};
pub use event::{
    Event, EventKey, EventKind, ParseEventKeyError, ParseEventKindError, Relation, UndecodedEvent,
    UnknownEvent,
};
pub use id::{
    AppId, DirectMessageId, FavoriteId, MediaId, ParseIdError, PlaceId, ReplayJobId, RuleId,
    TweetId, UserId, WebhookId, WelcomeMessageId,
};
pub use indices::Indices;
#[doc(no_inline)]
pub use model::{DirectMessage, DirectMessageUser, Favorite, Tweet, User, WebhookUser};
pub use one_or_many::OneOrMany;
pub use open_enum::UnknownValue;
pub use payload::{DecodeError, DecodeErrorKind, Entry, Fault, Payload};
pub use text::Text;
pub use text::markup::unescape;
pub use tier::Tier;
#[cfg(any(feature = "chrono-0_4", feature = "time-0_3", feature = "jiff-0_2"))]
pub use timestamp::OutOfRangeError;
pub use timestamp::{ParseTimestampError, Timestamp};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
