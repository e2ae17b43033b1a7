//! The tokens of apps: bearer tokens and access tokens of users.

use std::collections::{BTreeMap, BTreeSet};

use account_activity::{AppId, UserId, UserToken};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use super::caller::Delegate;
use super::permission::Permission;
use crate::random::Random;

/// All tokens, by their text. Revoked tokens stay, so that they are not issued again.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub(crate) struct Tokens {
    access: BTreeMap<String, AccessToken>,
    bearer: BTreeMap<String, AppId>,
    /// The access tokens of each app and user.
    #[serde(skip)]
    held: BTreeMap<(AppId, UserId), BTreeSet<String>>,
    /// The secrets of OAuth 1.0a tokens, and the tokens that need none.
    #[serde(skip)]
    secrets: BTreeSet<String>,
}

/// The tokens as they are stored, without what is derived from them.
#[derive(Deserialize)]
struct Stored {
    access: BTreeMap<String, AccessToken>,
    bearer: BTreeMap<String, AppId>,
}

impl From<Stored> for Tokens {
    fn from(stored: Stored) -> Self {
        let mut tokens = Self { bearer: stored.bearer, ..Self::default() };
        for (token, access) in stored.access {
            tokens.add(token, access);
        }
        tokens
    }
}

/// A user's access token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccessToken {
    pub(crate) app: AppId,
    pub(crate) user: UserId,
    /// The app's permission level at the creation of the token.
    pub(crate) permission: Permission,
    /// The secret of an OAuth 1.0a token. `None` for OAuth 2.0.
    secret: Option<String>,
    is_revoked: bool,
}

impl AccessToken {
    pub(super) const fn new(
        (app, user): (AppId, UserId),
        permission: Permission,
        secret: Option<String>,
    ) -> Self {
        Self { app, user, permission, secret, is_revoked: false }
    }

    /// Returns the delegation of an app that uses the token.
    pub(crate) fn delegate(&self, app: AppId) -> Delegate {
        let Self { user, permission, .. } = *self;
        Delegate { app, user, permission, is_of_other_app: app != self.app }
    }
}

impl Tokens {
    /// Returns the app of a bearer token in its issued form: with its literal `%2F` and `%3D`.
    pub(crate) fn bearer_app(&self, token: &str) -> Option<AppId> {
        self.bearer.get(token).copied()
    }

    /// Returns the current bearer token of an app. `None` if it was invalidated.
    pub(crate) fn bearer(&self, app: AppId) -> Option<&str> {
        let mut bearer = self.bearer.iter();
        bearer.find(|(_, owner)| **owner == app).map(|(token, _)| token.as_str())
    }

    /// Creates the bearer token of an app that has none.
    pub(super) fn issue_bearer(&mut self, app: AppId, random: &mut Random) -> String {
        let token = format!("AAAAAAAAAAAAAAAAAAAAA{}%2F{}%3D", random.text(25), random.text(60));
        self.bearer.insert(token.clone(), app);
        token
    }

    /// Invalidates an app's bearer token, given literally or percent-decoded once.
    pub(crate) fn invalidate_bearer(&mut self, app: AppId, given: &str) -> Option<String> {
        let mut bearer = self.bearer.iter();
        let (token, _) = bearer.find(|(token, owner)| **owner == app && is_bearer(token, given))?;
        let token = token.clone();
        self.bearer.remove(&token);
        Some(token)
    }

    /// Returns an OAuth 1.0a access token that is not revoked, and its secret.
    pub(crate) fn oauth1(&self, token: &str) -> Option<(&AccessToken, &str)> {
        let access = self.access.get(token).filter(|access| !access.is_revoked)?;
        Some((access, access.secret.as_deref()?))
    }

    /// Returns whether a text is a secret: that of an OAuth 1.0a token, or a token that needs none.
    pub(crate) fn has_secret(&self, text: &str) -> bool {
        self.secrets.contains(text) || self.bearer.keys().any(|token| is_bearer(token, text))
    }

    /// Returns an OAuth 2.0 access token that is not revoked.
    pub(crate) fn oauth2(&self, token: &str) -> Option<&AccessToken> {
        self.access.get(token).filter(|access| !access.is_revoked && access.secret.is_none())
    }

    /// Returns a user's tokens that an app has and that are not revoked, with their permission
    /// levels.
    pub(crate) fn held(
        &self,
        app: AppId,
        user: UserId,
    ) -> impl Iterator<Item = (UserToken, Permission)> {
        let held = self.held.get(&(app, user)).into_iter().flatten();
        let held = held.filter_map(|token| self.access.get_key_value(token));
        let good = held.filter(|(_, access)| !access.is_revoked);
        good.map(|(token, access)| {
            let token = match &access.secret {
                Some(secret) => UserToken::oauth1(token, secret),
                None => UserToken::oauth2(token),
            };
            (token, access.permission)
        })
    }

    /// Adds a token, unless it exists, possibly revoked.
    pub(crate) fn add(&mut self, token: String, access: AccessToken) {
        if self.access.contains_key(&token) {
            return;
        }
        self.secrets.insert(access.secret.as_ref().unwrap_or(&token).clone());
        self.held.entry((access.app, access.user)).or_default().insert(token.clone());
        self.access.insert(token, access);
    }

    /// Returns the OAuth 1.0a token for an app that a user authorizes: the existing one if it has
    /// the same permission level, or a new one.
    pub(crate) fn grant(
        &mut self,
        app: AppId,
        user: UserId,
        permission: Permission,
        random: &mut Random,
    ) -> (String, String) {
        let same = self.held(app, user).filter(|(_, held)| *held == permission);
        let held = same.filter_map(|(token, _)| {
            token.expose_oauth1().map(|(token, secret)| (token.to_owned(), secret.to_owned()))
        });
        let held = held.min();
        held.unwrap_or_else(|| {
            let (token, secret) = (format!("{user}-{}", random.text(40)), random.text(45));
            let access = AccessToken::new((app, user), permission, Some(secret.clone()));
            self.add(token.clone(), access);
            (token, secret)
        })
    }

    pub(crate) fn revoke(&mut self, token: &str) {
        if let Some(access) = self.access.get_mut(token) {
            access.is_revoked = true;
        }
    }

    /// Revokes all tokens that an app has for a user.
    pub(crate) fn revoke_all(&mut self, app: AppId, user: UserId) {
        for token in self.held.get(&(app, user)).into_iter().flatten() {
            if let Some(access) = self.access.get_mut(token) {
                access.is_revoked = true;
            }
        }
    }
}

/// Returns whether a text is a bearer token, literally or percent-decoded once.
fn is_bearer(token: &str, text: &str) -> bool {
    token == text || percent_decode_str(token).decode_utf8_lossy() == text
}
