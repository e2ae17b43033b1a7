//! An SDK for the account events of X (Twitter): the Account Activity API, and the X Activity API
//! that replaces it.
//!
//! X posts signed JSON to a webhook whenever something happens on a subscribed account: a post, a
//! like, a follow, a Direct Message. The X Activity API can send it through a stream instead. This
//! crate decodes the events of both APIs into types, has one view over them, receives and verifies
//! them, and calls every endpoint of both APIs.
//!
//! * [Overview](#overview)
//! * [Examples](#examples)
//!     * [Decode a body](#decode-a-body)
//!     * [Receive deliveries](#receive-deliveries)
//!     * [Call the API](#call-the-api)
//!     * [Test a handler](#test-a-handler)
//! * [Guide](#guide)
//! * [Crate features](#crate-features)
//! * [Limits](#limits)
//! * [Minimum supported Rust version](#minimum-supported-rust-version)
//!
//! # Overview
//!
//! * A [`Body`] is the content of one delivery: a [`Payload`] of the Account Activity API, or an
//!   [`Envelope`](xaa::Envelope) of the X Activity API.
//! * An [`Activity`] is one thing that happened, in either family. It has the
//!   [kind](Activity::kind), the [time](Activity::occurred_at), the [actor](Activity::actor), the
//!   [post](Activity::post), the [`Relation`] to the subscriber, and the [`EventKey`] by which
//!   duplicates are recognized.
//! * An [`Entry`] is a typed [`Event`] of the Account Activity API with its payload. The types of
//!   [`model`] are the contents of these events, and those of [`xaa`] the contents of the others. They
//!   are generated from JSON Schemas: each field documents its meaning, its unit, and when it is
//!   absent. [`schema`] contains the schemas as data.
//! * [`receiver`] verifies requests from X, responds to its challenge-response check (CRC), and
//!   passes each [`Delivery`](receiver::Delivery) to a handler.
//! * [`Client`] has a method for every endpoint of every tier. Its errors have a
//!   [reason](client::Reason) and a [remedy](client::Remedy). [`client::xaa`] has the subscriptions and
//!   the stream of the X Activity API, and [`client::oauth2`] the sign-in by OAuth 2.0.
//!
//! Decoding loses nothing. Any JSON object decodes. An event whose kind is not in the schemas is
//! [`Event::Unknown`]. An event that cannot be identified is [`Event::Undecoded`]. Both keep their
//! JSON, and neither affects the other events of the body. Any other value that cannot be read
//! costs only itself, and [`Body::faults`] lists it. The body keeps its [bytes](Body::as_bytes).
//!
//! X ends the Account Activity API on 2027-01-01. Payloads delivered before then can still be
//! decoded. The guide to the [move](guide::migrating) describes what changes.
//!
//! # Examples
//!
//! ## Decode a body
//!
//! ```
//! use account_activity::{ActivityKind, Body};
//!
//! # let body = include_bytes!("../tests/fixtures/tweet_create_events/mention.json");
//! let body = Body::from_slice(body)?;
//! for activity in body.activities().filter(|activity| !activity.is_own()) {
//!     match (activity.kind(), activity.post()) {
//!         (ActivityKind::Post, Some(post)) => println!("{}: {}", activity.relation(), post.text()),
//!         (other, _) => println!("{other} at {:?}", activity.occurred_at()),
//!     }
//! }
//! # Ok::<(), account_activity::DecodeError>(())
//! ```
//!
//! Stored payloads of the Account Activity API need no view. Their entries have the typed events:
//!
//! ```
//! use account_activity::{Event, Payload};
//!
//! # let body = include_bytes!("../tests/fixtures/tweet_create_events/mention.json");
//! for entry in &Payload::from_slice(body)? {
//!     match entry.event() {
//!         Event::TweetCreate(tweet) => println!("{:?}: {:?}", entry.relation(), tweet.display_text()),
//!         Event::Follow(follow) => println!("{:?} follows", follow.source.screen_name),
//!         other => println!("{} at {:?}", other.kind(), entry.occurred_at()),
//!     }
//! }
//! # Ok::<(), account_activity::DecodeError>(())
//! ```
//!
//! ## Receive deliveries
//!
//! A [`ReceiverService`](receiver::ReceiverService) is a `tower` service. It runs in axum, in
//! hyper, in AWS Lambda, and in every other server that supports `tower`. The feature `server` adds
//! a server for it.
//!
//! ```
//! use account_activity::receiver::{
//!     Delivery, HandlerError, Receiver, ReceiverService, Secret, Seen,
//! };
//! use axum::Router;
//!
//! async fn on_delivery(seen: Seen, delivery: Delivery) -> Result<(), HandlerError> {
//!     for activity in delivery.activities().filter(|activity| !activity.is_own()) {
//!         // X sends a delivery again if the response was late or not 200.
//!         let Some(claim) = seen.begin(activity.key())? else { continue };
//!         println!("{} by {:?}", activity.kind(), activity.actor());
//!         claim.commit();
//!     }
//!     Ok(())
//! }
//!
//! let receiver = Receiver::new(Secret::new("the app's consumer secret")?);
//! let service = ReceiverService::with_state(receiver, Seen::new(10_000), on_delivery);
//! let app: Router = Router::new().route_service("/webhooks/twitter", service);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Call the API
//!
//! ```no_run
//! use account_activity::client::WebhookUrl;
//! use account_activity::{AppCredentials, Client, UserToken};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let owner = UserToken::oauth1("token", "token secret");
//! let client = Client::builder(AppCredentials::new("key", "secret").owner(owner)).build()?;
//!
//! let env = client.premium("prod");
//! let url: WebhookUrl = "https://bot.example/webhooks/twitter".parse()?;
//! env.ensure_webhook(&url).await?;
//! env.subscribe(&UserToken::oauth1("user's token", "user's token secret")).await?;
//! # Ok(())
//! # }
//! ```
//!
//! On the X Activity API, a subscription is one kind of event of one user. Without a webhook, its
//! events come by the stream:
//!
//! ```no_run
//! use account_activity::client::xaa::{
//!     DeliverTo, NewSubscription, StreamItem, SubscriptionFilter,
//! };
//! use account_activity::xaa::EventKind;
//! use account_activity::{AppCredentials, Client, UserId};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder(AppCredentials::new("key", "secret")).build()?;
//!
//! let filter = SubscriptionFilter::user(UserId::new(12));
//! let posts = NewSubscription::new(EventKind::PostCreate, filter, DeliverTo::Stream);
//! client.xaa().subscribe(&posts, None).await?;
//!
//! let mut stream = client.xaa().stream();
//! while let Some(item) = stream.next().await {
//!     if let StreamItem::Envelope(envelope) = item? {
//!         for activity in envelope.activities() {
//!             println!("{}", activity.kind());
//!         }
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! ## Test a handler
//!
//! [`Delivery::unverified`](receiver::Delivery::unverified) creates a delivery, to test a handler.
//! [`Secrets::signed_request`](receiver::Secrets::signed_request) creates a request as X sends it,
//! to test a whole service. The crate [`account-activity-emulator`] runs the API on the local
//! machine. It registers webhooks and delivers to them.
//!
//! ```
//! use account_activity::model::{DeletedTweet, TweetDelete};
//! use account_activity::receiver::Delivery;
//! use account_activity::{Payload, TweetId, UserId};
//!
//! fn deleted(delivery: &Delivery) -> usize {
//!     delivery.entries().filter(|entry| entry.kind().as_str() == "tweet_delete").count()
//! }
//!
//! let delete = TweetDelete::new(DeletedTweet::new(TweetId::new(2), UserId::new(1)));
//! let delivery = Delivery::unverified(Payload::from_events(UserId::new(1), [delete]));
//! assert_eq!(deleted(&delivery), 1);
//! ```
//!
//! [`account-activity-emulator`]: https://docs.rs/account-activity-emulator
//!
//! # Guide
//!
//! [`guide`] has a module per subject: [both APIs](guide::x_activity), the [move](guide::migrating) to
//! the X Activity API, [events](guide::events),
//! [receiving](guide::receiving), [subscriptions of the X Activity API](guide::subscriptions),
//! [credentials](guide::credentials), [webhooks](guide::webhooks), [endpoints](guide::endpoints),
//! [errors](guide::errors), and the [questions of X's FAQ](guide::faq).
//!
//! # Crate features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `client` | yes | [`client`]: every endpoint, the stream, sign-in, typed errors |
//! | `rustls` | yes | TLS for the client, implemented in Rust |
//! | `native-tls` | no | TLS for the client, by the platform's library |
//! | `receiver` | yes | [`receiver`]: verification, CRC, the service for servers |
//! | `server` | no | `receiver::Server`: an HTTP server with safe limits, and SIGTERM |
//! | `chrono-0_4`, `time-0_3`, `jiff-0_2`, `jiff-1` | no | conversions between [`Timestamp`] and the types of those crates |
//!
//! Without default features, the crate is the event model alone and has no HTTP dependency.
//!
//! # Limits
//!
//! JSON is decoded up to 128 levels deep. Deeper members are skipped if they are not in the
//! schemas, and are a [`DecodeError`] if they are. Timestamps have millisecond precision.
//!
//! # Minimum supported Rust version
//!
//! Rust 1.89. Only a new minor version raises it, never a patch version.

#![deny(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod activity;
#[cfg(feature = "client")]
pub mod client;
#[cfg(any(feature = "client", feature = "receiver"))]
mod clock;
#[cfg(any(feature = "client", feature = "receiver"))]
mod credentials;
mod event;
pub mod guide;
pub mod model;
mod payload;
#[cfg(feature = "receiver")]
pub mod receiver;
pub mod schema;
mod tier;
mod value;
mod wire;
pub mod xaa;

#[doc(no_inline)]
pub use activity::{Activity, ActivityKind, Body, Decoder, Family};
#[cfg(feature = "client")]
pub use client::Client;
#[cfg(any(feature = "client", feature = "receiver"))]
pub use clock::{Clock, SystemClock};
#[cfg(feature = "client")]
pub use credentials::{AppCredentials, MissingVariablesError, UserToken, UserTokenScheme};
#[cfg(any(feature = "client", feature = "receiver"))]
pub use credentials::{EmptySecretError, Secret};
pub use event::{
    Event, EventKey, EventKind, ParseEventKeyError, ParseEventKindError, ParseRelationError,
    Relation, UndecodedEvent, UnknownEvent,
};
#[doc(no_inline)]
pub use model::{DirectMessage, Favorite, Tweet, User};
pub use payload::{DecodeError, DecodeErrorKind, Entries, Entry, Fault, Payload};
pub use tier::{ParseTierError, Tier};
pub use value::color::Color;
pub use value::id::{
    AppId, DirectMessageId, FavoriteId, MediaId, ParseIdError, PlaceId, ReplayJobId, RuleId,
    SubscriptionId, TweetId, UserId, WebhookId, WelcomeMessageId,
};
pub use value::indices::Indices;
pub use value::one_or_many::OneOrMany;
pub use value::open_enum::UnknownValue;
pub use value::text::{Text, unescape};
#[cfg(any(
    feature = "chrono-0_4",
    feature = "time-0_3",
    feature = "jiff-0_2",
    feature = "jiff-1"
))]
pub use value::timestamp::OutOfRangeError;
pub use value::timestamp::{ParseTimestampError, Timestamp};
pub use value::wrapped::Wrapped;

// It uses the features `client` and `server`, which a test of the workspace turns on.
#[cfg(all(doctest, feature = "client", feature = "server"))]
#[doc = include_str!("../README.md")]
struct Readme;
