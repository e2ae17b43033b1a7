//! The errors after which other requests cannot succeed either.

use http::StatusCode;

use crate::client::endpoint::{AuthScheme, Endpoint};
use crate::client::error::{Error, Reason};
use crate::credentials::UserToken;

/// The number of failures of X in succession that end a run.
const LONGEST_OUTAGE: u32 = 3;

/// The errors of a run that concern other rows too.
#[derive(Default)]
pub(super) struct Stops {
    /// The error that concerns every request.
    pub(super) run: Option<Error>,
    /// The error that concerns every new subscription.
    creating: Option<Error>,
    /// The errors that concern the requests of a user.
    users: Vec<(UserToken, Error)>,
    /// The number of failures of X in succession.
    outage: u32,
}

impl Stops {
    /// Returns the error because of which a row cannot go on.
    pub(super) fn of(&self, creates: bool, user: Option<&UserToken>) -> Option<&Error> {
        let of_user = || self.users.iter().find(|(token, _)| Some(token) == user);
        let of_creating = || self.creating.as_ref().or_else(|| of_user().map(|(_, error)| error));
        self.run.as_ref().or_else(|| of_creating().filter(|_| creates))
    }

    /// Notes a request that X carried out.
    pub(super) const fn note_success(&mut self) {
        self.outage = 0;
    }

    /// Notes the error of a request of a row.
    pub(super) fn note(&mut self, error: &Error, user: Option<&UserToken>) {
        self.outage = if is_outage(error) { self.outage + 1 } else { 0 };
        if self.outage == LONGEST_OUTAGE || concerns_all(error) {
            self.run = Some(error.clone());
        } else if error.reason() == Some(&Reason::TooManySubscriptions) {
            self.creating = Some(error.clone());
        } else if let (Some(StatusCode::UNAUTHORIZED), Some(user)) = (error.status(), user) {
            self.users.push((user.clone(), error.clone()));
        }
    }
}

/// Returns whether X may have carried the request out although there is an error.
pub(super) fn is_uncertain(error: &Error) -> bool {
    matches!(error, Error::Response(_)) || is_outage(error)
}

/// Returns whether X failed, or could not be reached.
fn is_outage(error: &Error) -> bool {
    matches!(error, Error::Transport(_))
        || error.status().is_some_and(|status| status.is_server_error())
        || error.reason() == Some(&Reason::NotTheApi)
}

/// Returns whether an error is about the app's credentials, or what its account may spend.
fn concerns_all(error: &Error) -> bool {
    let Some(api) = error.as_api() else { return false };
    let is_of_app = !matches!(api.auth(), AuthScheme::User | AuthScheme::UserOAuth2);
    match api.reason() {
        Reason::CreditsDepleted | Reason::SpendCapReached | Reason::UsageCapExceeded => true,
        _ => match api.status() {
            StatusCode::PAYMENT_REQUIRED => true,
            StatusCode::UNAUTHORIZED => is_of_app,
            _ => api.endpoint() == Endpoint::OAuthBearerToken && !is_outage(error),
        },
    }
}
