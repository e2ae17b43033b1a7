//! The credentials that a client of the emulator needs.

use std::fmt;

use account_activity::receiver::Secrets;
use account_activity::{AppCredentials, AppId, Secret, UserId, UserToken, UserTokenScheme};

use super::apps::Registered;
use super::state::State;

/// The current credentials of an app and of the users who have authorized it.
///
/// The fields are public so that they can be printed and copied; `Debug` redacts the secrets.
#[derive(Clone)]
#[non_exhaustive]
pub struct Credentials {
    /// The app's id.
    pub app_id: AppId,
    /// The consumer key ("API key").
    pub consumer_key: String,
    /// The consumer secret ("API key secret").
    pub consumer_secret: String,
    /// The bearer token, in the form in which it is sent. `None` if it was invalidated.
    pub bearer_token: Option<String>,
    /// The OAuth 2.0 client id.
    pub client_id: String,
    /// The OAuth 2.0 client secret. `None` if the app has none: it is a public client.
    pub client_secret: Option<String>,
    /// The environments of the app; empty if the tier is not Premium.
    pub environments: Vec<String>,
    /// The user who owns the app.
    pub owner: UserId,
    /// The users whose tokens the app has: the owner first, then in the order in which they were
    /// added.
    pub users: Vec<UserCredentials>,
    pub(crate) secrets: Secrets,
}

/// A user and the tokens that an app has for the user.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UserCredentials {
    /// The user's id.
    pub id: UserId,
    /// The screen name, without `@`.
    pub screen_name: String,
    /// The OAuth 1.0a token.
    pub token: UserToken,
    /// The OAuth 2.0 token, which has all scopes and no end. `None` if the app has none. Those of
    /// sign-ins are not among the credentials.
    pub oauth2: Option<UserToken>,
}

impl UserCredentials {
    /// Returns a user's tokens that an app has, or `None` if it has none of OAuth 1.0a.
    pub(crate) fn of(state: &State, app: &Registered, user: UserId) -> Option<Self> {
        let user = state.world.user(user)?;
        let token = |is_wanted: fn(&UserToken) -> bool| {
            let held = state.tokens.held(app.id, user.id());
            let held = held.filter(|(token, _)| is_wanted(token));
            held.max_by_key(|(_, permission)| *permission).map(|(token, _)| token)
        };
        Some(Self {
            id: user.id(),
            screen_name: user.screen_name().to_owned(),
            token: token(|token| token.scheme() == UserTokenScheme::OAuth1)?,
            oauth2: token(|token| token.scheme() == UserTokenScheme::OAuth2),
        })
    }
}

impl Credentials {
    pub(crate) fn of(state: &State, app: &Registered) -> Self {
        let others = state.users.iter().copied().filter(|user| *user != app.owner);
        let users = std::iter::once(app.owner).chain(others);
        Self {
            app_id: app.id,
            consumer_key: app.consumer_key.clone(),
            consumer_secret: app.consumer_secret.clone(),
            bearer_token: state.tokens.bearer(app.id).map(str::to_owned),
            client_id: app.client_id.clone(),
            client_secret: app.client_secret.clone(),
            environments: app.environments.clone(),
            owner: app.owner,
            users: users.filter_map(|user| UserCredentials::of(state, app, user)).collect(),
            secrets: app.secrets(),
        }
    }

    /// Returns the credentials that a [`Client`](account_activity::Client) is built from.
    #[must_use]
    pub fn app(&self) -> AppCredentials {
        let client_secret = self.client_secret.as_ref().and_then(|it| Secret::new(it).ok());
        let app = AppCredentials::new(&self.consumer_key, &self.consumer_secret)
            .oauth2(&self.client_id, client_secret);
        match self.users.iter().find(|user| user.id == self.owner) {
            Some(owner) => app.owner(owner.token.clone()),
            None => app,
        }
    }

    /// Returns the secrets that verify deliveries and sign CRC responses.
    #[must_use]
    pub fn secrets(&self) -> Secrets {
        self.secrets.clone()
    }

    /// Returns the token of a user by screen name, or `None` if the app does not have it.
    ///
    /// ```
    /// # use account_activity_emulator::Emulator;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let credentials = Emulator::start().await?.credentials();
    /// assert!(credentials.token("Ada").is_some());
    /// assert!(credentials.token("nobody").is_none());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn token(&self, screen_name: &str) -> Option<&UserToken> {
        self.user(screen_name).map(|user| &user.token)
    }

    /// Returns the credentials of a user by screen name, or `None` if the app has no token of the
    /// user.
    ///
    /// ```
    /// # use account_activity_emulator::Emulator;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let credentials = Emulator::start().await?.credentials();
    /// let ada = credentials.user("ada").ok_or("expected the user ada")?;
    /// assert_eq!(ada.screen_name, "ada");
    /// assert_eq!(credentials.token("ada"), Some(&ada.token));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn user(&self, screen_name: &str) -> Option<&UserCredentials> {
        self.users.iter().find(|user| user.screen_name.eq_ignore_ascii_case(screen_name))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("app_id", &self.app_id)
            .field("environments", &self.environments)
            .field("owner", &self.owner)
            .field("users", &self.users)
            .finish_non_exhaustive()
    }
}
