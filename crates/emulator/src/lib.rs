//! The API on your own machine: every endpoint, users who act, signed deliveries, emulated time.
//!
//! [`Emulator`] is all of it, on a port of this machine: register a webhook, subscribe users, let
//! them act, and receive what X would send. It checks what X checks (OAuth 1.0a signatures, bearer
//! tokens, permissions, limits) and refuses in the same words.
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
//! # Where X says nothing, or two things
//!
//! | case | here |
//! |---|---|
//! | status of code 214 | 400, as in logs; the reference prints 403 |
//! | date of a webhook on v1.1 | `created_timestamp`, as in real answers; the reference has `created_at` |
//! | one subscriber too many on v1.1 | 403, code 214, and a text that says that it was chosen |
//! | status of code 170 | 403 |
//! | a token of the app that is not its owner's, where the owner's is needed | 403, code 200 |
//! | a Replay window that is past, but not by the minutes it should be | code 368 |
//! | the same URL twice on Enterprise | two webhooks |
//! | a token that the app itself invalidates | ends the user's subscriptions, without an event |
//! | what shares a rate limit | requests of one caller with one method and path |
//!
//! Its parts can be had alone: [`World`] says who would hear of what, [`outbound`] sends as X sends,
//! in the time of a [`Clock`] and with [`Faults`] on request.

// The parts, each of which uses those before it only: `clock`, `random`, `fault`; `world`, who would
// hear of what; `account`, what the API remembers; `error`; `outbound`, what X sends; `server`, what
// is asked of X; `emulator`, the handle of it all.

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
    Account, App, Credentials, Limits, PendingSignIn, Permission, SignedIn, StoreError,
    Subscription, UserCredentials, Webhook,
};
pub use clock::{Clock, Hold};
pub use emulator::{Emulator, EmulatorBuilder, StartError};
pub use error::EmulatorError;
pub use fault::{ApiFault, Fault, FaultRule, FaultRuleError, Faults, When};
pub use outbound::{ReplayInProgressError, ReplayJob};
pub use server::{CertificateAuthority, CertificateError};
pub use world::{
    Action, ActionError, AddUserError, Created, DirectMessagesFrom, Message, Notice, Performed,
    Post, Quote, Reply, Who, World, WorldUser,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
