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

#![deny(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod account;
mod acting;
mod answer;
mod api;
mod app;
mod apps;
mod builder;
mod clock;
mod control;
mod core;
mod credentials;
mod date;
mod error;
mod fault;
pub mod guide;
mod limits;
mod oauth;
pub mod outbound;
mod permission;
mod random;
mod rate_limit;
mod registry;
mod replay;
mod request;
mod running;
mod service;
mod sign_in;
mod start;
mod state;
mod store;
mod tls;
mod tokens;
mod webhook_url;
mod world;

pub use account_activity;

pub use account::Account;
pub use app::App;
pub use builder::EmulatorBuilder;
pub use clock::{Clock, Hold};
pub use credentials::{Credentials, UserCredentials};
pub use error::EmulatorError;
pub use fault::{ApiFault, Fault, FaultRule, FaultRuleError, Faults, When};
pub use limits::Limits;
pub use permission::Permission;
pub use registry::{Subscription, Webhook};
pub use replay::{ReplayInProgressError, ReplayJob};
pub use running::Emulator;
pub use sign_in::{PendingSignIn, SignedIn};
pub use start::StartError;
pub use store::StoreError;
pub use tls::{CertificateAuthority, CertificateError};
pub use world::{
    Action, ActionError, AddUserError, Created, DirectMessagesFrom, Message, Notice, Performed,
    Post, Quote, Reply, Who, World, WorldUser,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
