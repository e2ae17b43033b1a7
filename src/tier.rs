//! The tiers of the API and their limits.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A tier of access to the API.
///
/// The figures are those that X documents (for v1.1 in its FAQ and overview, for v2 in its
/// introduction). An Enterprise contract can have other figures.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Tier {
    /// Premium's free tier.
    Sandbox,
    /// Premium, paid.
    Premium,
    /// Enterprise, v1.1.
    Enterprise,
    /// v2, pay per use.
    V2PayPerUse,
    /// v2, Enterprise.
    V2Enterprise,
    /// v2, for X's partners. X documents its number of subscriptions in the X Activity API alone; the
    /// other figures are those of [`V2Enterprise`](Self::V2Enterprise).
    V2Partner,
}

impl Tier {
    /// Every tier.
    pub const ALL: [Self; 6] = [
        Self::Sandbox,
        Self::Premium,
        Self::Enterprise,
        Self::V2PayPerUse,
        Self::V2Enterprise,
        Self::V2Partner,
    ];

    /// Returns the maximum number of webhooks of an account.
    ///
    /// On Premium, each environment has one webhook. On the other tiers, all apps of the account
    /// share the limit.
    #[must_use]
    pub const fn max_webhooks(self) -> u32 {
        match self {
            Self::Sandbox | Self::V2PayPerUse => 1,
            Self::Premium => 2,
            Self::Enterprise => 3,
            Self::V2Enterprise | Self::V2Partner => 5,
        }
    }

    /// Returns the maximum number of subscribed users. For the Enterprise tiers, this is the
    /// smallest number that X sells.
    #[must_use]
    pub const fn max_subscriptions(self) -> u32 {
        match self {
            Self::Sandbox => 15,
            Self::Premium => 250,
            Self::Enterprise => 500,
            Self::V2PayPerUse => 3,
            Self::V2Enterprise | Self::V2Partner => 5_000,
        }
    }

    /// Returns the maximum number of subscriptions of the X Activity API, where each kind of event of
    /// each user is one subscription. `None` for the tiers of v1.1, which do not have that API.
    ///
    /// Source: X's [introduction](https://docs.x.com/x-api/activity/introduction) to the API.
    ///
    /// ```
    /// use account_activity::Tier;
    ///
    /// assert_eq!(Tier::V2PayPerUse.max_activity_subscriptions(), Some(1_500));
    /// assert_eq!(Tier::Premium.max_activity_subscriptions(), None);
    /// ```
    #[must_use]
    pub const fn max_activity_subscriptions(self) -> Option<u32> {
        match self {
            Self::Sandbox | Self::Premium | Self::Enterprise => None,
            Self::V2PayPerUse => Some(1_500),
            Self::V2Enterprise => Some(75_000),
            Self::V2Partner => Some(150_000),
        }
    }

    /// Returns the waits of X before each retry of a delivery that failed, each counted from the
    /// failure before it. It is empty for the sandbox, which has no retries.
    ///
    /// X's documents have two figures. [X's FAQ][faq] says that the paid tiers of v1.1 retry several
    /// times over four hours. A later [reference][reference] says three times in about five minutes.
    /// This crate has the latter: 3, 27 and 242 seconds. X documents no retries for v2, for which
    /// this is the schedule of v1.1. X retries after every response other than 200, also 201 and 204.
    ///
    /// [faq]: https://web.archive.org/web/2020/https://developer.twitter.com/en/docs/accounts-and-users/subscribe-account-activity/faq
    /// [reference]: https://web.archive.org/web/2025/https://docs.x.com/x-api/enterprise-gnip-2.0/fundamentals/account-activity
    #[must_use]
    pub const fn retry_schedule(self) -> &'static [Duration] {
        const WAITS: &[Duration] =
            &[Duration::from_secs(3), Duration::from_secs(27), Duration::from_secs(242)];
        match self {
            Self::Sandbox => &[],
            Self::Premium
            | Self::Enterprise
            | Self::V2PayPerUse
            | Self::V2Enterprise
            | Self::V2Partner => WAITS,
        }
    }

    /// Returns how far back a Replay job can reach: five days on Enterprise, 24 hours on v2. `None`
    /// for tiers without Replay.
    #[must_use]
    pub const fn replay_window(self) -> Option<Duration> {
        match self {
            Self::Sandbox | Self::Premium => None,
            Self::Enterprise => Some(Duration::from_secs(5 * 24 * 60 * 60)),
            Self::V2PayPerUse | Self::V2Enterprise | Self::V2Partner => {
                Some(Duration::from_secs(24 * 60 * 60))
            }
        }
    }

    /// Returns how long X waits for the response to a delivery: three seconds, or ten seconds on
    /// v2.
    ///
    /// The same time is used for the response to a CRC request, because v2 documents no separate
    /// time for it.
    #[must_use]
    pub const fn response_deadline(self) -> Duration {
        match self {
            Self::Sandbox | Self::Premium | Self::Enterprise => Duration::from_secs(3),
            Self::V2PayPerUse | Self::V2Enterprise | Self::V2Partner => Duration::from_secs(10),
        }
    }
}

/// An error parsing a [`Tier`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "expected a tier: sandbox, premium, enterprise, v2-pay-per-use, v2-enterprise or v2-partner"
)]
pub struct ParseTierError(());

impl Tier {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Premium => "premium",
            Self::Enterprise => "enterprise",
            Self::V2PayPerUse => "v2-pay-per-use",
            Self::V2Enterprise => "v2-enterprise",
            Self::V2Partner => "v2-partner",
        }
    }
}

/// Writes `sandbox`, `premium`, `enterprise`, `v2-pay-per-use`, `v2-enterprise` or `v2-partner`.
impl fmt::Display for Tier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// Parses the text that `Display` writes, in any case.
///
/// ```
/// use account_activity::Tier;
///
/// assert_eq!("v2-pay-per-use".parse(), Ok(Tier::V2PayPerUse));
/// ```
impl FromStr for Tier {
    type Err = ParseTierError;

    fn from_str(text: &str) -> Result<Self, ParseTierError> {
        let tier = Self::ALL.into_iter().find(|tier| text.eq_ignore_ascii_case(tier.as_str()));
        tier.ok_or(ParseTierError(()))
    }
}
