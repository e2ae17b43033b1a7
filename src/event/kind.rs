//! Conversions between the kinds of events and text.

use super::name::name;
use super::table::EventKind;

/// An error parsing an [`EventKind`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected a kind of event that this version supports, such as `tweet_create`")]
pub struct ParseEventKindError(());

name!(EventKind, ParseEventKindError);
