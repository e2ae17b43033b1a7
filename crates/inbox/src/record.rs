//! The items of an inbox, for inspection.

use std::fmt;
use std::str::FromStr;

use account_activity::{Timestamp, UserId};
use bytes::Bytes;

/// The id of an item. It grows in the order in which items are stored.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ItemId(u64);

impl ItemId {
    /// Creates an id.
    #[must_use]
    pub const fn new(id: u64) -> Self {
        Self(id)
    }

    /// Returns the id as a number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for ItemId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// The state of an item.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum State {
    /// The item waits for a worker, or a worker handles it.
    Pending,
    /// The item failed too often. It stays until it is requeued or discarded, or its time ends.
    Dead,
}

impl State {
    /// Returns the state as text: `pending` or `dead`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Dead => "dead",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// An item, for inspection. It is not claimed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Record {
    /// The id.
    pub id: ItemId,
    /// The state.
    pub state: State,
    /// The text of the activity's key.
    pub key: String,
    /// The activity's kind, such as `follow`.
    pub kind: String,
    /// The user whose activity it is, if the body names one.
    pub subscriber: Option<UserId>,
    /// The path of the request that delivered the body.
    pub path: String,
    /// The time at which the delivery had arrived.
    pub received_at: Timestamp,
    /// The number of attempts so far.
    pub attempts: u32,
    /// The failures, the oldest first.
    pub failures: Vec<Failure>,
    /// The body of the delivery as received.
    pub body: Bytes,
}

/// A failed attempt to handle an item.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Failure {
    /// The time of the failure.
    pub at: Timestamp,
    /// The handler's error as text, with its sources.
    pub error: String,
}

/// Selects the items that [`Inbox::list`](crate::Inbox::list) returns.
///
/// ```
/// use account_activity_inbox::{Query, State};
///
/// let query = Query::new().state(State::Dead).limit(20);
/// ```
#[derive(Clone, Debug)]
pub struct Query {
    pub(crate) state: Option<State>,
    pub(crate) subscriber: Option<UserId>,
    pub(crate) after: ItemId,
    pub(crate) limit: usize,
}

impl Query {
    /// Selects the first 100 items of every state.
    #[must_use]
    pub const fn new() -> Self {
        Self { state: None, subscriber: None, after: ItemId::new(0), limit: 100 }
    }

    /// Selects items in this state alone.
    #[must_use]
    pub const fn state(mut self, state: State) -> Self {
        self.state = Some(state);
        self
    }

    /// Selects items of this subscriber alone.
    #[must_use]
    pub const fn subscriber(mut self, subscriber: UserId) -> Self {
        self.subscriber = Some(subscriber);
        self
    }

    /// Selects items with a greater id than this. The id of the last item of a page selects the next
    /// page.
    #[must_use]
    pub const fn after(mut self, id: ItemId) -> Self {
        self.after = id;
        self
    }

    /// Sets the greatest number of items. The default is 100.
    #[must_use]
    pub const fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }
}

impl Query {
    pub(crate) fn selects(&self, record: &Record) -> bool {
        record.id > self.after
            && self.state.is_none_or(|state| state == record.state)
            && self.subscriber.is_none_or(|subscriber| Some(subscriber) == record.subscriber)
    }
}

impl Default for Query {
    fn default() -> Self {
        Self::new()
    }
}
