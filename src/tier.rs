//! The tiers of the API and their limits.

use std::fmt;
use std::time::Duration;

/// A tier: what an account has access to.
///
/// The figures are those that X documents (for v1.1 in its FAQ and overview, for v2 in its
/// introduction); an Enterprise contract may say otherwise.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Tier {
    /// Premium's free tier.
    Sandbox,
    /// Premium, paid.
    Premium,
    /// Enterprise, v1.1.
    Enterprise,
    /// v2, paid by use.
    V2PayPerUse,
    /// v2, Enterprise.
    V2Enterprise,
}

impl Tier {
    /// Every tier.
    pub const ALL: [Self; 5] =
        [Self::Sandbox, Self::Premium, Self::Enterprise, Self::V2PayPerUse, Self::V2Enterprise];

    /// How many webhooks an account can have: on Premium one for each environment, on the others
    /// over all apps of the account.
    #[must_use]
    pub const fn max_webhooks(self) -> u32 {
        match self {
            Self::Sandbox | Self::V2PayPerUse => 1,
            Self::Premium => 2,
            Self::Enterprise => 3,
            Self::V2Enterprise => 5,
        }
    }

    /// How many users can be subscribed. For the Enterprise tiers the least that is sold.
    #[must_use]
    pub const fn max_subscriptions(self) -> u32 {
        match self {
            Self::Sandbox => 15,
            Self::Premium => 250,
            Self::Enterprise => 500,
            Self::V2PayPerUse => 3,
            Self::V2Enterprise => 5_000,
        }
    }

    /// Whether a delivery that was not answered is sent again. v2 does not document how often.
    #[must_use]
    pub const fn retry_schedule(self) -> bool {
        !matches!(self, Self::Sandbox)
    }

    /// How far back a Replay job can reach: five days on Enterprise, 24 hours on v2. `None` where
    /// there is no Replay.
    #[must_use]
    pub const fn replay_window(self) -> Option<Duration> {
        match self {
            Self::Sandbox | Self::Premium => None,
            Self::Enterprise => Some(Duration::from_secs(5 * 24 * 60 * 60)),
            Self::V2PayPerUse | Self::V2Enterprise => Some(Duration::from_secs(24 * 60 * 60)),
        }
    }

    /// How long X waits for the answer to a delivery: three seconds, ten on v2. Also taken for the
    /// answer to a challenge, for which v2 documents no time of its own.
    #[must_use]
    pub const fn response_deadline(self) -> Duration {
        match self {
            Self::Sandbox | Self::Premium | Self::Enterprise => Duration::from_secs(3),
            Self::V2PayPerUse | Self::V2Enterprise => Duration::from_secs(10),
        }
    }
}

/// `sandbox`, `premium`, `enterprise`, `v2-pay-per-use` or `v2-enterprise`.
impl fmt::Display for Tier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Sandbox => "sandbox",
            Self::Premium => "premium",
            Self::Enterprise => "enterprise",
            Self::V2PayPerUse => "v2-pay-per-use",
            Self::V2Enterprise => "v2-enterprise",
        })
    }
}
