//! Credentials in environment variables.

use std::env;

use super::{AppCredentials, UserToken};

/// An error reading an app's credentials from the environment: variables that are not set, or empty.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected the app's credentials in the environment, not set: {}", self.missing.join(", "))]
pub struct MissingVariablesError {
    missing: Vec<&'static str>,
}

impl MissingVariablesError {
    /// Returns the names of the variables.
    #[must_use]
    pub fn names(&self) -> &[&'static str] {
        &self.missing
    }
}

impl AppCredentials {
    /// Reads the app's credentials from environment variables. An empty variable counts as not set.
    ///
    /// | Variable | Value |
    /// |---|---|
    /// | `TWITTER_CONSUMER_KEY`, `TWITTER_CONSUMER_SECRET` | the consumer key and secret; required |
    /// | `TWITTER_ACCESS_TOKEN`, `TWITTER_ACCESS_TOKEN_SECRET` | the access token of the app's owner; both or none |
    /// | `TWITTER_BEARER_TOKEN` | the bearer token |
    /// | `TWITTER_CLIENT_ID`, `TWITTER_CLIENT_SECRET` | the OAuth 2.0 client id and client secret |
    ///
    /// # Errors
    ///
    /// [`MissingVariablesError`] names the required variables that are not set.
    pub fn from_env() -> Result<Self, MissingVariablesError> {
        Self::from_variables(|name| env::var(name).ok())
    }

    fn from_variables(
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, MissingVariablesError> {
        let optional = |name| variable(name).filter(|value| !value.trim().is_empty());
        let mut missing = Vec::new();
        let mut required = |name| {
            optional(name).unwrap_or_else(|| {
                missing.push(name);
                String::new()
            })
        };
        let (key, secret) = ("TWITTER_CONSUMER_KEY", "TWITTER_CONSUMER_SECRET");
        let mut app = Self::new(required(key), required(secret));
        let (token, secret) = ("TWITTER_ACCESS_TOKEN", "TWITTER_ACCESS_TOKEN_SECRET");
        if optional(token).or_else(|| optional(secret)).is_some() {
            app = app.owner(UserToken::oauth1(required(token), required(secret)));
        }
        app.bearer_token = optional("TWITTER_BEARER_TOKEN");
        app.client_id = optional("TWITTER_CLIENT_ID");
        app.client_secret = optional("TWITTER_CLIENT_SECRET");
        if missing.is_empty() { Ok(app) } else { Err(MissingVariablesError { missing }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<AppCredentials, MissingVariablesError> {
        AppCredentials::from_variables(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    const APP: [(&str, &str); 2] =
        [("TWITTER_CONSUMER_KEY", "key"), ("TWITTER_CONSUMER_SECRET", "secret")];

    #[test]
    fn every_variable_is_read() {
        let app = read(&APP).unwrap();
        assert_eq!((&*app.consumer_key, &*app.consumer_secret), ("key", "secret"));
        assert_eq!((app.owner, app.bearer_token), (None, None));
        assert_eq!((app.client_id, app.client_secret), (None, None));
        let more = [
            ("TWITTER_ACCESS_TOKEN", "token"),
            ("TWITTER_ACCESS_TOKEN_SECRET", "token secret"),
            ("TWITTER_BEARER_TOKEN", "bearer"),
            ("TWITTER_CLIENT_ID", "client id"),
            ("TWITTER_CLIENT_SECRET", "client secret"),
        ];
        let app = read(&[&APP[..], &more].concat()).unwrap();
        assert_eq!(app.owner_token(), Some(&UserToken::oauth1("token", "token secret")));
        assert_eq!(app.bearer_token.as_deref(), Some("bearer"));
        assert_eq!(app.client_id.as_deref(), Some("client id"));
        assert_eq!(app.client_secret.as_deref(), Some("client secret"));
    }

    #[test]
    fn missing_variables_are_named() {
        let missing = |variables: &[_]| read(variables).unwrap_err().names().to_vec();
        assert_eq!(missing(&[]), ["TWITTER_CONSUMER_KEY", "TWITTER_CONSUMER_SECRET"]);
        assert_eq!(missing(&[APP[0], (APP[1].0, " \n")]), ["TWITTER_CONSUMER_SECRET"]);
        let half = |name| [&APP[..], &[(name, "x")]].concat();
        assert_eq!(missing(&half("TWITTER_ACCESS_TOKEN")), ["TWITTER_ACCESS_TOKEN_SECRET"]);
        assert_eq!(missing(&half("TWITTER_ACCESS_TOKEN_SECRET")), ["TWITTER_ACCESS_TOKEN"]);
        assert_eq!(
            read(&[]).unwrap_err().to_string(),
            "expected the app's credentials in the environment, not set: TWITTER_CONSUMER_KEY, \
             TWITTER_CONSUMER_SECRET"
        );
    }
}
