//! The changes of the state, as the file stores them.

use account_activity::{AppId, Timestamp, UserId, WebhookId};
use serde::{Deserialize, Serialize};

use super::permission::Permission;
use super::registry::Webhook;
use super::sign_in::Grant;
use super::state::State;
use super::tokens::AccessToken;
use crate::world::{Action, WorldUser};

/// A change of the state. A method of [`State`] makes and records it, and makes it again when the
/// file is read: the same changes of the same state have the same result.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Change {
    Act {
        action: Action,
        /// Whether a reply keeps its text, which the form of an action does not tell.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        verbatim: bool,
        at: Timestamp,
    },
    AddUser {
        user: WorldUser,
        tokens: Vec<(String, AccessToken)>,
    },
    AllowNext(Grant),
    BeginSignIn {
        app: AppId,
        callback: Option<String>,
        permission: Permission,
        at: Timestamp,
    },
    Allow {
        token: String,
        user: UserId,
        at: Timestamp,
    },
    Deny {
        token: String,
        at: Timestamp,
    },
    Exchange {
        token: String,
        at: Timestamp,
    },
    IssueBearer(AppId),
    InvalidateBearer {
        app: AppId,
        token: String,
    },
    InvalidateToken {
        token: String,
        app: AppId,
        user: UserId,
    },
    /// A webhook that was registered, or became valid or invalid.
    Webhook(Webhook),
    DeleteWebhook(WebhookId),
    Subscribe(WebhookId, UserId),
    Unsubscribe(WebhookId, UserId),
}

impl State {
    /// Makes a recorded change again, without recording it.
    pub(super) fn redo(&mut self, change: Change) -> Result<(), String> {
        match change {
            Change::Act { action, verbatim, at } => {
                let action = if verbatim { action.verbatim() } else { action };
                self.act(action, at).map(drop).map_err(|error| error.to_string())?;
            }
            Change::AddUser { user, tokens } => {
                self.join(user, tokens).map(drop).map_err(|error| error.to_string())?;
            }
            Change::AllowNext(grant) => self.allow_next(grant),
            Change::BeginSignIn { app, callback, permission, at } => {
                self.begin_sign_in(app, callback, permission, at);
            }
            Change::Allow { token, user, at } => drop(self.allow(&token, user, at)),
            Change::Deny { token, at } => drop(self.deny(&token, at)),
            Change::Exchange { token, at } => drop(self.exchange(&token, at)),
            Change::IssueBearer(app) => drop(self.bearer_of(app)),
            Change::InvalidateBearer { app, token } => drop(self.invalidate_bearer(app, &token)),
            Change::InvalidateToken { token, app, user } => {
                self.invalidate_token(&token, app, user);
            }
            Change::Webhook(webhook) => self.registry.put(webhook),
            Change::DeleteWebhook(webhook) => self.delete_webhook(webhook),
            Change::Subscribe(webhook, user) => self.registry.insert(webhook, user),
            Change::Unsubscribe(webhook, user) => drop(self.unsubscribe(webhook, user)),
        }
        Ok(())
    }
}
