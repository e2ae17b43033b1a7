//! Reads stored payloads and posts of X (Twitter) accounts.
//!
//! [`Archive`] reads files, folders, patterns, standard input and readers: compressed or not, in every form that
//! people keep payloads, Tweets, Posts and Direct Messages. It recognizes all of that by content. Each [`Item`] is a
//! body, a notice, something skipped or a fault, with its place in the source.
//!
//! ```
//! use account_activity_archive::{Archive, Content};
//!
//! let archive = r#"
//!     {"for_user_id":"12","tweet_delete_events":[{"status":{"id":"1","user_id":"12"},"timestamp_ms":"1600000000000"}]}
//!     {"for_user_id":"12","tweet_del
//! "#;
//! let mut deleted = Vec::new();
//! let mut faults = Vec::new();
//! for item in Archive::new().reader("archive", archive.as_bytes()).items() {
//!     match item.content {
//!         Content::Body(body) => deleted.extend(body.activities().map(|activity| activity.kind().to_string())),
//!         Content::Fault(fault) => faults.push((item.line, fault.kind())),
//!         _ => {}
//!     }
//! }
//! assert_eq!(deleted, ["post_delete"]);
//! assert_eq!(faults, [(3, account_activity_archive::FaultKind::Json)]);
//! ```
//!
//! Reading takes bounded memory, uses all cores and keeps the order of the input. It can be [cancelled](Cancel) and
//! [resumed](Position). The [guide](guide::archives) describes forms, faults and limits.

#![deny(missing_docs)]

mod archive;
mod cancel;
mod compression;
mod cut;
mod encoding;
mod fault;
mod form;
mod frame;
pub mod guide;
mod item;
mod items;
mod jobs;
mod limits;
mod mapped;
mod measuring;
mod no_data;
mod notice;
mod object;
mod personal;
mod pool;
mod position;
mod progress;
mod reading;
mod record;
mod results;
mod search;
mod selection;
mod source;
mod spare;
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
pub use mapped::Mapped;
pub use notice::Notice;
pub use position::{ParsePositionError, Position};
pub use progress::Progress;

#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct Readme;
