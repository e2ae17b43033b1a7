//! The access tokens of users.

use account_activity::{AppId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::account::caller::Delegate;
use crate::account::oauth2::Scopes;
use crate::account::permission::Permission;

/// A user's access token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccessToken {
    pub(crate) app: AppId,
    pub(crate) user: UserId,
    /// The app's permission level at the creation of the token.
    pub(crate) permission: Permission,
    /// The secret of an OAuth 1.0a token. `None` for OAuth 2.0.
    pub(super) secret: Option<String>,
    pub(super) is_revoked: bool,
    /// What a sign-in by OAuth 2.0 has granted. `None` for OAuth 1.0a, and for the tokens of the
    /// start, which have all scopes and no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) granted: Option<Granted>,
}

/// What a sign-in has granted to a token.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Granted {
    /// The number of the sign-in, whose tokens are revoked together.
    pub(super) sign_in: u64,
    pub(super) scopes: Scopes,
    pub(super) expires_at: Timestamp,
}

impl AccessToken {
    pub(in crate::account) const fn new(
        (app, user): (AppId, UserId),
        permission: Permission,
        secret: Option<String>,
    ) -> Self {
        Self { app, user, permission, secret, is_revoked: false, granted: None }
    }

    /// Creates a token of OAuth 2.0. Its scopes limit it, and not the app's permission level, which
    /// is that of OAuth 1.0a.
    pub(super) const fn granted((app, user): (AppId, UserId), granted: Granted) -> Self {
        let permission = Permission::ReadWriteDirectMessages;
        Self { app, user, permission, secret: None, is_revoked: false, granted: Some(granted) }
    }

    /// Returns the delegation of an app that uses the token.
    pub(crate) fn delegate(&self, app: AppId) -> Delegate {
        let Self { user, permission, .. } = *self;
        let scopes = self.granted.map(|granted| granted.scopes);
        Delegate { app, user, permission, scopes, is_of_other_app: app != self.app }
    }

    pub(crate) fn is_expired(&self, now: Timestamp) -> bool {
        self.granted.is_some_and(|granted| granted.expires_at <= now)
    }

    pub(super) const fn is_oauth2(&self) -> bool {
        self.secret.is_none()
    }

    /// Returns whether the token works until it is revoked: one of OAuth 1.0a, or of the start.
    pub(super) const fn is_permanent(&self) -> bool {
        !self.is_revoked && self.granted.is_none()
    }

    pub(super) fn works(&self, now: Timestamp) -> bool {
        !self.is_revoked && !self.is_expired(now)
    }

    /// Returns whether the token is of the sign-in by OAuth 2.0 with this number.
    pub(super) fn is_of_sign_in(&self, number: u64) -> bool {
        self.granted.is_some_and(|granted| granted.sign_in == number)
    }
}
