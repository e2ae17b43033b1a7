//! Compares what the APIs deliver with what happened.

use std::collections::BTreeMap;

use account_activity::{ActivityKind, Family};

use super::bot::Arrival;
use super::known::Known;

/// An event of a user, and the APIs in which the user is subscribed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected {
    pub(crate) kind: ActivityKind,
    /// Why one of the APIs does not deliver it, if it does not.
    pub(crate) known: Option<Known>,
    pub(crate) subscribed: [bool; 2],
}

/// The families, in the order of the counts.
pub(crate) const FAMILIES: [Family; 2] = [Family::AccountActivity, Family::XActivity];

/// What the APIs delivered of the events of one kind.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Row {
    pub(crate) both: usize,
    pub(crate) only: [usize; 2],
    /// Delivered by none of the subscriptions.
    pub(crate) lost: usize,
    /// How often a subscription did not deliver an event, by reason.
    pub(crate) known: BTreeMap<Known, usize>,
}

/// What the APIs delivered, and what the bot made of it.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) rows: BTreeMap<ActivityKind, Row>,
    /// The arrivals by each API.
    pub(crate) arrived: [usize; 2],
    pub(crate) handled: usize,
    /// The events that were handled twice, or not delivered without a known reason.
    pub(crate) problems: Vec<String>,
}

impl Tally {
    /// Counts an event and its arrivals.
    pub(crate) fn count(&mut self, what: &str, expected: Expected, arrivals: &[Arrival]) {
        let Expected { kind, known, subscribed } = expected;
        let by = FAMILIES.map(|family| arrivals.iter().filter(|it| it.family == family).count());
        let row = self.rows.entry(kind).or_default();
        match by.map(|count| count > 0) {
            [true, true] => row.both += 1,
            [false, false] => row.lost += 1,
            [true, false] => row.only[0] += 1,
            [false, true] => row.only[1] += 1,
        }
        for ((family, is_subscribed), count) in FAMILIES.into_iter().zip(subscribed).zip(by) {
            match known.filter(|known| known.family() == family) {
                _ if is_subscribed == (count > 0) => {}
                Some(known) if is_subscribed => *row.known.entry(known).or_default() += 1,
                _ if is_subscribed => self.problems.push(format!("{what}: not by {family}")),
                _ => self.problems.push(format!("{what}: by {family} without a subscription")),
            }
        }
        let handled = arrivals.iter().filter(|it| it.is_handled).count();
        if handled != usize::from(!arrivals.is_empty()) {
            self.problems.push(format!("{what}: handled {handled} times"));
        }
        self.handled += handled;
        self.arrived = [self.arrived[0] + by[0], self.arrived[1] + by[1]];
    }

    /// Adds another tally.
    pub(crate) fn add(&mut self, other: Self) {
        for (kind, other) in other.rows {
            let row = self.rows.entry(kind).or_default();
            row.both += other.both;
            row.only = [row.only[0] + other.only[0], row.only[1] + other.only[1]];
            row.lost += other.lost;
            for (known, count) in other.known {
                *row.known.entry(known).or_default() += count;
            }
        }
        self.arrived = [self.arrived[0] + other.arrived[0], self.arrived[1] + other.arrived[1]];
        self.handled += other.handled;
        self.problems.extend(other.problems);
    }

    /// Returns the number of events that nothing delivered.
    pub(crate) fn lost(&self) -> usize {
        self.rows.values().map(|row| row.lost).sum()
    }
}
