//! The limits of an account.

use account_activity::Tier;

/// The limits on webhooks and subscriptions, and whether rate limits apply.
///
/// ```
/// use account_activity::Tier;
/// use account_activity_emulator::Limits;
///
/// let mut limits = Limits::of(Tier::Enterprise);
/// assert_eq!((limits.webhooks, limits.subscriptions), (3, 500));
/// limits.subscriptions = 2;
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// The number of webhooks of all apps of the account. On Premium it also limits the
    /// environments, which have one webhook each.
    pub webhooks: u32,
    /// The number of subscribed users. A user who is subscribed to several webhooks counts once.
    pub subscriptions: u32,
    /// The number of subscriptions of the X Activity API of all apps.
    pub activity_subscriptions: u32,
    /// Whether requests above the documented number in 15 minutes are rejected.
    pub rate_limits: bool,
}

impl Limits {
    /// Returns the limits that X documents for a tier. An account with a tier of v1.1 has the X Activity
    /// API too, with the limits of the tier of v2 that takes its place: Enterprise for Enterprise, and
    /// pay-per-use for the others.
    #[must_use]
    pub const fn of(tier: Tier) -> Self {
        Self {
            webhooks: tier.max_webhooks(),
            subscriptions: tier.max_subscriptions(),
            activity_subscriptions: max_activity_subscriptions(tier),
            rate_limits: true,
        }
    }
}

const fn max_activity_subscriptions(tier: Tier) -> u32 {
    match tier_of_v2(tier).max_activity_subscriptions() {
        Some(limit) => limit,
        None => 0,
    }
}

/// Returns the tier whose rules the X Activity API and the webhooks of v2 have in an account.
pub(crate) const fn tier_of_v2(tier: Tier) -> Tier {
    match tier {
        Tier::Sandbox | Tier::Premium => Tier::V2PayPerUse,
        Tier::Enterprise => Tier::V2Enterprise,
        of_v2 => of_v2,
    }
}
