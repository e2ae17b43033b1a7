//! Actions of users.

use account_activity::{Payload, Timestamp, WebhookId};

use super::State;
use crate::account::activity_subscriptions::ActivityTarget;
use crate::account::change::Change;
use crate::world::{Action, ActionError, Performed};

/// The result of an action, and what it leads to.
pub(crate) struct Acted {
    pub(crate) performed: Performed,
    /// The payloads of the Account Activity API, for each webhook.
    pub(crate) deliveries: Vec<(WebhookId, Payload)>,
    /// The subscriptions that get each of the events of the X Activity API.
    pub(crate) targets: Vec<Vec<ActivityTarget>>,
}

impl State {
    /// Performs a user's action. A revocation also ends the app's tokens and subscriptions.
    pub(crate) fn act(&mut self, action: Action, at: Timestamp) -> Result<Acted, ActionError> {
        let revoked = match &action {
            Action::Revoke { app, .. } => *app,
            _ => None,
        };
        let performed = self.world.perform(action.clone(), at)?;
        // A revocation ends the subscriptions.
        let targets = |notice| self.activity_targets(notice, at);
        let targets = performed.activities.iter().map(targets).collect();
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
        Ok(Acted { performed, deliveries, targets })
    }
}
