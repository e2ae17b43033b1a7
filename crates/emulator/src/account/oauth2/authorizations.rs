//! Sign-ins that wait for the user, and codes that wait for the app.

use std::collections::BTreeMap;
use std::time::Duration;

use account_activity::{AppId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use super::challenge::Challenge;
use super::scopes::Scopes;
use crate::account::sign_in::{LIFETIME, PendingSignIn, with_query};
use crate::random::Random;

/// The time in which a code can be exchanged.
const CODE_LIFETIME: Duration = Duration::from_secs(30);

/// The sign-ins by OAuth 2.0 that have not ended.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Authorizations {
    /// By a name that stands for the request token of OAuth 1.0a.
    pending: BTreeMap<String, Pending>,
    codes: BTreeMap<String, Code>,
}

/// What an app asks of a user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AuthorizationRequest {
    pub(crate) app: AppId,
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Scopes,
    pub(crate) state: String,
    pub(crate) challenge: Challenge,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Pending {
    request: AuthorizationRequest,
    begun: Timestamp,
}

/// The consent of a user, which the app exchanges for tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Code {
    pub(crate) request: AuthorizationRequest,
    pub(crate) user: UserId,
    issued: Timestamp,
}

impl Pending {
    fn is_good(&self, now: Timestamp) -> bool {
        is_within(LIFETIME, self.begun, now)
    }
}

impl Code {
    fn is_good(&self, now: Timestamp) -> bool {
        is_within(CODE_LIFETIME, self.issued, now)
    }
}

fn is_within(lifetime: Duration, begin: Timestamp, now: Timestamp) -> bool {
    now.duration_since(begin).is_none_or(|age| age < lifetime)
}

impl Authorizations {
    /// Begins a sign-in, and returns its name.
    pub(crate) fn begin(
        &mut self,
        request: AuthorizationRequest,
        now: Timestamp,
        random: &mut Random,
    ) -> String {
        self.pending.retain(|_, pending| pending.is_good(now));
        let name = random.text(27);
        self.pending.insert(name.clone(), Pending { request, begun: now });
        name
    }

    /// Issues the code of a sign-in that a user allows, and returns the address to which the browser
    /// goes.
    pub(crate) fn allow(
        &mut self,
        name: &str,
        user: UserId,
        now: Timestamp,
        random: &mut Random,
    ) -> Option<String> {
        let request = self.end(name, now)?;
        self.codes.retain(|_, code| code.is_good(now));
        let code = random.text(91);
        let told = [("state", request.state.as_str()), ("code", &code)];
        let address = with_query(&request.redirect_uri, &told);
        self.codes.insert(code, Code { request, user, issued: now });
        Some(address)
    }

    /// Ends a denied sign-in, and returns the address to which the browser goes.
    pub(crate) fn deny(&mut self, name: &str, now: Timestamp) -> Option<String> {
        let request = self.end(name, now)?;
        let told = [("error", "access_denied"), ("state", &request.state)];
        Some(with_query(&request.redirect_uri, &told))
    }

    fn end(&mut self, name: &str, now: Timestamp) -> Option<AuthorizationRequest> {
        let pending = self.pending.remove(name)?;
        pending.is_good(now).then_some(pending.request)
    }

    pub(crate) fn code(&self, code: &str, now: Timestamp) -> Option<&Code> {
        self.codes.get(code).filter(|code| code.is_good(now))
    }

    /// Takes a code, so that it works once.
    pub(crate) fn take_code(&mut self, code: &str, now: Timestamp) -> Option<Code> {
        self.codes.remove(code).filter(|code| code.is_good(now))
    }

    /// Drops the codes that a user has given to an app.
    pub(crate) fn revoke(&mut self, app: AppId, user: UserId) {
        self.codes.retain(|_, code| code.request.app != app || code.user != user);
    }

    /// Returns whether a text is a code, or the verifier of one.
    pub(crate) fn has_secret(&self, text: &str) -> bool {
        let pending = self.pending.values().map(|pending| &pending.request);
        let mut requests = pending.chain(self.codes.values().map(|code| &code.request));
        self.codes.contains_key(text) || requests.any(|it| it.challenge.has_secret(text))
    }

    pub(crate) fn pending(&self, now: Timestamp) -> impl Iterator<Item = PendingSignIn> {
        let pending = self.pending.iter().filter(move |(_, pending)| pending.is_good(now));
        pending.map(|(name, Pending { request, .. })| PendingSignIn {
            request_token: name.clone(),
            app: request.app,
            callback: Some(request.redirect_uri.clone()),
            scopes: Some(request.scopes.names().map(str::to_owned).collect()),
            user: None,
            verifier: None,
        })
    }
}
