//! The tokens of apps: bearer tokens, and access tokens and refresh tokens of users.

mod access_token;
mod issuing;

use std::collections::{BTreeMap, BTreeSet};

use account_activity::{AppId, UserId, UserToken};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use super::permission::Permission;
use crate::random::Random;

pub(crate) use access_token::AccessToken;
pub(crate) use issuing::{ACCESS_LIFETIME, Issued, RefreshToken};

/// All tokens, by their text. Revoked tokens stay, so that they are not issued again.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub(crate) struct Tokens {
    access: BTreeMap<String, AccessToken>,
    bearer: BTreeMap<String, AppId>,
    refresh: BTreeMap<String, RefreshToken>,
    /// The number of sign-ins by OAuth 2.0.
    sign_ins: u64,
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
    #[serde(default)]
    refresh: BTreeMap<String, RefreshToken>,
    #[serde(default)]
    sign_ins: u64,
}

impl From<Stored> for Tokens {
    fn from(stored: Stored) -> Self {
        let Stored { access, bearer, refresh, sign_ins } = stored;
        let mut tokens = Self { bearer, refresh, sign_ins, ..Self::default() };
        for (token, access) in access {
            tokens.add(token, access);
        }
        tokens
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

    /// Sets the bearer token of an app.
    pub(crate) fn set_bearer(&mut self, app: AppId, token: String) {
        self.bearer.retain(|_, owner| *owner != app);
        self.bearer.insert(token, app);
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
        self.secrets.contains(text)
            || self.refresh.contains_key(text)
            || self.bearer.keys().any(|token| is_bearer(token, text))
    }

    /// Returns an OAuth 2.0 access token that is not revoked. It may be expired.
    pub(crate) fn oauth2(&self, token: &str) -> Option<&AccessToken> {
        self.access.get(token).filter(|access| !access.is_revoked && access.is_oauth2())
    }

    /// Returns the app to which a token was issued: an OAuth 2.0 token of a user, or a bearer token.
    pub(crate) fn oauth2_app(&self, token: &str) -> Option<AppId> {
        let of_user = self.oauth2(token).map(|access| access.app);
        let renewing = || self.refresh.get(token).map(|refresh| refresh.app);
        of_user.or_else(renewing).or_else(|| self.bearer_app(token))
    }

    /// Returns a user's tokens that an app has, that are not revoked and that have no end, with
    /// their permission levels.
    pub(crate) fn held(
        &self,
        app: AppId,
        user: UserId,
    ) -> impl Iterator<Item = (UserToken, Permission)> {
        let held = self.held.get(&(app, user)).into_iter().flatten();
        let held = held.filter_map(|token| self.access.get_key_value(token));
        let good = held.filter(|(_, access)| access.is_permanent());
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
        self.refresh.retain(|_, refresh| !refresh.is_of(app, user));
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
