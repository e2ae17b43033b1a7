//! v2's problem documents.

use crate::value::text::Text;

/// A problem document (RFC 9457, `application/problem+json`), the form in which v2 tells failures. Of each text at
/// most 2,000 characters are kept.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Problem {
    /// What follows `/problems/` in its type, such as `invalid-request`, whatever the host; the
    /// whole type if it is another, such as `about:blank`. Empty if it has none.
    pub slug: Text,
    /// What kind of problem it is, for people. Empty if it has none.
    pub title: Text,
    /// What it is this time. Absent where the title says all.
    pub detail: Option<Text>,
    /// Why a client is forbidden, such as `client-not-enrolled`. Absent from other problems.
    pub reason: Option<Text>,
    /// The enrolment that is missing. Absent unless the client is not enrolled.
    pub required_enrollment: Option<Text>,
    /// Where to enrol. Absent unless the client is not enrolled.
    pub registration_url: Option<Text>,
    /// The id of the client that is forbidden. Absent from other problems.
    pub client_id: Option<Text>,
    /// Of which period the usage is used up: `Daily` or `Monthly`. Absent from other problems.
    pub period: Option<Text>,
    /// Whose usage is used up: `Account` or `Product`. Absent from other problems.
    pub scope: Option<Text>,
}

/// The slug of a problem's type.
pub(super) fn slug(kind: &str) -> &str {
    match kind.split_once("/problems/") {
        Some((_, slug)) => slug.trim_end_matches('/'),
        None => kind,
    }
}
