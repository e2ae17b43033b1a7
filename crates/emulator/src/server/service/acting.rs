//! Actions of users: acting, joining, allowing and denying sign-ins.

use account_activity::UserId;

use super::Service;
use crate::account::{Account, Acted, Grant, SignedIn};
use crate::error::EmulatorError;
use crate::server::core::lock;
use crate::world::{Action, ActionError, Performed, Who, WorldUser};

impl Service {
    /// Performs a user's action and queues deliveries to the affected subscriptions.
    pub(crate) async fn perform(&self, action: Action) -> Result<Performed, EmulatorError> {
        self.outbound.room().await;
        let performed = self.perform_now(action)?;
        self.core.save().await?;
        Ok(performed)
    }

    fn perform_now(&self, action: Action) -> Result<Performed, ActionError> {
        let action = match action {
            Action::Revoke { user, app } => Action::Revoke {
                user,
                app: app.or_else(|| self.core.apps.only().map(|app| app.id)),
            },
            action => action,
        };
        let _order = lock(&self.order);
        let now = self.core.now();
        let acted = self.core.change(|state| state.act(action, now))?;
        let Acted { performed, deliveries, targets } = acted;
        for (webhook, payload) in deliveries {
            self.outbound.deliver(webhook, &payload);
        }
        for (notice, targets) in performed.activities.iter().zip(targets) {
            self.tell(notice, &targets, now);
        }
        Ok(performed)
    }

    pub(crate) async fn add_user(&self, account: &Account) -> Result<UserId, EmulatorError> {
        let core = &self.core;
        let user = core.change(|state| state.add_user(account, &core.apps, core.seed))?;
        core.save().await?;
        Ok(user)
    }

    /// Allows the next sign-in.
    pub(crate) async fn allow_next(&self, who: Who, pin: &str) -> Result<(), EmulatorError> {
        let user = self.core.state().world.user(who.clone()).map(WorldUser::id);
        let user = user.ok_or(EmulatorError::UnknownUser(who))?;
        let grant =
            Grant::with_pin(user, pin).ok_or_else(|| EmulatorError::InvalidPin(pin.to_owned()))?;
        self.core.change(|state| state.allow_next(grant));
        self.core.save().await?;
        Ok(())
    }

    /// Allows a sign-in.
    pub(crate) async fn allow(
        &self,
        request_token: &str,
        who: Who,
    ) -> Result<SignedIn, EmulatorError> {
        let user = self.core.state().world.user(who.clone()).map(WorldUser::id);
        let user = user.ok_or(EmulatorError::UnknownUser(who))?;
        let now = self.core.now();
        let signed_in = self.core.change(|state| state.allow(request_token, user, now));
        let signed_in = signed_in.ok_or(EmulatorError::UnknownSignIn)?;
        self.core.save().await?;
        Ok(signed_in)
    }

    /// Denies a sign-in and returns the callback URL, if it has a callback.
    pub(crate) async fn deny(&self, request_token: &str) -> Result<Option<String>, EmulatorError> {
        let now = self.core.now();
        let denied = self.core.change(|state| state.deny(request_token, now));
        let denied = denied.ok_or(EmulatorError::UnknownSignIn)?;
        self.core.save().await?;
        Ok(denied)
    }
}
