//! The report about wanted subscriptions, row by row.

use std::collections::BTreeMap;
use std::fmt;

use super::difference::Difference;
use super::outcome::EnsureOutcome;
use crate::client::error::Error;
use crate::client::xaa::filter::SubscriptionFilter;
use crate::client::xaa::subscription::Subscription;
#[cfg(doc)]
use crate::client::xaa::{Wanted, Xaa};
use crate::xaa::{EventKind, Filter};

/// The report of [`Xaa::ensure_subscriptions`]. `Display` is a summary in one line.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[must_use = "rows can have failed"]
pub struct EnsuredSubscriptions {
    /// A row for each [`Wanted`], in the same order.
    pub rows: Vec<EnsuredRow>,
    /// The error that ended the run, or its check of the result. The rows that it concerns are
    /// [not attempted](EnsureOutcome::NotAttempted) or [not checked](Listed::NotChecked). `None` if the
    /// run came to its end.
    pub ended_by: Option<Error>,
}

impl EnsuredSubscriptions {
    /// Returns whether X lists every wanted subscription as wanted, and no request failed.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.ended_by.is_none() && self.problems().next().is_none()
    }

    /// Returns the rows whose subscription is not as wanted, or of which a request failed.
    pub fn problems(&self) -> impl Iterator<Item = &EnsuredRow> {
        self.rows.iter().filter(|row| !row.is_as_wanted())
    }
}

impl fmt::Display for EnsuredSubscriptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut counts = BTreeMap::new();
        for row in &self.rows {
            *counts.entry(row.outcome.as_str()).or_insert(0) += 1;
        }
        write!(formatter, "{} wanted", self.rows.len())?;
        for (outcome, count) in counts {
            write!(formatter, ", {count} {outcome}")?;
        }
        match self.problems().count() {
            0 => formatter.write_str("; all are as wanted")?,
            count => write!(formatter, "; {count} are not as wanted")?,
        }
        match &self.ended_by {
            Some(error) => write!(formatter, "; ended early: {error}"),
            None => Ok(()),
        }
    }
}

/// What became of a [`Wanted`]. `Display` is one line, without secrets.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct EnsuredRow {
    /// The index of the [`Wanted`] in the slice.
    pub index: usize,
    /// The kind of its events.
    pub kind: EventKind,
    /// Its filter.
    pub filter: SubscriptionFilter,
    /// What was done.
    pub outcome: EnsureOutcome,
    /// What the last list shows.
    pub listed: Listed,
    /// The subscriptions that were deleted in favour of the wanted one, whatever the outcome. If the
    /// response to a deletion got lost and the list could not be read afterwards, X may not have carried
    /// it out.
    pub deleted: Vec<Subscription>,
    /// The subscription, as the last list shows it. `None` if it shows none.
    pub subscription: Option<Box<Subscription>>,
}

impl EnsuredRow {
    /// Returns whether X lists the subscription as wanted, and no request failed.
    #[must_use]
    pub fn is_as_wanted(&self) -> bool {
        self.outcome.is_success() && self.listed == Listed::AsWanted
    }
}

impl fmt::Display for EnsuredRow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, filter, outcome, listed, deleted, subscription, .. } = self;
        write!(formatter, "{} of ", kind.as_str())?;
        let Filter { user_id, keyword, direction, .. } = filter.as_filter();
        match (user_id, keyword) {
            (Some(user), _) => write!(formatter, "user {user}")?,
            (None, keyword) => write!(formatter, "{:?}", keyword.as_deref().unwrap_or_default())?,
        }
        if let Some(direction) = direction {
            write!(formatter, " ({})", direction.as_str())?;
        }
        write!(formatter, ": {outcome}")?;
        for (index, it) in deleted.iter().enumerate() {
            let separator = if index == 0 { "; deleted" } else { "," };
            write!(formatter, "{separator} {}", it.id)?;
        }
        if let Some(subscription) = subscription {
            write!(formatter, "; subscription {}", subscription.id)?;
        }
        match listed {
            Listed::AsWanted => Ok(()),
            _ if matches!(outcome, EnsureOutcome::Held { .. }) => Ok(()),
            listed => write!(formatter, "; {listed}"),
        }
    }
}

/// How X lists a wanted subscription.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Listed {
    /// As wanted, as far as the list shows. Qualifiers that it does not show are not compared.
    AsWanted,
    /// With these differences. There is at least one.
    Differently(Vec<Difference>),
    /// The list does not have it.
    Absent,
    /// The list could not be read after the last request.
    NotChecked,
}

impl fmt::Display for Listed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsWanted => formatter.write_str("listed as wanted"),
            Self::Absent => formatter.write_str("not listed"),
            Self::NotChecked => formatter.write_str("not checked"),
            Self::Differently(differences) => {
                let texts: Vec<_> = differences.iter().map(ToString::to_string).collect();
                write!(formatter, "listed with {}", texts.join(" and "))
            }
        }
    }
}
