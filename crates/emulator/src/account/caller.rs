//! The caller of a request.

use account_activity::{AppId, UserId};

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
}
