//! The facts about the kinds of events, which are in `schemas/x_activity/envelope.json`.

use std::fmt;

use super::EventKind;

/// The facts about a kind.
pub(crate) struct Facts {
    pub(super) confidence: Confidence,
    pub(super) visibility: Option<Visibility>,
    pub(super) filters: Option<&'static [&'static str]>,
    pub(super) scope: Option<&'static str>,
    pub(super) price: Option<Price>,
    pub(super) replaces: Replaces,
}

/// How sure the schema of a kind is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Confidence {
    /// X published no example. The schema follows X's prose, its names and what integrators read.
    Guessed,
    /// X published a handwritten example or describes the form in words.
    Documented,
    /// A real event was published.
    Captured,
}

/// Who can subscribe to a kind.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Visibility {
    /// The app by its bearer token, or a user by their token.
    Public,
    /// The user of the filter, by their token.
    Private,
    /// The app in the Enterprise tier, and otherwise the user of the filter.
    Mixed,
    /// The app in the Enterprise and Partner tiers only.
    Enterprise,
    /// X seems to deliver the kind without a subscription: its list of subscriptions does not have it.
    Automatic,
}

/// The price of an event, in thousandths of a US dollar. This is the price of 1,000 events in
/// dollars.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Price {
    /// The least price that X's texts have.
    pub min: u32,
    /// The greatest price that X's texts have. It is `min` unless they disagree.
    pub max: u32,
}

impl Price {
    pub(super) const fn new(min: u32, max: u32) -> Self {
        Self { min, max }
    }
}

impl fmt::Display for Price {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { min, max } = self;
        let dollars =
            |thousandths: &u32| format!("${}.{:03}", thousandths / 1000, thousandths % 1000);
        if min == max {
            formatter.pad(&dollars(min))
        } else {
            formatter.pad(&format!("{} to {}", dollars(min), dollars(max)))
        }
    }
}

/// The kinds of the Account Activity API that a kind replaces.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Replaces {
    kinds: &'static [crate::event::EventKind],
    lost: Option<&'static str>,
}

impl Replaces {
    pub(super) const fn new(
        kinds: &'static [crate::event::EventKind],
        lost: Option<&'static str>,
    ) -> Self {
        Self { kinds, lost }
    }

    /// Returns the kinds of the Account Activity API.
    #[must_use]
    pub const fn kinds(&self) -> &'static [crate::event::EventKind] {
        self.kinds
    }

    /// Returns the parts of these kinds that the X Activity API does not deliver, in words. `None` if it
    /// delivers everything, as far as is known.
    #[must_use]
    pub const fn lost(&self) -> Option<&'static str> {
        self.lost
    }
}

impl EventKind {
    /// Returns how sure the schema of the kind is. `None` for an unknown kind.
    #[must_use]
    pub fn confidence(&self) -> Option<Confidence> {
        self.facts().map(|facts| facts.confidence)
    }

    /// Returns who can subscribe to the kind. `None` where X does not say so.
    #[must_use]
    pub fn visibility(&self) -> Option<Visibility> {
        self.facts()?.visibility
    }

    /// Returns the members that the filter of a subscription can have. It is empty for a kind
    /// without subscriptions, and `None` where X does not say so.
    #[must_use]
    pub fn filters(&self) -> Option<&'static [&'static str]> {
        self.facts()?.filters
    }

    /// Returns the OAuth 2.0 scope that a subscription needs. `None` where X names none.
    #[must_use]
    pub fn scope(&self) -> Option<&'static str> {
        self.facts()?.scope
    }

    /// Returns the pay-per-use price of a delivered event, according to
    /// [X's price list](https://docs.x.com/x-api/getting-started/pricing). `None` for kinds that the
    /// list does not have.
    ///
    /// ```
    /// use account_activity::xaa::EventKind;
    ///
    /// assert_eq!(EventKind::PostCreate.price().map(|price| price.to_string()).as_deref(), Some("$0.005"));
    /// assert_eq!(EventKind::LikeCreate.price(), None);
    /// ```
    #[must_use]
    pub fn price(&self) -> Option<Price> {
        self.facts()?.price
    }

    /// Returns the kinds of the Account Activity API that the kind takes over. `None` for kinds that
    /// are new in the X Activity API.
    ///
    /// ```
    /// use account_activity::xaa::EventKind;
    ///
    /// let replaces = EventKind::FollowFollow.replaces().unwrap();
    /// assert_eq!(replaces.kinds(), [account_activity::EventKind::Follow]);
    /// assert_eq!(replaces.lost(), Some("The time."));
    /// ```
    #[must_use]
    pub fn replaces(&self) -> Option<Replaces> {
        self.facts().map(|facts| facts.replaces).filter(|replaces| !replaces.kinds.is_empty())
    }
}
