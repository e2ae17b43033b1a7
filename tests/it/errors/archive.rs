//! The failures in an archive of the X Activity API.

use account_activity::client::{ApiError, AuthScheme, Endpoint, Reason};

use crate::fixtures;

/// A name in the archive, the call that got the body, and what it means. The name has the status.
const BODIES: [(&str, Endpoint, AuthScheme, Reason); 9] = [
    ("duplicate-subscription", SUBSCRIBE, BEARER, Reason::AlreadySubscribed),
    ("filter-ids-missing", SUBSCRIBE, BEARER, Reason::FilterInvalid),
    ("filter-missing", SUBSCRIBE, BEARER, Reason::RequestInvalid),
    ("private-event-with-app-token", SUBSCRIBE, BEARER, Reason::UserTokenRequired),
    ("webhook-limit", Endpoint::V2RegisterWebhook, BEARER, Reason::TooManyWebhooks),
    ("credits-depleted-new", Endpoint::XaaStream, BEARER, Reason::CreditsDepleted),
    ("credits-depleted-old", SUBSCRIBE, BEARER, Reason::CreditsDepleted),
    ("stream-user-token", STREAM, AuthScheme::UserOAuth2, Reason::AuthenticationUnsupported),
    ("stream-too-many-connections", STREAM, BEARER, Reason::TooManyConnections),
];

const SUBSCRIBE: Endpoint = Endpoint::XaaSubscribe;
const STREAM: Endpoint = Endpoint::XaaStream;
const BEARER: AuthScheme = AuthScheme::Bearer;

#[test]
fn every_failure_of_the_archive() {
    let Some(archive) = fixtures::archive("corpus-xaa") else { return };
    for fixture in archive {
        let file = fixture.name.rsplit('/').next().unwrap();
        let Some((status, name)) = file.strip_prefix("_error.").and_then(|it| it.split_once('.'))
        else {
            continue;
        };
        let name = name.trim_end_matches(".json");
        let status: u16 = status.parse().unwrap();
        if status == 200 {
            continue; // A line of the stream.
        }
        let known = BODIES.iter().find(|(known, ..)| *known == name);
        let (_, endpoint, auth, reason) = known.unwrap_or_else(|| panic!("{file} has no row"));
        let body = fixture.body.replace("twitter.com", "elsewhere.example").into();
        let response = http::Response::builder().status(status).body(body).unwrap();
        let error = ApiError::from_response(*endpoint, *auth, response);
        assert_eq!(error.reason(), reason, "{file}: {error}");
        assert_eq!(error.is_retryable(), status == 429, "{file}");
        if status == 402 {
            assert!(error.to_string().contains("buy credits"), "{error}");
        }
    }
}
