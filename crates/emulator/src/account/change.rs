//! The changes of the state, as the file stores them.

use account_activity::{AppId, SubscriptionId, Timestamp, UserId, WebhookId};
use serde::{Deserialize, Serialize};

use super::activity_subscriptions::ActivitySubscription;
use super::oauth2::{AuthorizationRequest, Scopes};
use super::permission::Permission;
use super::registry::Webhook;
use super::sign_in::Grant;
use super::tokens::AccessToken;
use crate::world::{Action, WorldUser};

/// A change of the state. The same changes of the same state have the same result, so the file needs
/// no more than this.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Change {
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
    /// The begin of a sign-in by OAuth 2.0.
    BeginAuthorization {
        request: AuthorizationRequest,
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
    ExchangeCode {
        code: String,
        at: Timestamp,
    },
    Refresh {
        token: String,
        /// The scopes that the app asked for. `None` if it asked for none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scopes: Option<Scopes>,
        at: Timestamp,
    },
    /// A revocation of a user's OAuth 2.0 token by the app.
    RevokeToken {
        app: AppId,
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
    /// A subscription of the X Activity API that was created or changed.
    ActivitySubscription(ActivitySubscription),
    DeleteActivitySubscription(SubscriptionId),
}
