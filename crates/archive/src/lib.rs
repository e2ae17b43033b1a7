//! Reads stored payloads and posts of X (Twitter) accounts.

#![deny(missing_docs)]

mod fault;
mod form;
mod item;
mod notice;
mod object;
mod personal;
mod record;
mod value;

pub use account_activity;
pub use fault::{Fault, FaultKind};
pub use form::{Form, ParseFormError, Values};
pub use item::{Content, Item, Skipped};
pub use notice::Notice;
