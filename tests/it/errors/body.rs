//! Bodies in every form, in no form, and empty.

use account_activity::Tier;
use account_activity::client::{ApiError, AuthScheme, Endpoint, ErrorCode, Reason};

use super::error;
use super::rows::rows;

#[test]
fn what_is_not_known_is_usable() {
    let endpoint = Endpoint::EnterpriseWebhooks;
    let new_code = error(endpoint, 400, r#"{"errors":[{"code":9999,"message":"Brand new."}]}"#);
    assert_eq!(new_code.code().unwrap().number(), 9_999);
    assert_eq!(new_code.reason().as_str(), "code 9999");
    assert_eq!(new_code.message(), Some("Brand new."));
    assert_eq!(
        new_code.to_string(),
        "GET /1.1/account_activity/webhooks.json: 400 Bad Request, code 9999, Brand new"
    );
    let new_name = error(endpoint, 400, r#"{"errors":[{"message":"NewlyInvented: indeed"}]}"#);
    assert_eq!(new_name.reason().as_str(), "NewlyInvented");
    let usual = r#"{"errors":[{"message":"NewlyInvented: indeed"}],"title":"Invalid Request","type":"https://api.x.com/2/problems/invalid-request"}"#;
    assert_eq!(error(endpoint, 400, usual).reason().as_str(), "NewlyInvented");
    let teapot = error(endpoint, 418, "");
    assert_eq!(teapot.reason().as_str(), "status 418");
    // A specific status takes precedence over an unknown code.
    let failing = error(endpoint, 503, r#"{"errors":[{"code":9999,"message":"Brand new."}]}"#);
    assert_eq!(failing.reason(), &Reason::ServerUnavailable);
    assert!(failing.is_retryable());
    // A known message determines the reason of an unknown code.
    let moved = r#"{"errors":[{"code":9999,"message":"Too many resources already created."}]}"#;
    assert_eq!(error(endpoint, 400, moved).reason(), &Reason::TooManyWebhooks);
    for error in [new_code, new_name, teapot] {
        assert!(matches!(error.reason(), Reason::Unknown(_)) && !error.is_retryable());
        assert!(error.remedy(Tier::Premium).summary().contains("does not list"));
    }
}

#[test]
fn no_body_is_too_odd() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let bodies: Vec<(Vec<u8>, Option<u32>)> = vec![
        (b"".into(), None),
        (b" \n".into(), None),
        (b"{".into(), None),
        (b"{}".into(), None),
        (b"null".into(), None),
        (b"[]".into(), None),
        (b"\"errors\"".into(), None),
        (b"{\"errors\":null}".into(), None),
        (b"{\"errors\":[]}".into(), None),
        (b"{\"errors\":[null, 7, [], {}]}".into(), None),
        (b"{\"errors\":{\"code\":32}}".into(), Some(32)),
        (b"{\"errors\":[{\"code\":\"32\"}]}".into(), Some(32)),
        (b"{\"errors\":[{\"code\":-1,\"message\":\"m\"}]}".into(), None),
        (b"{\"errors\":[{\"code\":99999999999,\"message\":\"m\"}]}".into(), None),
        (b"{\"code\":32,\"message\":\"m\"}".into(), Some(32)),
        (b"[{\"code\":32,\"message\":\"m\"}]".into(), Some(32)),
        (b"\xEF\xBB\xBF{\"errors\":[{\"code\":32}]}".into(), Some(32)),
        (b"{\"errors\":[{\"code\":32,\"message\":\"\xFF\xFE\"}]}".into(), Some(32)),
        (b"{\"errors\":[{\"code\":32,\"message\":\"Could not au".into(), None),
        (b"\xFF\xFE\x00".into(), None),
        (format!(r#"{{"errors":{deep}}}"#).into(), None),
        (deep.into(), None),
        (b"<".into(), None),
        (b"<errors><error".into(), None),
        (b"<errors><error code=\"32\"".into(), None),
        (b"<errors><error code=32>m</error></errors>".into(), None),
        (b"<errors><error code=\"32\"/></errors>".into(), Some(32)),
        (b"<!-- <errors> --><errors><error code='32'>m</error></errors>".into(), Some(32)),
        (b"<html><error code=\"32\">m</error></html>".into(), None),
    ];
    for (body, code) in bodies {
        for status in [302, 401, 403, 404, 429, 500, 502] {
            let error = error(Endpoint::V2Webhooks, status, body.clone());
            let start = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
            assert_eq!(error.code().map(ErrorCode::number), code, "{start}");
            assert_eq!(error.status().as_u16(), status);
            assert!(error.to_string().len() < 1_000, "{start}");
            assert!(format!("{error:?}").len() < 5_000, "{start}");
            assert_eq!(error.body(), &body);
            assert_eq!(error.is_retryable(), matches!(status, 429 | 500 | 502), "{start}");
        }
    }
}

#[test]
fn ten_megabytes_are_read_and_not_shown() {
    let filler = "x".repeat(10 << 20);
    let one = format!(r#"{{"errors":[{{"code":214,"message":"{filler}"}}]}}"#);
    let cut = one[..10 << 20].to_owned();
    let page = format!("<html>{filler}</html>");
    let many = format!(r#"{{"errors":[{}{{"code":214}}]}}"#, r#"{"code":214},"#.repeat(80_000));
    let nothings = format!("[{}null]", "null,".repeat(200_000));
    let references =
        format!("<errors><error code=\"214\">{}</error></errors>", "&".repeat(10 << 20));
    for (body, entries) in
        [(references, 1), (one, 1), (cut, 0), (page, 0), (many, 100), (nothings, 0)]
    {
        let error = error(Endpoint::PremiumRegisterWebhook, 400, body.clone());
        assert_eq!(error.entries().len(), entries, "{}", &body[..40]);
        assert_eq!(error.code().is_some(), entries > 0);
        assert_eq!(error.body().len(), body.len());
        assert!(error.to_string().len() < 1_000 && format!("{error:?}").len() < 20_000);
    }
}

#[test]
fn no_text_panics() {
    let parts = [
        "<",
        ">",
        "error",
        "<error",
        "<error code=\"",
        "\"",
        "</error>",
        "<errors>",
        "&",
        "#",
        ";",
        "&#x",
        "&#99999999;",
        "&amp;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?",
        "?>",
        "{",
        "}",
        "[",
        "]",
        "\"errors\":",
        "\"code\":",
        "214",
        ",",
        ":",
        " ",
        "é",
        "’",
        "\u{0}",
        "Name",
    ];
    let mut random = fastrand::Rng::with_seed(7);
    let mut read = 0;
    for _ in 0..20_000 {
        let root = ["<errors>", "<hash>", "{", ""][random.usize(0..4)];
        let tail = (0..random.usize(0..12)).map(|_| parts[random.usize(0..parts.len())]);
        let body: String = std::iter::once(root).chain(tail).collect();
        let error = error(Endpoint::OAuthRequestToken, 401, body);
        assert!(error.to_string().starts_with("POST /oauth/request_token: 401"));
        read += error.entries().len();
    }
    assert!(read > 100, "{read}");
}

#[test]
fn every_form_is_read() {
    let read = |body: &str| {
        let error = error(Endpoint::V2Webhooks, 401, body.to_owned());
        let entries = error.entries().iter();
        entries
            .map(|it| (it.code.map(ErrorCode::number), it.message.to_string()))
            .collect::<Vec<_>>()
    };
    let one = |code: Option<u32>, message: &str| vec![(code, message.to_owned())];
    assert_eq!(read(r#"{"errors":[{"message":"m","code":89}]}"#), one(Some(89), "m"));
    assert_eq!(read(r#"{"errors":[{"code":99,"label":"l","message":"m"}]}"#), one(Some(99), "m"));
    assert_eq!(read(r#"{"errors":"m"}"#), one(None, "m"));
    assert_eq!(read(r#"{"errors":["m"]}"#), one(None, "m"));
    assert_eq!(read(r#"{"error":"m"}"#), one(None, "m"));
    assert_eq!(read(r#"{"error":{"message":"m","sent":"2013"}}"#), one(None, "m"));
    assert_eq!(read(r#"{"error":"e","error_description":"d"}"#), one(None, "e: d"));
    let both = [(None, "e: d".to_owned()), (None, "m".to_owned())];
    let body = r#"{"error":"e","error_description":"d","errors":[{"message":"m"}]}"#;
    assert_eq!(read(body), both);
    assert_eq!(read(r#"{"errors":[{"title":"T","detail":"d"}]}"#), one(None, "T: d"));
    assert_eq!(
        read("<hash><error>a &lt;b&gt; &#39;c&#x27; &unknown; d</error></hash>"),
        one(None, "a <b> 'c' &unknown; d")
    );
    assert_eq!(
        read("<errors><error code='1'><![CDATA[<&amp;>]]></error></errors>"),
        one(Some(1), "<&amp;>")
    );
    assert_eq!(read("Two words"), one(None, "Two words"));
    // A text that is not a sentence could be a token.
    assert_eq!(read("AAAA%2FAAA%3D"), []);
    assert_eq!(read("oauth_token=a b&oauth_token_secret=c"), []);
    let several = r#"{"errors":[{"code":32,"message":"a"},{"code":9999,"message":"b"},"c"]}"#;
    let expected =
        [(Some(32), "a".to_owned()), (Some(9_999), "b".to_owned()), (None, "c".to_owned())];
    assert_eq!(read(several), expected);
    let error = error(Endpoint::V2Webhooks, 401, several);
    assert_eq!(error.codes().map(ErrorCode::number).collect::<Vec<_>>(), [32, 9_999]);
    assert_eq!(error.reason(), &Reason::NotAuthenticated);
}

#[test]
fn words_without_a_code_mean_what_they_mean_by_the_authentication() {
    let body = r#"{"error":"Invalid or expired token"}"#;
    let reason = |auth| {
        let response = http::Response::builder().status(401).body(body.into()).unwrap();
        ApiError::from_response(Endpoint::V2Webhooks, auth, response).reason().clone()
    };
    assert_eq!(reason(AuthScheme::Bearer), Reason::BearerTokenInvalid);
    assert_eq!(reason(AuthScheme::Owner), Reason::UserTokenInvalid);
}

#[test]
fn the_first_entry_that_is_known_gives_the_reason() {
    let body = r#"{"errors":[{"code":9999,"message":"new"},{"code":89,"message":"old"}]}"#;
    let error = error(Endpoint::V2Webhooks, 401, body);
    assert_eq!(error.code().unwrap().number(), 9_999);
    assert_eq!(error.reason(), &Reason::BearerTokenInvalid);
}

#[test]
fn a_problem_is_known_by_its_slug_whatever_the_host() {
    for host in ["https://api.twitter.com", "https://api.x.com", "https://elsewhere.example"] {
        let body = serde_json::json!({
            "type": format!("{host}/2/problems/client-forbidden"), "title": "Client Forbidden",
            "detail": "d", "reason": "client-not-enrolled", "client_id": 12,
            "registration_url": "https://developer.twitter.com", "required_enrollment": "Basic",
        });
        let error = error(Endpoint::V2Webhooks, 403, body.to_string());
        let problem = error.problem().unwrap();
        assert_eq!(problem.slug, "client-forbidden");
        assert_eq!(problem.client_id.as_deref(), Some("12"));
        assert_eq!(problem.registration_url.as_deref(), Some("https://developer.twitter.com"));
        assert_eq!(problem.required_enrollment.as_deref(), Some("Basic"));
        assert_eq!(error.reason(), &Reason::ClientNotEnrolled);
    }
}

#[test]
fn the_members_of_the_problems_of_streams_and_payment() {
    let read = |body: serde_json::Value| {
        error(Endpoint::XaaStream, 403, body.to_string()).problem().unwrap().clone()
    };
    let connection = read(serde_json::json!({
        "title": "ConnectionException", "connection_issue": "TooManyConnections",
        "type": "https://api.x.com/2/problems/streaming-connection",
    }));
    assert_eq!(connection.slug, "streaming-connection");
    assert_eq!(connection.connection_issue.as_deref(), Some("TooManyConnections"));
    assert_eq!(connection.disconnect_type, None);
    let disconnect = read(serde_json::json!({
        "errors": [{ "title": "operational-disconnect", "disconnect_type": "SlowReader" }],
    }));
    assert_eq!(disconnect.disconnect_type.as_deref(), Some("SlowReader"));
    let spent = read(serde_json::json!({
        "title": "SpendCapReached", "reset_date": "2026-12-14",
    }));
    assert_eq!(spent.reset_date.as_deref(), Some("2026-12-14"));
    for (detail, expected) in [
        (
            "Supported authentication types are [OAuth 2.0 Application-Only].",
            vec!["OAuth 2.0 Application-Only"],
        ),
        ("No. Supported Authentication types are [A, B ,] [C]", vec!["A", "B"]),
        ("Supported authentication types are []", vec![]),
        ("Supported authentication types are [A", vec![]),
        ("The parameter [url] is wrong", vec![]),
        ("", vec![]),
    ] {
        let problem = read(serde_json::json!({ "title": "No", "detail": detail }));
        assert_eq!(problem.supported_authentication, expected, "{detail}");
    }
}

#[test]
fn messages_are_compared_loosely() {
    let mut variants = 0;
    for row in rows().iter().filter(|row| row.code.is_some() && row.body.starts_with('{')) {
        let message = row.error().message().unwrap().to_owned();
        for variant in [
            message.to_uppercase(),
            message.trim_end_matches('.').to_owned(),
            format!("  {}", message.replace(' ', "  ")),
            message.replace(['\'', '’'], if message.contains('’') { "'" } else { "’" }),
            format!("{message} Please consult: https://developer.twitter.com/en/docs"),
            format!("{message}\nhttps://dev.twitter.com/webhooks/securing"),
        ] {
            let body = serde_json::json!({"errors": [{"message": variant, "code": row.code}]});
            let response =
                http::Response::builder().status(row.status).body(body.to_string().into()).unwrap();
            let error = ApiError::from_response(row.endpoint, row.auth, response);
            assert_eq!(error.reason(), &row.reason, "{variant}");
            variants += 1;
        }
    }
    assert!(variants > 600, "{variants}");
}

#[test]
fn the_longest_phrase_wins() {
    let body = r#"{"errors":[{"code":214,"message":"Webhook URL does not meet the requirements. Please, check your SSL Configuration. Please consult: https://dev.twitter.com/webhooks/securing"}]}"#;
    let error = error(Endpoint::PremiumRegisterWebhook, 400, body);
    assert_eq!(error.reason(), &Reason::WebhookCertificate);
}
