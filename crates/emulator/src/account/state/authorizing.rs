//! Sign-ins by OAuth 2.0 and their tokens.

use account_activity::{AppId, Timestamp, UserId, WebhookId};

use super::State;
use crate::account::change::Change;
use crate::account::oauth2::{AuthorizationRequest, Scopes};
use crate::account::tokens::Issued;

/// What follows the begin of a sign-in.
#[derive(Debug)]
pub(crate) enum Begun {
    /// The user is asked. The sign-in has this name.
    Pending(String),
    /// The user has allowed the sign-in beforehand. The browser goes to this address.
    Allowed(String),
}

impl State {
    /// Begins a sign-in by OAuth 2.0.
    pub(crate) fn begin_authorization(
        &mut self,
        request: AuthorizationRequest,
        at: Timestamp,
    ) -> Begun {
        self.record(&Change::BeginAuthorization { request: request.clone(), at });
        let random = &mut self.random;
        let name = self.authorizations.begin(request, at, random);
        let granted = self.next_sign_ins.pop_front();
        let allowed =
            granted.and_then(|grant| self.authorizations.allow(&name, grant.user, at, random));
        allowed.map_or(Begun::Pending(name), Begun::Allowed)
    }

    /// Exchanges a code for tokens, once.
    pub(crate) fn exchange_code(&mut self, code: &str, at: Timestamp) -> Option<Issued> {
        let taken = self.authorizations.take_code(code, at)?;
        self.record(&Change::ExchangeCode { code: code.to_owned(), at });
        let holder = (taken.request.app, taken.user);
        Some(self.tokens.issue(holder, taken.request.scopes, at, &mut self.random))
    }

    /// Exchanges a refresh token for other tokens, once. The scopes of the access token are those of the
    /// sign-in, or the given ones, which must be among them.
    pub(crate) fn refresh(
        &mut self,
        token: &str,
        scopes: Option<Scopes>,
        at: Timestamp,
    ) -> Option<Issued> {
        let issued = self.tokens.refresh(token, scopes, at, &mut self.random)?;
        self.record(&Change::Refresh { token: token.to_owned(), scopes, at });
        Some(issued)
    }

    /// Revokes an OAuth 2.0 token of a user. The user's subscriptions by the app end if it was the
    /// last token.
    pub(crate) fn revoke_token(&mut self, app: AppId, token: &str, at: Timestamp) -> Option<()> {
        let user = self.tokens.revoke_oauth2(app, token)?;
        if !self.tokens.is_authorized(app, user, at) {
            self.end_authorization(app, user);
        }
        self.record(&Change::RevokeToken { app, token: token.to_owned(), at });
        Some(())
    }

    /// Ends all that an app may do for a user. Returns the webhooks to which the user was
    /// subscribed.
    pub(super) fn end_authorization(&mut self, app: AppId, user: UserId) -> Vec<WebhookId> {
        self.tokens.revoke_all(app, user);
        self.authorizations.revoke(app, user);
        self.activity.end_authorization(app, user);
        self.registry.unsubscribe_from_app(app, user)
    }
}
