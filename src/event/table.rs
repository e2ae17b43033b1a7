//! The table of events, generated from `x-events` of `schemas/account_activity/payload.json`.

// The generated matches have an arm for each row of the table.
#![allow(clippy::match_same_arms)]

use serde::Serialize;

use super::undecoded::UndecodedEvent;
use super::unknown::UnknownEvent;
use crate::model::*;
use crate::wire::Wire;
use crate::wire::object::Members;

/// The form in which a member of the envelope holds its events.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Container {
    /// An array of events.
    Array,
    /// One event.
    Object,
    /// An object with an event in each member.
    Members,
}

/// A reader of a member's events. The generated table supplies their types.
pub(crate) trait ReadEvents {
    type Output;

    /// Reads an array of events.
    fn array<T: EventObject>(self) -> Self::Output;

    /// Reads one event.
    fn object<T: EventObject>(self) -> Self::Output;

    /// Reads an object with an event in each member.
    fn members(self) -> Self::Output;
}

/// A value that is an event, if its kind is in the schemas.
pub(crate) trait OfKind: Into<Event> {
    /// Returns `true` if the kind is in the schemas.
    fn is_known(&self) -> bool {
        true
    }

    /// Returns the event.
    fn into_event(self: Box<Self>) -> Event;
}

/// The type of an event's object.
pub(crate) trait EventObject: Wire<Value: OfKind> + Members {}

impl<T: Wire<Value: OfKind> + Members> EventObject for T {}

include!(concat!(env!("OUT_DIR"), "/account_activity_events.rs"));
