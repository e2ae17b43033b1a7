//! The token endpoints of OAuth 2.0 (RFC 6749, section 5.2), whose faults X mostly describes in words.

use account_activity::client::Reason;

use super::*;

const TOKEN: (Endpoint, AuthScheme) = (OAuth2Token, AuthScheme::ClientBasic);
const PUBLIC: (Endpoint, AuthScheme) = (OAuth2Token, AuthScheme::ClientId);
const REVOKE: (Endpoint, AuthScheme) = (OAuth2Revoke, AuthScheme::ClientBasic);

pub(super) fn rows() -> Vec<Row> {
    let rejected = |call, status, error: &str, description: &str, reason| {
        let body = format!(r#"{{"error":"{error}","error_description":"{description}"}}"#);
        plain(call, status, (JSON, &body), reason)
    };
    vec![
        rejected(TOKEN, 400, "invalid_grant", "It was used before.", Reason::GrantInvalid),
        rejected(
            TOKEN,
            400,
            "invalid_request",
            "Value passed for the token was invalid.",
            Reason::GrantInvalid,
        ),
        rejected(
            PUBLIC,
            400,
            "invalid_request",
            "Value passed for the authorization code was invalid.",
            Reason::GrantInvalid,
        ),
        rejected(
            PUBLIC,
            400,
            "invalid_request",
            "Value passed for the redirect uri did not match.",
            Reason::GrantInvalid,
        ),
        rejected(
            PUBLIC,
            400,
            "invalid_request",
            "Value passed for the code verifier did not match the code challenge.",
            Reason::GrantInvalid,
        ),
        rejected(
            TOKEN,
            400,
            "invalid_request",
            "Value passed for the scope was invalid.",
            Reason::ParameterInvalid,
        ),
        rejected(
            REVOKE,
            400,
            "invalid_request",
            "Value passed for the token_type_hint was invalid.",
            Reason::ParameterInvalid,
        ),
        rejected(
            TOKEN,
            400,
            "invalid_request",
            "Missing required parameter [code_verifier].",
            Reason::ParameterMissing,
        ),
        rejected(REVOKE, 401, "invalid_client", "It is unknown.", Reason::CredentialsWrong),
        rejected(
            PUBLIC,
            401,
            "unauthorized_client",
            "Missing valid authorization header",
            Reason::CredentialsWrong,
        ),
        rejected(TOKEN, 400, "unsupported_grant_type", "No.", Reason::RequestInvalid),
        plain(
            TOKEN,
            400,
            (
                JSON,
                r#"{"error":"invalid_grant","error_description":"It has expired.","errors":[{"message":"Bad"}]}"#,
            ),
            Reason::GrantInvalid,
        ),
        plain(TOKEN, 503, ("", ""), Reason::ServerUnavailable).retryable(),
    ]
}
