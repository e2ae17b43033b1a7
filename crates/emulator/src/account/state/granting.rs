//! Sign-ins and tokens.

use account_activity::{AppId, Timestamp, UserId};

use super::State;
use crate::account::change::Change;
use crate::account::permission::Permission;
use crate::account::sign_in::{Grant, PendingSignIn, SignIn, SignedIn};

impl State {
    /// Starts a sign-in, and returns its request token and the secret of it.
    pub(crate) fn begin_sign_in(
        &mut self,
        app: AppId,
        callback: Option<String>,
        permission: Permission,
        at: Timestamp,
    ) -> (String, String) {
        self.record(&Change::BeginSignIn { app, callback: callback.clone(), permission, at });
        let secret = self.random.text(32);
        let granted = self.next_sign_ins.pop_front();
        let sign_in =
            SignIn { app, secret: secret.clone(), callback, permission, granted, begun: at };
        (self.sign_ins.begin(sign_in, &mut self.random), secret)
    }

    /// Allows the next sign-in.
    pub(crate) fn allow_next(&mut self, grant: Grant) {
        self.record(&Change::AllowNext(grant.clone()));
        self.next_sign_ins.push_back(grant);
    }

    /// Allows a sign-in of either kind. Returns `None` if it does not exist or has expired.
    pub(crate) fn allow(&mut self, token: &str, user: UserId, at: Timestamp) -> Option<SignedIn> {
        let random = &mut self.random;
        let signed_in = match self.sign_ins.allow(token, user, at, random) {
            Some(signed_in) => signed_in,
            None => SignedIn::Callback(self.authorizations.allow(token, user, at, random)?),
        };
        self.record(&Change::Allow { token: token.to_owned(), user, at });
        Some(signed_in)
    }

    /// Denies a sign-in of either kind, and returns the callback URL, if it has a callback.
    pub(crate) fn deny(&mut self, token: &str, at: Timestamp) -> Option<Option<String>> {
        let denied = match self.sign_ins.deny(token, at) {
            Some(callback) => callback,
            None => Some(self.authorizations.deny(token, at)?),
        };
        self.record(&Change::Deny { token: token.to_owned(), at });
        Some(denied)
    }

    /// Returns the sign-ins of both kinds that have not ended.
    pub(crate) fn pending_sign_ins(&self, now: Timestamp) -> Vec<PendingSignIn> {
        self.sign_ins.pending(now).chain(self.authorizations.pending(now)).collect()
    }

    /// Ends an allowed sign-in, and returns the user's access token and its secret.
    pub(crate) fn exchange(&mut self, token: &str, at: Timestamp) -> Option<(String, String)> {
        let user = self.sign_ins.get(token, at)?.granted.as_ref()?.user;
        let SignIn { app, permission, .. } = self.sign_ins.end(token)?;
        self.record(&Change::Exchange { token: token.to_owned(), at });
        Some(self.tokens.grant(app, user, permission, &mut self.random))
    }

    /// Returns the bearer token of an app, and creates it if there is none.
    pub(crate) fn bearer_of(&mut self, app: AppId) -> String {
        if let Some(token) = self.tokens.bearer(app) {
            return token.to_owned();
        }
        self.record(&Change::IssueBearer(app));
        self.tokens.issue_bearer(app, &mut self.random)
    }

    /// Invalidates an app's bearer token, given literally or percent-decoded once, and returns it.
    pub(crate) fn invalidate_bearer(&mut self, app: AppId, given: &str) -> Option<String> {
        let token = self.tokens.invalidate_bearer(app, given)?;
        self.record(&Change::InvalidateBearer { app, token: token.clone() });
        Some(token)
    }

    /// Revokes an OAuth 1.0a token that the app invalidates, which ends the user's subscriptions by
    /// the app.
    pub(crate) fn invalidate_token(&mut self, token: &str, app: AppId, user: UserId) {
        self.tokens.revoke(token);
        self.activity.end_authorization(app, user);
        self.registry.unsubscribe_from_app(app, user);
        self.record(&Change::InvalidateToken { token: token.to_owned(), app, user });
    }
}
