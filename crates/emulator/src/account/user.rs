//! Users and the tokens that they have given to apps.

use std::fmt;

use account_activity::{Text, Timestamp, UserId, UserToken};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::permission::Permission;
use crate::world::{DirectMessagesFrom, WorldUser};

/// A user of the emulator, and the tokens that apps have for the user from the start.
///
/// ```
/// use account_activity::UserToken;
/// use account_activity_emulator::{Account, Permission, WorldUser};
///
/// let ada = Account::from("ada");
/// let bob = Account::new(WorldUser::new("bob").with_protected(true)).without_token();
/// let eve = Account::from("eve")
///     .with_token(UserToken::oauth1("token", "token secret"))
///     .with_permission(Permission::ReadWrite);
/// # let _ = (ada, bob, eve);
/// ```
///
/// In JSON and TOML it is a screen name, or an object with `screen_name`. Optional keys are `id`,
/// `name`, `created_at`, `description`, `location`, `url`, `protected`, `verified`,
/// `direct_messages_from` (`everyone` or `followed`), `access_token` with `access_token_secret`, or
/// `oauth2_token`, `permission` (`read`, `read-write` or `read-write-directmessages`), and
/// `signed_in`, which is false for [`without_token`](Self::without_token):
///
/// ```
/// use account_activity_emulator::Account;
///
/// let users: Vec<Account> = serde_json::from_str(
///     r#"["ada", {"screen_name": "bob", "protected": true, "signed_in": false}]"#,
/// )?;
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Account {
    pub(crate) user: WorldUser,
    pub(crate) token: Option<UserToken>,
    pub(crate) permission: Option<Permission>,
    pub(crate) has_signed_in: bool,
}

impl Account {
    /// Creates a user who has authorized every app. The tokens are derived from the seed.
    #[must_use]
    pub fn new(user: WorldUser) -> Self {
        Self { user, token: None, permission: None, has_signed_in: true }
    }

    /// Sets the token of the first app. It replaces the token of the same scheme that is derived
    /// from the seed.
    #[must_use]
    pub fn with_token(mut self, token: UserToken) -> Self {
        self.token = Some(token);
        self
    }

    /// Sets the permission level of the tokens: by default the current level of each app.
    #[must_use]
    pub fn with_permission(mut self, permission: Permission) -> Self {
        self.permission = Some(permission);
        self
    }

    /// Makes the user one who has not authorized any app.
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
    /// Creates the user with this screen name.
    fn from(screen_name: &str) -> Self {
        Self::new(WorldUser::new(screen_name))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    screen_name: Text,
    id: Option<UserId>,
    name: Option<Text>,
    created_at: Option<Timestamp>,
    #[serde(default)]
    description: Text,
    #[serde(default)]
    location: Text,
    #[serde(default)]
    url: Text,
    #[serde(default)]
    protected: bool,
    #[serde(default)]
    verified: bool,
    #[serde(default)]
    direct_messages_from: DirectMessagesFrom,
    access_token: Option<String>,
    access_token_secret: Option<String>,
    oauth2_token: Option<String>,
    permission: Option<Permission>,
    #[serde(default = "signed_in")]
    signed_in: bool,
}

const fn signed_in() -> bool {
    true
}

impl Written {
    fn token(&mut self) -> Result<Option<UserToken>, &'static str> {
        let parts =
            (self.access_token.take(), self.access_token_secret.take(), self.oauth2_token.take());
        match parts {
            (None, None, None) => Ok(None),
            _ if !self.signed_in => {
                Err("a user with `signed_in = false` cannot have a token: remove one of them")
            }
            (Some(token), Some(secret), None) => Ok(Some(UserToken::oauth1(token, secret))),
            (None, None, Some(token)) => Ok(Some(UserToken::oauth2(token))),
            _ => Err("expected `access_token` with `access_token_secret`, or `oauth2_token`"),
        }
    }
}

impl TryFrom<Written> for Account {
    type Error = &'static str;

    fn try_from(mut written: Written) -> Result<Self, Self::Error> {
        let token = written.token()?;
        let mut user = WorldUser::new(&written.screen_name)
            .with_description(&written.description)
            .with_location(&written.location)
            .with_url(&written.url)
            .with_protected(written.protected)
            .with_verified(written.verified)
            .with_direct_messages_from(written.direct_messages_from);
        if let Some(id) = written.id {
            user = user.with_id(id);
        }
        if let Some(name) = &written.name {
            user = user.with_name(name);
        }
        if let Some(created_at) = written.created_at {
            user = user.with_created_at(created_at);
        }
        let (permission, has_signed_in) = (written.permission, written.signed_in);
        Ok(Self { user, token, permission, has_signed_in })
    }
}

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AccountVisitor)
    }
}

/// Not an untagged enum, whose errors would not name the wrong field.
struct AccountVisitor;

impl<'de> Visitor<'de> for AccountVisitor {
    type Value = Account;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a screen name, or a user with `screen_name`")
    }

    fn visit_str<E: Error>(self, screen_name: &str) -> Result<Account, E> {
        Ok(Account::from(screen_name))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Account, A::Error> {
        let written = Written::deserialize(MapAccessDeserializer::new(map))?;
        Account::try_from(written).map_err(A::Error::custom)
    }
}
