//! Responses of servers between a client and the API, and those of X that resemble them.

use account_activity::Tier;
use account_activity::client::{ApiError, Endpoint, Reason};

type Headers = &'static [(&'static str, &'static str)];

fn error(endpoint: Endpoint, status: u16, headers: Headers, body: &'static str) -> ApiError {
    let response = http::Response::builder().status(status);
    let response = headers.iter().fold(response, |it, (name, value)| it.header(*name, *value));
    let response = response.body(body.into()).unwrap();
    ApiError::from_response(endpoint, endpoint.auth()[0], response)
}

const HTML: (&str, &str) = ("content-type", "text/html; charset=UTF-8");
const TEXT: (&str, &str) = ("content-type", "text/plain");
const JSON: (&str, &str) = ("content-type", "application/json");
const CLOUDFLARE: (&str, &str) = ("server", "cloudflare");
const XML: (&str, &str) = ("content-type", "application/xml");
const EDGE: (&str, &str) = ("server", "tsa_o");
const CHALLENGE: &str =
    "<!DOCTYPE html><html lang=\"en-US\"><head><title>Just a moment...</title></head></html>";
const BAD_GATEWAY: &str =
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>";

#[test]
fn servers_in_between() {
    let cases: &[(u16, Headers, &str)] = &[
        // CDNs.
        (403, &[HTML, CLOUDFLARE, ("cf-mitigated", "challenge")], CHALLENGE),
        (403, &[HTML, CLOUDFLARE], CHALLENGE),
        (503, &[("cf-mitigated", "challenge")], ""),
        (403, &[TEXT, CLOUDFLARE], "error code: 1020"),
        (522, &[TEXT, CLOUDFLARE], "error code: 522"),
        (
            403,
            &[JSON, CLOUDFLARE],
            r#"{"title":"Error 1020","status":403,"cloudflare_error":true}"#,
        ),
        (429, &[HTML, CLOUDFLARE], "<html><title>You are being rate limited</title></html>"),
        (403, &[HTML, ("server", "AkamaiGHost")], "<HTML><HEAD>\n<TITLE>Access Denied</TITLE>"),
        (403, &[("server", "CloudFront"), ("content-type", "text/html")], ""),
        (403, &[], "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"),
        // Proxies.
        (502, &[HTML, ("server", "nginx/1.24.0")], BAD_GATEWAY),
        (504, &[HTML], "\u{feff}\n<!-- proxy --><html></html>"),
        (503, &[TEXT, ("server", "envoy")], "upstream connect error or disconnect/reset"),
        (403, &[TEXT], "Host not in allowlist"),
        (403, &[TEXT], "Forbidden"),
        (502, &[TEXT, ("server", "Varnish")], "Unavailable"),
        (407, &[], ""),
        (404, &[HTML, ("server", "Apache")], "<html><title>404 Not Found</title></html>"),
        (403, &[JSON, ("server", "awselb/2.0")], r#"{"message":"Forbidden"}"#),
        // Login pages.
        (511, &[HTML], ""),
        (302, &[("location", "http://login.hotel.example/?from=api.twitter.com")], ""),
        (302, &[HTML], "<html>Sign in</html>"),
        (307, &[HTML, ("location", "https://sso.example/")], "<html>Sign in</html>"),
    ];
    for (status, headers, body) in cases {
        let error = error(Endpoint::V2Webhooks, *status, headers, body);
        assert_eq!(error.reason(), &Reason::NotTheApi, "{status} {headers:?} {body}");
        let is_retryable = *status == 429 || *status >= 500;
        assert_eq!(error.is_retryable(), is_retryable, "{status} {headers:?} {body}");
        let text = error.to_string();
        assert!(text.contains("the response did not come from the API"), "{text}");
        for tier in Tier::ALL {
            let remedy = error.remedy(tier).to_string();
            assert!(remedy.contains("account and the credentials are not the cause"), "{remedy}");
        }
    }
}

#[test]
fn responses_of_x() {
    let own_page =
        "<!DOCTYPE html><html><head><title>Twitter / Over capacity</title></head></html>";
    let not_found = r#"{"errors":[{"code":34,"message":"Sorry, that page does not exist."}]}"#;
    let list = Endpoint::V2Webhooks;
    let token = Endpoint::OAuthAccessToken;
    let cases: &[(Endpoint, u16, Headers, &str, Reason)] = &[
        (list, 403, &[JSON, CLOUDFLARE], "", Reason::AccessForbidden),
        (list, 403, &[("server", "cloudflare envoy")], "", Reason::AccessForbidden),
        (list, 503, &[HTML, CLOUDFLARE], own_page, Reason::ServerUnavailable),
        (list, 503, &[HTML, EDGE], "<html></html>", Reason::ServerUnavailable),
        (list, 503, &[TEXT], "upstream connect error", Reason::ServerUnavailable),
        // A gateway of the user's own passes X's responses on under its own name.
        (list, 404, &[JSON, ("server", "nginx")], not_found, Reason::PageNotFound),
        (list, 401, &[("server", "nginx")], "", Reason::NotAuthenticated),
        (Endpoint::PremiumIsSubscribed, 404, &[("server", "nginx")], "", Reason::NotSubscribed),
        (list, 403, &[JSON, ("server", "nginx")], r#"{"title":"No"}"#, Reason::AccessForbidden),
        // The OAuth endpoints send sentences, as HTML.
        (token, 401, &[HTML, EDGE], "Failed to validate oauth signature", Reason::NotAuthenticated),
        (token, 401, &[XML], "<hash><error>Not signed</error></hash>", Reason::NotAuthenticated),
        (token, 401, &[HTML], "Invalid oauth_verifier parameter", Reason::VerifierInvalid),
        (token, 403, &[TEXT], "error code: 1020", Reason::NotTheApi),
        // Redirects within X, and to where the base URL should lead.
        (list, 301, &[HTML, ("location", "https://api.x.com/2")], "<html>", Reason::Redirected),
        (list, 301, &[("location", "https://x.com/login")], "", Reason::Redirected),
        (list, 302, &[("location", "/login")], "", Reason::Redirected),
        (list, 302, &[("location", "https://phax.com/")], "", Reason::NotTheApi),
    ];
    for (endpoint, status, headers, body, reason) in cases {
        let error = error(*endpoint, *status, headers, body);
        assert_eq!(error.reason(), reason, "{status} {headers:?} {body}");
    }
}
