//! Emulates the Account Activity API and the X Activity API on your own machine, in one world: every
//! endpoint, users who act, signed deliveries, the stream, emulated time.
//!
//! [`Emulator`] serves the whole API on a port of this machine: register a webhook, subscribe
//! users, let users act, and receive the deliveries that X would send. It checks what X checks
//! (OAuth 1.0a signatures, bearer tokens, permissions, limits), and its error messages are X's.
//!
//! ```
//! use account_activity::Client;
//! use account_activity_emulator::{Action, Emulator};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::start().await?;
//! let credentials = emulator.credentials();
//! let client = Client::builder(credentials.app()).base_url(emulator.base_url()).build()?;
//!
//! assert_eq!(client.premium("prod").webhooks().await?.len(), 0);
//! let ada = &credentials.users[1];
//! let verified = client.oauth().verify_credentials(&ada.token).await?;
//! assert_eq!(verified.user.screen_name, "ada");
//!
//! emulator.perform(Action::follow("bob", "ada")).await?;
//! emulator.shutdown().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Choices where X's documentation is silent or contradicts itself
//!
//! | Case | The emulator's choice |
//! |---|---|
//! | status of code 214 | 400, as in logs of real responses; the reference prints 403 |
//! | date of a webhook on v1.1 | `created_timestamp`, as in real responses; the reference has `created_at` |
//! | a subscription above the limit on v1.1 | 403, code 214, and a message that marks itself as the emulator's choice |
//! | status of code 170 | 403 |
//! | a token of the app for a user other than its owner, where the owner's is required | 403, code 200 |
//! | a date of a Replay window that is in the past, but too recent | code 368 |
//! | the same URL twice on Enterprise | two webhooks |
//! | an app invalidates a user's token | the user's subscriptions end, without an event |
//! | following a user again, unfollowing a user whom one does not follow | succeeds |
//! | a Tweet by API that is both a reply and a quote | a reply |
//! | a request token without `oauth_callback`, which X's reference requires | a sign-in by PIN, as X's samples and tweepy rely on |
//! | the lifetime of a request token | an hour |
//! | a wrong authorization request of OAuth 2.0 | a redirect with `error`, as RFC 6749 says; a page if the client or the redirect URI is wrong. X shows a page that gives no reason |
//! | a missing `state` | refused |
//! | the length of a PKCE verifier | any, because X's example has `challenge`; RFC 7636 requires 43 characters |
//! | `localhost` as the host of a redirect URI | accepted if it is a callback URL of the app; X has refused it |
//! | a refresh token without `offline.access` | none |
//! | a code or a refresh token that is used again | refused; the tokens that it gave stay valid |
//! | the access token before a refresh | valid until its end |
//! | the end of a refresh token | none |
//! | revoking a token | a refresh token ends with the access tokens of its sign-in, an access token alone; an unknown token is no error (RFC 7009). The last token of a user ends the user's subscriptions, without an event |
//! | OAuth 2.0 and the permission level of the app | independent: scopes alone limit the tokens of a sign-in |
//! | the lifetime of a sign-in by OAuth 2.0 on the page | an hour, as of a request token |
//! | the scope of a rate limit | requests of one caller with one method and path |
//! | a subscription of the X Activity API that exists already | 400 `DuplicateSubscriptionFailed`; if one of the two expires and the filters are equal, the expiry moves, and nothing else |
//! | qualifiers | not part of the identity of a subscription |
//! | members of a filter that the kind does not have, such as a direction for posts | 400 `FilterInvalid` |
//! | `expires_at` in the past | 400 |
//! | a subscription above the limit of the X Activity API | 400 `SubscriptionLimitExceeded`, as in the Account Activity API |
//! | follows, subscribed with the app's bearer token | accepted in Enterprise and Partner; elsewhere as private kinds |
//! | a user's token for a public kind | accepted, also for another user |
//! | an OAuth 1.0a token for messages | it needs the permission to see Direct Messages |
//! | an update without a tag | the tag stays |
//! | the subscriptions of a deleted webhook | they stay, for the stream |
//! | where a revocation is delivered in the X Activity API | to each webhook of the app's subscriptions; to the stream if they have none |
//! | a like of one's own post, with a subscription without a direction | one event |
//! | a reply to a reply, a quote of a quote in the X Activity API | no event for the author of the former reply or quote |
//! | a repost of a quote in the X Activity API | no event for the author of the quoted post |
//! | which mentions are implicit in the X Activity API | those before the shown text of a reply |
//! | `includes` of a reply, quote or repost of the user's post | the post and the user's post; of `post.create` and `post.mention.create` only the post |
//! | the payload of `dm.indicate_typing` | the notice of the Account Activity API |
//! | the payload of `dm.read` | `users`, and `direct_message_events` with the receipt of the Account Activity API, `type` (`message_read`) and `initiating_user_id` |
//! | an event of a subscription with a webhook while a connection of the stream is open | to both |
//! | the head of the stream's response | with the first line: an event, or a blank line after 20 seconds |
//! | the notice to a client of the stream that reads too slowly | `operational-disconnect`, with a text of the emulator |
//! | an outage while a connection of the stream is open | the connection breaks |
//! | the resources that are charged once a day | the post, for the kinds of posts; the event, for the others |
//! | the payloads of mutes and blocks in the X Activity API | as those of follows |
//!
//! Two parts can be used alone: [`World`] computes which users are notified of an action, and
//! [`outbound`] sends deliveries as X does, on a [`Clock`] and with [`Faults`] on request.

// `tests/it/docs/floors.rs` checks the order in which the parts may use each other.

#![deny(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod account;
mod clock;
mod emulator;
mod error;
mod fault;
pub mod guide;
pub mod outbound;
mod random;
mod server;
mod world;

pub use account_activity;

pub use account::{
    Account, ActivitySubscription, App, Credentials, DailyUsage, KindUsage, Limits, PendingSignIn,
    Permission, SignedIn, StoreError, Subscription, UserCredentials, Webhook,
};
pub use clock::{Clock, Hold};
pub use emulator::{Emulator, EmulatorBuilder, RequestBody, StartError};
pub use error::EmulatorError;
pub use fault::{ApiFault, Fault, FaultRule, FaultRuleError, Faults, When};
pub use outbound::{ReplayInProgressError, ReplayJob};
pub use server::{CertificateAuthority, CertificateError, RequestRecord, StreamConnection};
pub use world::{
    Action, ActionError, ActivityNotice, AddUserError, Created, DirectMessagesFrom, Inject,
    LiveState, Message, News, Notice, Performed, Post, Profile, Quote, Reply, Subject, Who, World,
    WorldUser,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
