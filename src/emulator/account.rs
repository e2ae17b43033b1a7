//! Users and the tokens they have given.

use super::{Permission, WorldUser};
use crate::credentials::UserToken;

/// A user of the emulator, and the token of theirs that the first app has from the beginning.
///
/// ```
/// use account_activity::UserToken;
/// use account_activity::emulator::{Account, Permission, WorldUser};
///
/// let ada = Account::from("ada");
/// let bob = Account::new(WorldUser::new("bob").with_protected(true)).without_token();
/// let eve = Account::from("eve")
///     .with_token(UserToken::oauth1("token", "token secret"))
///     .with_permission(Permission::ReadWrite);
/// # let _ = (ada, bob, eve);
/// ```
#[derive(Clone, Debug)]
pub struct Account {
    pub(super) user: WorldUser,
    pub(super) token: Option<UserToken>,
    pub(super) permission: Option<Permission>,
    pub(super) has_signed_in: bool,
}

impl Account {
    /// A user who has let every app in; the tokens follow from the seed.
    #[must_use]
    pub fn new(user: WorldUser) -> Self {
        Self { user, token: None, permission: None, has_signed_in: true }
    }

    /// Gives the first app this token, instead of the one of its scheme that follows from the seed.
    #[must_use]
    pub fn with_token(mut self, token: UserToken) -> Self {
        self.token = Some(token);
        self
    }

    /// Says which permission level the apps had when the tokens were made; otherwise it is the
    /// level they have now.
    #[must_use]
    pub fn with_permission(mut self, permission: Permission) -> Self {
        self.permission = Some(permission);
        self
    }

    /// Has them let no app in so far.
    #[must_use]
    pub fn without_token(mut self) -> Self {
        self.has_signed_in = false;
        self
    }
}

impl From<WorldUser> for Account {
    fn from(user: WorldUser) -> Self {
        Self::new(user)
    }
}

impl From<&str> for Account {
    /// The user with this screen name.
    fn from(screen_name: &str) -> Self {
        Self::new(WorldUser::new(screen_name))
    }
}
