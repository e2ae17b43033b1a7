//! The tokens of sign-ins by OAuth 2.0: issued, refreshed, revoked.

use std::time::Duration;

use account_activity::{AppId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use super::Tokens;
use super::access_token::{AccessToken, Granted};
use crate::account::oauth2::Scopes;
use crate::clock::later;
use crate::random::Random;

/// The time in which an access token works.
pub(crate) const ACCESS_LIFETIME: Duration = Duration::from_secs(2 * 60 * 60);

/// The scope that grants a refresh token.
const OFFLINE: &str = "offline.access";

/// A refresh token. X documents no end of it, so it works until it is used or revoked.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct RefreshToken {
    pub(crate) app: AppId,
    user: UserId,
    pub(crate) scopes: Scopes,
    /// The number of the sign-in.
    sign_in: u64,
}

impl RefreshToken {
    pub(super) fn is_of(&self, app: AppId, user: UserId) -> bool {
        self.app == app && self.user == user
    }
}

/// The tokens of a sign-in, or of a refresh.
#[derive(Debug)]
pub(crate) struct Issued {
    pub(crate) access_token: String,
    /// The refresh token. `None` without the scope `offline.access`.
    pub(crate) refresh_token: Option<String>,
    pub(crate) scopes: Scopes,
}

impl Tokens {
    /// Issues the tokens of a new sign-in.
    pub(in crate::account) fn issue(
        &mut self,
        (app, user): (AppId, UserId),
        scopes: Scopes,
        now: Timestamp,
        random: &mut Random,
    ) -> Issued {
        self.sign_ins += 1;
        let sign_in = self.sign_ins;
        self.renew(RefreshToken { app, user, scopes, sign_in }, scopes, now, random)
    }

    /// Replaces a refresh token, which does not work again, and issues an access token: with the
    /// scopes of the sign-in, or with those of them that the app asks for.
    pub(in crate::account) fn refresh(
        &mut self,
        token: &str,
        narrower: Option<Scopes>,
        now: Timestamp,
        random: &mut Random,
    ) -> Option<Issued> {
        let refresh = self.refresh.remove(token)?;
        Some(self.renew(refresh, narrower.unwrap_or(refresh.scopes), now, random))
    }

    /// Issues an access token with these scopes. With the scope for it, it also issues a refresh token,
    /// which has the scopes of the sign-in (RFC 6749 §6). Drops the expired access tokens of the app
    /// and the user.
    fn renew(
        &mut self,
        refresh: RefreshToken,
        scopes: Scopes,
        now: Timestamp,
        random: &mut Random,
    ) -> Issued {
        let RefreshToken { app, user, sign_in, .. } = refresh;
        self.drop_expired((app, user), now);
        let access_token = random.text(91);
        let granted = Granted { sign_in, scopes, expires_at: later(now, ACCESS_LIFETIME) };
        self.add(access_token.clone(), AccessToken::granted((app, user), granted));
        let refresh_token = refresh.scopes.has(OFFLINE).then(|| random.text(91));
        if let Some(token) = &refresh_token {
            self.refresh.insert(token.clone(), refresh);
        }
        Issued { access_token, refresh_token, scopes }
    }

    fn drop_expired(&mut self, holder: (AppId, UserId), now: Timestamp) {
        let Some(held) = self.held.get_mut(&holder) else { return };
        held.retain(|token| {
            let is_expired = self.access.get(token).is_some_and(|access| access.is_expired(now));
            if is_expired {
                self.access.remove(token);
                self.secrets.remove(token);
            }
            !is_expired
        });
    }

    pub(crate) fn refresh_token(&self, token: &str) -> Option<&RefreshToken> {
        self.refresh.get(token)
    }

    /// Revokes an access token, or a refresh token with all access tokens of its sign-in (RFC 7009
    /// §2.1). Returns the user, or `None` if the app has no such token.
    pub(in crate::account) fn revoke_oauth2(&mut self, app: AppId, token: &str) -> Option<UserId> {
        if let Some(refresh) = self.refresh.get(token).filter(|it| it.app == app).copied() {
            self.refresh.remove(token);
            for token in self.held.get(&(app, refresh.user)).into_iter().flatten() {
                if let Some(access) = self.access.get_mut(token)
                    && access.is_of_sign_in(refresh.sign_in)
                {
                    access.is_revoked = true;
                }
            }
            return Some(refresh.user);
        }
        let access = self.access.get_mut(token).filter(|it| it.app == app && it.is_oauth2())?;
        access.is_revoked = true;
        Some(access.user)
    }

    /// Returns whether an app has a token for a user: one that works, or that can be refreshed.
    pub(in crate::account) fn is_authorized(
        &self,
        app: AppId,
        user: UserId,
        now: Timestamp,
    ) -> bool {
        let held = self.held.get(&(app, user)).into_iter().flatten();
        let mut held = held.filter_map(|token| self.access.get(token));
        held.any(|access| access.works(now))
            || self.refresh.values().any(|refresh| refresh.is_of(app, user))
    }
}
