//! The tokens of pages.

use std::fmt;

use account_activity::SubscriptionId;

/// The place in a list after a subscription. Its token is, like X's, 16 digits of base32hex (RFC 4648)
/// in lower case: 10 bytes, of which the last 8 are the id.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Cursor(pub(super) SubscriptionId);

const LENGTH: u32 = 16;

/// The first two bytes.
const PREFIX: u128 = 0x7861 << 64;

impl Cursor {
    pub(super) const START: Self = Self(SubscriptionId::new(0));

    pub(super) fn parse(token: &str) -> Option<Self> {
        let bits = u128::from_str_radix(token, 32).ok()?;
        let id = u64::try_from(bits.checked_sub(PREFIX)?).ok()?;
        let cursor = Self(SubscriptionId::new(id));
        (cursor.to_string() == token).then_some(cursor)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = PREFIX | u128::from(self.0.get());
        (0..LENGTH).rev().try_for_each(|digit| {
            let value = u32::try_from(bits >> (5 * digit) & 31).unwrap_or_default();
            write!(formatter, "{}", char::from_digit(value, 32).unwrap_or('0'))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back() {
        for id in [0, 1, 31, 32, 1_976_325_569_252_868_000, u64::MAX] {
            let token = Cursor(SubscriptionId::new(id)).to_string();
            assert_eq!(
                (token.len(), Cursor::parse(&token)),
                (16, Some(Cursor(id.into()))),
                "{token}"
            );
        }
        assert_eq!(Cursor(SubscriptionId::new(u64::MAX)).to_string(), "f1gvvvvvvvvvvvvv");
        for other in ["", "f1g", "F1GVVVVVVVVVVVVV", "+1gvvvvvvvvvvvvv", "f1hvvvvvvvvvvvvv"] {
            assert_eq!(Cursor::parse(other), None, "{other}");
        }
    }
}
