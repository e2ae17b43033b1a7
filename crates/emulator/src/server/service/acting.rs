//! Actions of users: acting, joining, allowing and denying sign-ins.

use account_activity::UserId;

use super::Service;
use crate::account::{Account, Grant, SignedIn};
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
        let (action, revoked) = match action {
            Action::Revoke { user, app } => {
                let app = app.or_else(|| self.core.apps.only().map(|app| app.id));
                (Action::Revoke { user, app }, app)
            }
            action => (action, None),
        };
        let _order = lock(&self.order);
        let now = self.core.now();
        let (performed, deliveries) = self.core.change(|state| {
            let performed = state.world.perform(action, now)?;
            let mut deliveries = Vec::new();
            for notice in &performed.notices {
                let webhooks: Vec<_> = match revoked {
                    Some(app) => {
                        state.tokens.revoke_all(app, notice.user);
                        state.registry.unsubscribe_from_app(app, notice.user)
                    }
                    None => state.registry.subscribed_to(notice.user).map(|it| it.id).collect(),
                };
                deliveries.extend(webhooks.into_iter().map(|it| (it, notice.payload.clone())));
            }
            Ok((performed, deliveries))
        })?;
        for (webhook, payload) in deliveries {
            self.outbound.deliver(webhook, &payload);
        }
        Ok(performed)
    }

    pub(crate) async fn add_user(&self, account: &Account) -> Result<UserId, EmulatorError> {
        let core = &self.core;
        let user = core.change(|state| state.add_user(account, &core.apps, core.seed))?;
        core.save().await?;
        Ok(user)
    }

    /// Allows the sign-in of the next request token.
    pub(crate) async fn allow_next(&self, who: Who, pin: &str) -> Result<(), EmulatorError> {
        let user = self.core.state().world.user(who.clone()).map(WorldUser::id);
        let user = user.ok_or(EmulatorError::UnknownUser(who))?;
        let grant =
            Grant::with_pin(user, pin).ok_or_else(|| EmulatorError::InvalidPin(pin.to_owned()))?;
        self.core.change(|state| state.next_sign_ins.push_back(grant));
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
        let signed_in =
            self.core.change(|state| state.sign_ins.allow(request_token, user, &mut state.random));
        let signed_in = signed_in.ok_or(EmulatorError::UnknownSignIn)?;
        self.core.save().await?;
        Ok(signed_in)
    }

    /// Denies a sign-in and returns the callback URL, if it has a callback.
    pub(crate) async fn deny(&self, request_token: &str) -> Result<Option<String>, EmulatorError> {
        let denied = self.core.change(|state| state.sign_ins.deny(request_token));
        let denied = denied.ok_or(EmulatorError::UnknownSignIn)?;
        self.core.save().await?;
        Ok(denied)
    }
}
