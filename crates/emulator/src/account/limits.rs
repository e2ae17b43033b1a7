//! How much an account may have.

use account_activity::Tier;

/// How many webhooks and subscriptions there can be, and whether requests are counted.
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
    /// Webhooks over all apps of the account; on Premium also environments, with a webhook each.
    pub webhooks: u32,
    /// Users who are subscribed; one who is subscribed by several webhooks counts once.
    pub subscriptions: u32,
    /// Whether requests beyond the documented number in 15 minutes are refused.
    pub rate_limits: bool,
}

impl Limits {
    /// Those that X documents for a tier.
    #[must_use]
    pub const fn of(tier: Tier) -> Self {
        Self {
            webhooks: tier.max_webhooks(),
            subscriptions: tier.max_subscriptions(),
            rate_limits: true,
        }
    }
}
