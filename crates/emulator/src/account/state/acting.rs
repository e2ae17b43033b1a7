//! Actions of users.

use account_activity::{Payload, Timestamp, WebhookId};

use super::State;
use crate::account::change::Change;
use crate::world::{Action, ActionError, Performed};

/// The result of an action, and the payloads for each webhook.
type Acted = (Performed, Vec<(WebhookId, Payload)>);

impl State {
    /// Performs a user's action. A revocation also ends the app's tokens and subscriptions.
    pub(crate) fn act(&mut self, action: Action, at: Timestamp) -> Result<Acted, ActionError> {
        let revoked = match &action {
            Action::Revoke { app, .. } => *app,
            _ => None,
        };
        let performed = self.world.perform(action.clone(), at)?;
        let mut deliveries = Vec::new();
        for notice in &performed.notices {
            let webhooks: Vec<_> = match revoked {
                Some(app) => self.end_authorization(app, notice.user),
                None => self.registry.subscribed_to(notice.user).map(|it| it.id).collect(),
            };
            deliveries.extend(webhooks.into_iter().map(|it| (it, notice.payload.clone())));
        }
        let verbatim = action.is_verbatim();
        self.record(&Change::Act { action, verbatim, at });
        Ok((performed, deliveries))
    }
}
