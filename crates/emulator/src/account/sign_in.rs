//! Pending sign-ins and their request tokens.

use std::collections::BTreeMap;
use std::time::Duration;

use account_activity::{AppId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use url::Url;

use super::permission::Permission;
use crate::random::Random;

/// The time in which a request token can be exchanged. X documents none.
pub(crate) const LIFETIME: Duration = Duration::from_secs(60 * 60);

/// The pending sign-ins, by request token.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct SignIns(BTreeMap<String, SignIn>);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SignIn {
    pub(crate) app: AppId,
    pub(crate) secret: String,
    /// The callback URL. `None` if the user copies a PIN.
    pub(crate) callback: Option<String>,
    /// The permission level that the app receives.
    pub(crate) permission: Permission,
    /// The user's authorization, if the sign-in was allowed.
    pub(crate) granted: Option<Grant>,
    /// The start, from which the request token's lifetime counts.
    #[serde(default = "long_ago")]
    pub(crate) begun: Timestamp,
}

/// Returns the start of a sign-in in a file that does not tell it.
const fn long_ago() -> Timestamp {
    Timestamp::from_millis(0)
}

impl SignIn {
    fn is_pending(&self, now: Timestamp) -> bool {
        now.duration_since(self.begun).is_none_or(|age| age < LIFETIME)
    }
}

/// The authorization of a user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) user: UserId,
    /// The verifier, or the PIN, that completes the sign-in.
    pub(crate) verifier: String,
}

impl Grant {
    /// Creates a grant with a chosen PIN, or `None` if the PIN is not 1 to 32 digits.
    pub(crate) fn with_pin(user: UserId, pin: &str) -> Option<Self> {
        let is_pin = (1..=32).contains(&pin.len()) && pin.bytes().all(|it| it.is_ascii_digit());
        is_pin.then(|| Self { user, verifier: pin.to_owned() })
    }
}

/// A pending sign-in, as the authorization page shows it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PendingSignIn {
    /// The request token (`oauth_token`). A sign-in by OAuth 2.0 has none, and a name in its place.
    pub request_token: String,
    /// The app that requests authorization.
    pub app: AppId,
    /// The callback URL, which OAuth 2.0 calls redirect URI. `None` if the user copies a PIN.
    pub callback: Option<String>,
    /// The requested scopes of OAuth 2.0. `None` for OAuth 1.0a.
    pub scopes: Option<Vec<String>>,
    /// The user who allowed the sign-in. `None` if it is not allowed yet.
    pub user: Option<UserId>,
    /// The PIN, or the verifier that the callback receives. `None` if the sign-in is not allowed
    /// yet.
    pub verifier: Option<String>,
}

/// The next step of a sign-in that a user has allowed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SignedIn {
    /// The user types this PIN into the app.
    Pin(String),
    /// The browser goes to this URL: the callback, with `oauth_token` and `oauth_verifier`, or with
    /// the `code` and the `state` of OAuth 2.0.
    Callback(String),
}

impl SignIns {
    /// Starts a sign-in and returns its request token.
    pub(crate) fn begin(&mut self, sign_in: SignIn, random: &mut Random) -> String {
        // When expired ones are dropped depends on the stored state alone, so that it is the same when
        // the changes of the file are made again.
        if self.0.len() >= 1024 && self.0.len().is_power_of_two() {
            let now = sign_in.begun;
            self.0.retain(|_, sign_in| sign_in.is_pending(now));
        }
        let token = random.text(27);
        self.0.insert(token.clone(), sign_in);
        token
    }

    /// Returns a sign-in that has not expired.
    pub(crate) fn get(&self, token: &str, now: Timestamp) -> Option<&SignIn> {
        self.0.get(token).filter(|sign_in| sign_in.is_pending(now))
    }

    /// Returns whether a text is the secret of a request token.
    pub(crate) fn has_secret(&self, text: &str) -> bool {
        self.0.values().any(|sign_in| sign_in.secret == text)
    }

    /// Records that a user allows a sign-in.
    pub(crate) fn allow(
        &mut self,
        token: &str,
        user: UserId,
        now: Timestamp,
        random: &mut Random,
    ) -> Option<SignedIn> {
        let sign_in = self.0.get_mut(token).filter(|sign_in| sign_in.is_pending(now))?;
        let (verifier, signed_in) = if let Some(callback) = &sign_in.callback {
            let verifier = random.text(32);
            let told = [("oauth_token", token), ("oauth_verifier", &verifier)];
            let address = with_query(callback, &told);
            (verifier, SignedIn::Callback(address))
        } else {
            let pin = random.pin();
            (pin.clone(), SignedIn::Pin(pin))
        };
        sign_in.granted = Some(Grant { user, verifier });
        Some(signed_in)
    }

    /// Ends a denied sign-in and returns the callback URL, if it has a callback.
    pub(crate) fn deny(&mut self, token: &str, now: Timestamp) -> Option<Option<String>> {
        self.get(token, now)?;
        let sign_in = self.end(token)?;
        Some(sign_in.callback.map(|callback| with_query(&callback, &[("denied", token)])))
    }

    /// Ends a sign-in, so that its verifier cannot be used again.
    pub(crate) fn end(&mut self, token: &str) -> Option<SignIn> {
        self.0.remove(token)
    }

    pub(crate) fn pending(&self, now: Timestamp) -> impl Iterator<Item = PendingSignIn> {
        let pending = self.0.iter().filter(move |(_, sign_in)| sign_in.is_pending(now));
        pending.map(|(token, sign_in)| PendingSignIn {
            request_token: token.clone(),
            app: sign_in.app,
            callback: sign_in.callback.clone(),
            scopes: None,
            user: sign_in.granted.as_ref().map(|grant| grant.user),
            verifier: sign_in.granted.as_ref().map(|grant| grant.verifier.clone()),
        })
    }
}

/// Adds query parameters to a callback URL. The URL parses, because it was approved.
pub(super) fn with_query(callback: &str, told: &[(&str, &str)]) -> String {
    Url::parse(callback).map_or_else(
        |_| callback.to_owned(),
        |mut url| {
            url.query_pairs_mut().extend_pairs(told);
            url.into()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(sign_ins: &mut SignIns, second: i64, random: &mut Random) {
        let sign_in = SignIn {
            app: AppId::new(1),
            secret: second.to_string(),
            callback: None,
            permission: Permission::Read,
            granted: None,
            begun: Timestamp::from_millis(second * 1000),
        };
        sign_ins.begin(sign_in, random);
    }

    #[test]
    fn expired_sign_ins_are_dropped_at_the_same_time_after_a_restart() {
        let mut random = Random::of(0, "test");
        let (mut running, mut restarted) = (SignIns::default(), SignIns::default());
        for second in 0..12_000 {
            let mut again = random;
            begin(&mut running, second, &mut random);
            if second < 5_000 {
                continue;
            }
            if second == 5_000 {
                let stored = serde_json::to_string(&running).unwrap();
                restarted = serde_json::from_str(&stored).unwrap();
            } else {
                begin(&mut restarted, second, &mut again);
            }
            assert_eq!(running.0.len(), restarted.0.len(), "in second {second}");
            // 3,600 of them have not expired.
            assert!((3_600..=4_096).contains(&running.0.len()), "in second {second}");
        }
        assert!(running.0.keys().eq(restarted.0.keys()));
    }
}
