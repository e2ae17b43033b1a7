//! Problem documents of v2.

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
}

pub(super) fn slug(kind: &str) -> &str {
    match kind.split_once("/problems/") {
        Some((_, slug)) => slug.trim_end_matches('/'),
        None => kind,
    }
}
