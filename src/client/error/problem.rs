//! Problem documents of v2.

use crate::client::endpoint::AuthScheme;
use crate::value::text::Text;

/// A problem document (RFC 9457, `application/problem+json`), the form of v2's failures. At most
/// 2,000 characters of each text are kept.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Problem {
    /// The part of its type after `/problems/`, such as `invalid-request`, whatever the host. The
    /// whole type if it has another form, such as `about:blank`. Empty if it has none.
    pub slug: Text,
    /// The kind of problem, for people. Empty if it has none.
    pub title: Text,
    /// The description of this occurrence. Absent if the title is sufficient.
    pub detail: Option<Text>,
    /// The reason why a client is forbidden, such as `client-not-enrolled`. Absent from other
    /// problems.
    pub reason: Option<Text>,
    /// The missing enrolment. Absent unless the client is not enrolled.
    pub required_enrollment: Option<Text>,
    /// The address for enrolment. Absent unless the client is not enrolled.
    pub registration_url: Option<Text>,
    /// The id of the forbidden client. Absent from other problems.
    pub client_id: Option<Text>,
    /// The period whose usage is used up: `Daily` or `Monthly`. Absent from other problems.
    pub period: Option<Text>,
    /// The scope of the usage that is used up: `Account` or `Product`. Absent from other problems.
    pub scope: Option<Text>,
    /// The day on which the next billing cycle begins, such as `2026-12-14`. Absent unless the spending
    /// limit is reached.
    pub reset_date: Option<Text>,
    /// What is wrong with the connection of a stream: `TooManyConnections`,
    /// `ProvisioningSubscription`, `RuleConfigurationIssue` or `RulesInvalidIssue`. Absent from other
    /// problems.
    pub connection_issue: Option<Text>,
    /// Why X ended the connection of a stream, such as `UpstreamOperationalDisconnect` or
    /// `SlowReader`. Absent from other problems.
    pub disconnect_type: Option<Text>,
    /// The types of authentication that the endpoint accepts, as the detail lists them, such as
    /// `OAuth 2.0 Application-Only`. Empty unless the type of the request was not accepted.
    pub supported_authentication: Vec<Text>,
}

impl Problem {
    /// Returns whether the list of accepted types has a scheme. `true` if the problem lacks the list.
    pub(super) fn supports(&self, scheme: AuthScheme) -> bool {
        let supported = &self.supported_authentication;
        let is_listed = |name| supported.iter().any(|it| it.eq_ignore_ascii_case(name));
        supported.is_empty() || name_of_x(scheme).is_some_and(is_listed)
    }
}

/// Returns X's name of a scheme of authentication. `None` for those of the sign-in.
const fn name_of_x(scheme: AuthScheme) -> Option<&'static str> {
    match scheme {
        AuthScheme::Owner | AuthScheme::User => Some("OAuth 1.0a User Context"),
        AuthScheme::UserOAuth2 => Some("OAuth 2.0 User Context"),
        AuthScheme::Bearer => Some("OAuth 2.0 Application-Only"),
        _ => None,
    }
}

/// Returns the list in a detail such as `… Supported authentication types are [A, B].`
pub(super) fn supported_authentication(detail: &str) -> Vec<Text> {
    let list = detail.split_once('[').and_then(|(words, rest)| {
        let is_it = words.to_ascii_lowercase().contains("authentication types");
        rest.split_once(']').filter(|_| is_it)
    });
    let names = list.into_iter().flat_map(|(list, _)| list.split(','));
    names.map(|name| name.trim().into()).filter(|name: &Text| !name.is_empty()).collect()
}

pub(super) fn slug(kind: &str) -> &str {
    match kind.split_once("/problems/") {
        Some((_, slug)) => slug.trim_end_matches('/'),
        None => kind,
    }
}
