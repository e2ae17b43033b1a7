//! Reads stored payloads and posts of X (Twitter) accounts.

#![deny(missing_docs)]

mod archive;
mod cancel;
mod compression;
mod cut;
mod encoding;
mod fault;
mod form;
mod frame;
mod item;
mod items;
mod limits;
mod notice;
mod personal;
mod pool;
mod position;
mod progress;
mod reading;
mod record;
mod source;
mod stop;
mod text;
mod value;
mod work;

pub use account_activity;
pub use archive::Archive;
pub use cancel::Cancel;
pub use fault::{Fault, FaultKind};
pub use form::{Form, ParseFormError, Values};
pub use item::{Content, Item, Skipped};
pub use items::{Batches, Items};
pub use limits::Limits;
pub use notice::Notice;
pub use position::{ParsePositionError, Position};
pub use progress::Progress;
