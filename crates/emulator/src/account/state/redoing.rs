//! The changes of the file, made again.

use super::State;
use crate::account::change::Change;

impl State {
    /// Makes a recorded change again, without recording it.
    pub(crate) fn redo(&mut self, change: Change) -> Result<(), String> {
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
            Change::BeginAuthorization { request, at } => {
                self.begin_authorization(request, at);
            }
            Change::Allow { token, user, at } => made(self.allow(&token, user, at))?,
            Change::Deny { token, at } => made(self.deny(&token, at))?,
            Change::Exchange { token, at } => made(self.exchange(&token, at))?,
            Change::ExchangeCode { code, at } => made(self.exchange_code(&code, at))?,
            Change::Refresh { token, scopes, at } => made(self.refresh(&token, scopes, at))?,
            Change::RevokeToken { app, token, at } => made(self.revoke_token(app, &token, at))?,
            Change::IssueBearer(app) => drop(self.bearer_of(app)),
            Change::InvalidateBearer { app, token } => made(self.invalidate_bearer(app, &token))?,
            Change::InvalidateToken { token, app, user } => {
                self.invalidate_token(&token, app, user);
            }
            Change::Webhook(webhook) => self.registry.put(webhook),
            Change::DeleteWebhook(webhook) => self.delete_webhook(webhook),
            Change::Subscribe(webhook, user) => self.registry.insert(webhook, user),
            Change::Unsubscribe(webhook, user) => {
                made(self.unsubscribe(webhook, user).then_some(()))?;
            }
            Change::ActivitySubscription(row) => {
                self.activity.put(row);
            }
            Change::DeleteActivitySubscription(id) => made(self.activity.delete(id))?,
        }
        Ok(())
    }
}

/// Checks that a change had the result that was recorded.
fn made<T>(result: Option<T>) -> Result<(), String> {
    result.map(drop).ok_or_else(|| "the state does not allow this change".to_owned())
}
