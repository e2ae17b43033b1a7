//! The families of events.

use crate::event::name;

/// A family of events: the API that delivers them.
///
/// The text of a family is its name in `snake_case`, for `Display`, `FromStr` and serde.
///
/// ```
/// use account_activity::Family;
///
/// assert_eq!(Family::XActivity.to_string(), "x_activity");
/// assert_eq!("account_activity".parse(), Ok(Family::AccountActivity));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Family {
    /// The Account Activity API, which X ends on 2027-01-01.
    #[doc(alias = "AAA")]
    AccountActivity,
    /// The X Activity API.
    #[doc(alias = "XAA")]
    XActivity,
}

/// An error parsing a [`Family`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected a family of events: `account_activity` or `x_activity`")]
pub struct ParseFamilyError(());

name!(Family, ParseFamilyError);

impl Family {
    /// Every family.
    pub const ALL: &'static [Self] = &[Self::AccountActivity, Self::XActivity];

    /// Returns the family in `snake_case`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccountActivity => "account_activity",
            Self::XActivity => "x_activity",
        }
    }
}
