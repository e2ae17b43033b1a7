//! The condition of a subscription to create.

use serde::ser::{Serialize, Serializer};

use crate::value::id::UserId;
use crate::value::text::Text;
use crate::xaa::{Direction, Filter};

/// The condition of a subscription to create. It has exactly one subject: a user or a keyword.
///
/// [`EventKind::filters`](crate::xaa::EventKind::filters) lists the members that a kind can have.
///
/// ```
/// use account_activity::UserId;
/// use account_activity::client::xaa::SubscriptionFilter;
/// use account_activity::xaa::Direction;
///
/// let likes = SubscriptionFilter::user(UserId::new(12)).direction(Direction::Inbound);
/// let json = serde_json::to_string(&likes)?;
/// assert_eq!(json, r#"{"user_id":"12","direction":"inbound"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SubscriptionFilter(Filter);

impl SubscriptionFilter {
    /// Creates the condition for the activity of a user.
    #[must_use]
    pub fn user(id: UserId) -> Self {
        Self(Filter { user_id: Some(id), ..Filter::default() })
    }

    /// Creates the condition for news that match a keyword of up to 150 characters.
    #[must_use]
    pub fn keyword(keyword: impl Into<Text>) -> Self {
        Self(Filter { keyword: Some(keyword.into()), ..Filter::default() })
    }

    /// Selects events in one direction: those in which the user acts, or those in which others act
    /// upon the user. Without it, X delivers both.
    ///
    /// X documents it for follows and likes. It rejects it for mutes and blocks.
    #[must_use]
    pub fn direction(mut self, direction: Direction) -> Self {
        self.0.direction = Some(direction);
        self
    }

    /// Adds a further condition by its name, such as `post_id`. A condition with the same name is
    /// replaced.
    #[must_use]
    pub fn qualifier(mut self, name: impl Into<Text>, value: impl Into<Text>) -> Self {
        self.0.qualifiers.get_or_insert_default().insert(name.into(), value.into());
        self
    }

    /// Returns the condition in the form in which subscriptions and deliveries have it.
    #[must_use]
    pub const fn as_filter(&self) -> &Filter {
        &self.0
    }

    /// Returns whether a filter has the same subject. X allows one subscription for each kind and
    /// subject, whatever its direction.
    pub(super) fn has_subject_of(&self, filter: &Filter) -> bool {
        self.0.user_id == filter.user_id && self.0.keyword == filter.keyword
    }
}

impl From<SubscriptionFilter> for Filter {
    fn from(filter: SubscriptionFilter) -> Self {
        filter.0
    }
}

impl Serialize for SubscriptionFilter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
