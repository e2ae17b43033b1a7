//! What was done for a wanted subscription.

use std::fmt;

use crate::client::error::Error;
use crate::client::xaa::subscription::Subscription;
#[cfg(doc)]
use crate::client::xaa::{Wanted, Xaa};
use crate::value::timestamp::Timestamp;

/// What [`Xaa::ensure_subscriptions`] did for a [`Wanted`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum EnsureOutcome {
    /// The subscription exists. It was not changed, and no other one was deleted.
    Kept,
    /// The subscription was created.
    Created,
    /// The webhook or the tag of the subscription was changed.
    Mended {
        /// The subscription as it was.
        before: Box<Subscription>,
    },
    /// The time at which the subscription expires was changed, by creating it again.
    Renewed {
        /// The subscription as it was.
        before: Box<Subscription>,
    },
    /// A subscription without a tag was taken over.
    Adopted {
        /// The subscription as it was.
        before: Box<Subscription>,
    },
    /// Own subscriptions with another filter were deleted in favour of this one, because X has no request
    /// that changes a filter. [`EnsuredRow::deleted`](crate::client::xaa::EnsuredRow::deleted) has them.
    Replaced {
        /// The time without any subscription. `None` if this one existed before the others were
        /// deleted. X rejects that as a duplicate if only the direction differs.
        gap: Option<DeliveryGap>,
    },
    /// A subscription of another program of the same app has the same kind and user or keyword. It was
    /// left as it is, and X rejects a second one.
    ///
    /// [`Wanted::adopt_untagged`] takes over one that has no tag and an equal filter.
    Held {
        /// The subscription of the other program.
        by: Box<Subscription>,
    },
    /// An earlier element of the slice wants the same.
    Repeated {
        /// The index of that element.
        first: usize,
    },
    /// Another element of the slice has the same kind and user or keyword, and wants it otherwise. X has
    /// one subscription at most for both, so nothing was done for either. For both directions, want one
    /// subscription without a direction.
    Conflicting {
        /// The index of the other element.
        with: usize,
    },
    /// X rejects the subscription as a duplicate, but does not list it.
    Unlisted,
    /// A request failed. The requests of other rows go on.
    ///
    /// If subscriptions were [deleted](crate::client::xaa::EnsuredRow::deleted) and the list has none
    /// ([`Listed::Absent`](crate::client::xaa::Listed::Absent)), X delivers nothing until a later run creates the wanted one.
    Failed {
        /// The error of the request.
        error: Error,
    },
    /// No request was sent, or not all, because the error of another row concerns this row too.
    NotAttempted {
        /// The error of the other row.
        because: Error,
    },
}

impl EnsureOutcome {
    /// Returns the outcome in `snake_case`, such as `not_attempted`, for logs and metrics.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Created => "created",
            Self::Mended { .. } => "mended",
            Self::Renewed { .. } => "renewed",
            Self::Adopted { .. } => "adopted",
            Self::Replaced { .. } => "replaced",
            Self::Held { .. } => "held",
            Self::Repeated { .. } => "repeated",
            Self::Conflicting { .. } => "conflicting",
            Self::Unlisted => "unlisted",
            Self::Failed { .. } => "failed",
            Self::NotAttempted { .. } => "not_attempted",
        }
    }

    /// Returns whether every request that the row needed succeeded.
    pub(super) const fn is_success(&self) -> bool {
        match self {
            Self::Kept
            | Self::Created
            | Self::Mended { .. }
            | Self::Renewed { .. }
            | Self::Adopted { .. }
            | Self::Replaced { .. }
            | Self::Repeated { .. } => true,
            Self::Held { .. }
            | Self::Conflicting { .. }
            | Self::Unlisted
            | Self::Failed { .. }
            | Self::NotAttempted { .. } => false,
        }
    }
}

impl fmt::Display for EnsureOutcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kept => formatter.write_str("kept"),
            Self::Created => formatter.write_str("created"),
            Self::Mended { .. } => formatter.write_str("changed webhook and tag"),
            Self::Renewed { .. } => formatter.write_str("changed the time of expiry"),
            Self::Adopted { before } => write!(formatter, "took over {}", before.id),
            Self::Replaced { gap: None } => formatter.write_str("replaced without a gap"),
            Self::Replaced { gap: Some(gap) } => write!(formatter, "replaced, with a gap {gap}"),
            Self::Held { by } => write!(formatter, "held by the foreign subscription {}", by.id),
            Self::Repeated { first } => write!(formatter, "same as wanted row {first}"),
            Self::Conflicting { with } => write!(formatter, "in conflict with wanted row {with}"),
            Self::Unlisted => formatter.write_str("rejected as a duplicate that X does not list"),
            Self::Failed { error } => write!(formatter, "failed: {error}"),
            Self::NotAttempted { because } => write!(formatter, "not attempted: {because}"),
        }
    }
}

/// A time without a subscription, by the client's clock. X delivers none of its events, but a Replay of
/// the webhook can have some of them.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct DeliveryGap {
    /// The time before the first old subscription was deleted.
    pub from: Timestamp,
    /// The time after the new subscription was created.
    pub to: Timestamp,
}

impl fmt::Display for DeliveryGap {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "from {} to {}", self.from, self.to)
    }
}
