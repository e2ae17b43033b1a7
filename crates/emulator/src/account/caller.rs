//! The caller of a request.

use account_activity::{AppId, UserId};

use super::oauth2::Scopes;
use super::permission::Permission;

/// The caller of a request, as authenticated.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Caller {
    /// An app, authenticated by its bearer token.
    App(AppId),
    /// A user, through an app that signs with the user's OAuth 1.0a token.
    User(Delegate),
    /// A user, through an app that sends the user's OAuth 2.0 token.
    UserOAuth2(Delegate),
}

/// An app that acts for a user.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Delegate {
    pub(crate) app: AppId,
    pub(crate) user: UserId,
    pub(crate) permission: Permission,
    /// The scopes of an OAuth 2.0 token. `None` if it has all, and for OAuth 1.0a.
    pub(crate) scopes: Option<Scopes>,
    /// Whether the token was issued to another app than the one that signs.
    pub(crate) is_of_other_app: bool,
}

impl Caller {
    pub(crate) const fn app(&self) -> AppId {
        match self {
            Self::App(app) => *app,
            Self::User(delegate) | Self::UserOAuth2(delegate) => delegate.app,
        }
    }

    pub(crate) const fn user(&self) -> Option<UserId> {
        match self {
            Self::App(_) => None,
            Self::User(delegate) | Self::UserOAuth2(delegate) => Some(delegate.user),
        }
    }
    /// Returns whether the caller may do what a scope of OAuth 2.0 allows. Permission levels take
    /// the place of scopes with OAuth 1.0a.
    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        match self {
            Self::App(_) => false,
            Self::User(_) => true,
            Self::UserOAuth2(delegate) => delegate.scopes.is_none_or(|scopes| scopes.has(scope)),
        }
    }
}
