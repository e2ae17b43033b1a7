//! XML, plain text, HTML and nothing at all.

use account_activity::client::Reason;

use super::*;

pub(super) fn rows() -> Vec<Row> {
    vec![
        plain(
            TOKEN,
            403,
            (
                XML,
                "<?xml version='1.0' encoding='UTF-8'?><errors><error code=\"415\">Callback URL not approved for this client application. Approved callback URLs can be adjusted in your application settings</error></errors>",
            ),
            Reason::CallbackNotApproved,
        )
        .code(415),
        plain(
            TOKEN,
            401,
            (
                XML,
                "<?xml version='1.0' encoding='UTF-8'?><errors><error code=\"417\">Desktop applications only support the oauth_callback value &apos;oob&apos;</error></errors>",
            ),
            Reason::CallbackMustBeOob,
        )
        .code(417),
        plain(
            TOKEN,
            401,
            (
                XML,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<hash>\n  <error>Desktop applications only support the oauth_callback value 'oob'</error>\n  <request>/oauth/request_token</request>\n</hash>\n",
            ),
            Reason::CallbackMustBeOob,
        ),
        plain(
            TOKEN,
            401,
            (
                XML,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<hash>\n  <error>Failed to validate oauth signature and token</error>\n  <request>/oauth/request_token</request>\n</hash>\n",
            ),
            Reason::NotAuthenticated,
        ),
        plain(
            (OAuthAccessToken, RequestToken),
            401,
            (HTML, "Error processing your OAuth request: Invalid oauth_verifier parameter"),
            Reason::VerifierInvalid,
        ),
        plain(
            VERIFY,
            401,
            (JSON, r#"{"error":"Invalid or expired token.","request":"/1.1/x.json"}"#),
            Reason::UserTokenInvalid,
        ),
        plain(
            VERIFY,
            403,
            (JSON, r#"{"errors":"sharing is not permissible for this status"}"#),
            Reason::AccessForbidden,
        ),
        plain(
            REPLAY,
            503,
            (
                JSON,
                r#"{"error":{"message":"Request rate exceeded","sent":"2013-08-16T00:50:00+00:00"}}"#,
            ),
            Reason::ServerUnavailable,
        )
        .retryable(),
        plain(
            LIST,
            502,
            (HTML, "<!DOCTYPE html><html><head><title>Twitter / Over capacity</title></head></html>"),
            Reason::ServerUnavailable,
        )
        .retryable(),
        plain(LIST, 503, ("", ""), Reason::ServerUnavailable).retryable(),
        plain(LIST, 504, ("", ""), Reason::ServerUnavailable).retryable(),
        plain(LIST, 503, (HTML, "<html></html>"), Reason::NotTheApi).retryable(),
        plain(LIST, 500, ("", ""), Reason::InternalError).retryable(),
        plain(LIST, 402, ("", ""), Reason::CreditsDepleted),
        plain(LIST, 408, ("", ""), Reason::ServerUnavailable).retryable(),
        plain(LIST, 422, ("", ""), Reason::RequestInvalid),
        plain(LIST, 429, ("", ""), Reason::RateLimited).retryable(),
        plain(LIST, 420, ("", ""), Reason::RateLimited).retryable(),
        plain(LIST, 400, ("", ""), Reason::RequestInvalid),
        plain(LIST, 403, (HTML, "<html></html>"), Reason::NotTheApi),
        plain(LIST, 403, ("", ""), Reason::AccessForbidden),
        plain(LIST, 302, ("", ""), Reason::Redirected),
        plain(LIST, 406, ("", ""), Reason::NotAcceptable),
        plain(LIST, 410, ("", ""), Reason::Retired),
    ]
}
