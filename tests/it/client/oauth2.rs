//! The rows of OAuth 2.0, and its parts.

mod app_token;
mod authorization;
mod session;
mod tokens;

use account_activity::client::{AuthScheme, Endpoint, Reason};

use super::row::{Body, Failure, Failure::*, Row, call};
use super::*;

/// As X sends it. The members are in no stable order.
pub(super) const TOKENS: &str = r#"{"token_type":"bearer","expires_in":7200,"access_token":"accessTOKEN16","scope":"tweet.read users.read offline.access","refresh_token":"refreshTOKEN17"}"#;

const ARE_TOKENS: &str = r#"TokenPair { has_refresh_token: true, expires_at: Some(Timestamp(2026-03-01T15:00:00Z)), scopes: ["tweet.read", "users.read", "offline.access"], .. }"#;

/// Without the optional members, and in other forms of them.
const SUCCESSES: &[(u16, &str, &str)] = &[
    (200, TOKENS, ARE_TOKENS),
    (
        200,
        r#"{"access_token":"accessTOKEN16","token_type":"Bearer"}"#,
        "TokenPair { has_refresh_token: false, expires_at: None, scopes: [], .. }",
    ),
    (
        200,
        r#"{"access_token":"accessTOKEN16","token_type":"bearer","expires_in":"60","refresh_token":"","scope":" tweet.read  users.read"}"#,
        r#"TokenPair { has_refresh_token: false, expires_at: Some(Timestamp(2026-03-01T13:01:00Z)), scopes: ["tweet.read", "users.read"], .. }"#,
    ),
    (
        200,
        r#"{"access_token":"accessTOKEN16","token_type":"bearer","expires_in":null,"refresh_token":null,"scope":null}"#,
        "TokenPair { has_refresh_token: false, expires_at: None, scopes: [], .. }",
    ),
];

const CLIENT: &[Failure] = &[
    Raw(
        401,
        r#"{"error":"invalid_client","error_description":"Client authentication failed."}"#,
        None,
        Reason::CredentialsWrong,
    ),
    Raw(
        401,
        r#"{"error":"unauthorized_client","error_description":"Missing valid authorization header"}"#,
        None,
        Reason::CredentialsWrong,
    ),
    Raw(
        400,
        r#"{"error":"invalid_request","error_description":"Missing required parameter [client_id]."}"#,
        None,
        Reason::ParameterMissing,
    ),
];

const GRANT: &[Failure] = &[
    Raw(400, r#"{"error":"invalid_grant"}"#, None, Reason::GrantInvalid),
    Raw(
        400,
        r#"{"error":"invalid_grant","error_description":"It was used."}"#,
        None,
        Reason::GrantInvalid,
    ),
    Raw(
        400,
        r#"{"error":"invalid_request","error_description":"Value passed for the authorization code was invalid."}"#,
        None,
        Reason::GrantInvalid,
    ),
    Raw(
        400,
        r#"{"error":"unsupported_grant_type","error_description":"No."}"#,
        None,
        Reason::RequestInvalid,
    ),
];

const REVOKED: &[(u16, &str, &str)] =
    &[(200, r#"{"revoked":true}"#, "()"), (200, "", "()"), (200, "{}", "()")];

pub(super) const ROWS: &[Row] = &[
    Row {
        endpoint: Endpoint::OAuth2Token,
        scheme: AuthScheme::ClientBasic,
        path: "/2/oauth2/token",
        query: "",
        body: Body::Form(
            "grant_type=authorization_code&code=authorizationCODE15&redirect_uri=https%3A%2F%2Fbot.example%2Fsigned-in%3Ffrom%3Dx&code_verifier=codeVERIFIER14",
        ),
        call: call!(client => client.oauth2().exchange(&code())),
        successes: SUCCESSES,
        failures: &[CLIENT, GRANT],
    },
    Row {
        endpoint: Endpoint::OAuth2Token,
        scheme: AuthScheme::ClientId,
        path: "/2/oauth2/token",
        query: "",
        body: Body::Form(
            "client_id=clientID11&grant_type=authorization_code&code=authorizationCODE15&redirect_uri=https%3A%2F%2Fbot.example%2Fsigned-in%3Ffrom%3Dx&code_verifier=codeVERIFIER14",
        ),
        call: call!(client => client.oauth2().exchange(&code())),
        successes: SUCCESSES,
        failures: &[CLIENT, GRANT],
    },
    Row {
        endpoint: Endpoint::OAuth2Revoke,
        scheme: AuthScheme::ClientBasic,
        path: "/2/oauth2/revoke",
        query: "",
        body: Body::Form("token=accessTOKEN16&token_type_hint=access_token"),
        call: call!(client => client.oauth2().revoke(&TokenPair::new(ACCESS_TOKEN))),
        successes: REVOKED,
        failures: &[CLIENT],
    },
    Row {
        endpoint: Endpoint::OAuth2Revoke,
        scheme: AuthScheme::ClientId,
        path: "/2/oauth2/revoke",
        query: "",
        body: Body::Form("client_id=clientID11&token=accessTOKEN16&token_type_hint=access_token"),
        call: call!(client => client.oauth2().revoke(&TokenPair::new(ACCESS_TOKEN))),
        successes: REVOKED,
        failures: &[CLIENT],
    },
];
