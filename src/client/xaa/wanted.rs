//! A subscription that should exist.

#[cfg(doc)]
use super::Xaa;
use super::new_subscription::NewSubscription;
use crate::credentials::UserToken;

/// A subscription that should exist, for [`Xaa::ensure_subscriptions`].
///
/// ```
/// use account_activity::client::xaa::{DeliverTo, NewSubscription, SubscriptionFilter, Wanted};
/// use account_activity::xaa::{Direction, EventKind};
/// use account_activity::{UserId, UserToken, WebhookId};
///
/// let webhook = DeliverTo::Webhook(WebhookId::new(1_241_980_494_134_145_024));
/// let filter = SubscriptionFilter::user(UserId::new(12)).direction(Direction::Inbound);
/// let likes = NewSubscription::new(EventKind::LikeCreate, filter, webhook).tag("likes");
/// let wanted = Wanted::new(likes).user(UserToken::oauth2("user's token"));
/// # drop(wanted);
/// ```
#[derive(Clone, Debug)]
pub struct Wanted {
    pub(super) subscription: NewSubscription,
    pub(super) user: Option<UserToken>,
    pub(super) adopts: bool,
}

impl Wanted {
    /// Creates a wanted subscription. Its tag on X begins with the
    /// [prefix of own tags](Xaa::tag_prefix), which is added if it is missing. A tag with its prefix has
    /// at most 200 characters.
    ///
    /// Its time of expiry is the earliest that is wanted: a subscription that expires later is kept. A
    /// subscription that should not expire has none.
    #[must_use]
    pub const fn new(subscription: NewSubscription) -> Self {
        Self { subscription, user: None, adopts: false }
    }

    /// Sets the token of the user, which the kinds that only the user can subscribe to require.
    #[must_use]
    pub fn user(mut self, token: UserToken) -> Self {
        self.user = Some(token);
        self
    }

    /// Takes over a subscription of the same kind and filter that has no tag. By default it is left as
    /// it is, because it may belong to another program of the same app.
    #[must_use]
    pub const fn adopt_untagged(mut self) -> Self {
        self.adopts = true;
        self
    }
}
