//! The three steps of a sign-in, with a callback and with a PIN, and the permissions of a token.

use account_activity::client::{
    AccessLevel, Callback, CallbackQuery, Client, Endpoint, Error, Signer,
};
use http::header::AUTHORIZATION;
use wiremock::matchers::{any, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

async fn responding(body: &str) -> (MockServer, Client) {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(200).set_body_raw(body, "text/html;charset=utf-8");
    Mock::given(any()).respond_with(response).expect(1).mount(&server).await;
    let client = client(server.uri());
    (server, client)
}

#[tokio::test]
async fn a_request_token() {
    let body = "oauth_token=a%2Bb&oauth_token_secret=c&oauth_callback_confirmed=true&new=1";
    let (_server, client) = responding(body).await;
    let token = client.oauth().request_token(Callback::Url(CALLBACK)).await.unwrap();
    assert_eq!((token.token(), token.secret()), ("a+b", "c"));
}

/// RFC 5849 §2.1: without the confirmation, the server has not understood the callback.
#[tokio::test]
async fn what_is_no_request_token() {
    for body in [
        "oauth_token=a&oauth_token_secret=b",
        "oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=false",
        "oauth_token=a&oauth_callback_confirmed=true",
        "oauth_token=&oauth_token_secret=b&oauth_callback_confirmed=true",
        "oauth_token_secret=b&oauth_callback_confirmed=true",
        "",
        "{}",
    ] {
        let (_server, client) = responding(body).await;
        let error = client.oauth().request_token(Callback::Pin).await.unwrap_err();
        let Error::Response(response) = &error else { panic!("{body}: {error:?}") };
        assert_eq!(response.endpoint(), Endpoint::OAuthRequestToken);
        assert!(response.expected().starts_with("a form with `oauth_"), "{error}");
        assert!(response.body().is_empty(), "it may contain a token");
    }
}

#[tokio::test]
async fn the_pin_has_no_callback() {
    let server = MockServer::start().await;
    let app = app();
    let signer = Signer::new(&app).nonce(NONCE).timestamp(1_772_370_000).callback("oob");
    let url = format!("{}/oauth/request_token", server.uri()).parse().unwrap();
    let header = signer.authorization(&http::Method::POST, &url, &[]);
    let body = "oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=true";
    Mock::given(method("POST"))
        .and(move |request: &wiremock::Request| request.headers[AUTHORIZATION] == header)
        .respond_with(ResponseTemplate::new(200).set_body_string(body))
        .expect(1)
        .mount(&server)
        .await;
    client(server.uri()).oauth().request_token(Callback::Pin).await.unwrap();
}

/// A typed PIN may have white space around it.
#[tokio::test]
async fn a_pin_is_trimmed() {
    let server = MockServer::start().await;
    let verified = |request: &wiremock::Request| {
        let header = request.headers[AUTHORIZATION].to_str().unwrap().to_owned();
        header.contains(r#"oauth_verifier="0123456""#)
    };
    let body = "oauth_token=a&oauth_token_secret=b&user_id=12&screen_name=x";
    Mock::given(path("/oauth/access_token"))
        .and(verified)
        .respond_with(ResponseTemplate::new(200).set_body_string(body))
        .expect(1)
        .mount(&server)
        .await;
    client(server.uri()).oauth().access_token(&request_token(), " 0123456\n").await.unwrap();
}

#[tokio::test]
async fn an_access_token() {
    let forms = [
        (
            "oauth_token=6253282-e%2FW&oauth_token_secret=2E&user_id=6253282&screen_name=twitterapi",
            "twitterapi",
        ),
        (
            "screen_name=&user_id=6253282&oauth_token_secret=2E&oauth_token=6253282-e%2FW&x_auth_expires=0",
            "",
        ),
        ("user_id=6253282&oauth_token_secret=2E&oauth_token=6253282-e%2FW", ""),
    ];
    for (body, screen_name) in forms {
        let (_server, client) = responding(body).await;
        let access = client.oauth().access_token(&request_token(), VERIFIER).await.unwrap();
        assert_eq!(access.token.expose_oauth1(), Some(("6253282-e/W", "2E")));
        assert_eq!((access.user_id.get(), &*access.screen_name), (6_253_282, screen_name));
    }
    for body in [
        "oauth_token=a&user_id=12",
        "oauth_token_secret=b&user_id=12",
        "oauth_token=a&oauth_token_secret=b",
        "oauth_token=a&oauth_token_secret=b&user_id=x",
        "<html>",
    ] {
        let (_server, client) = responding(body).await;
        let error = client.oauth().access_token(&request_token(), VERIFIER).await.unwrap_err();
        assert!(matches!(error, Error::Response(_)), "{body}: {error:?}");
        assert!(error.to_string().contains("the body is not a form "), "{error}");
    }
}

#[test]
fn addresses_for_the_browser() {
    let oauth = client("http://api.twitter.com").oauth();
    let token = RequestToken::new("a+b&c", "secret");
    let authorize = oauth.authorize_url(&token);
    let authenticate = oauth.authenticate_url(&token);
    for (url, endpoint) in
        [(&authorize, Endpoint::OAuthAuthorize), (&authenticate, Endpoint::OAuthAuthenticate)]
    {
        let expected = format!("http://api.twitter.com{}?oauth_token=a%2Bb%26c", endpoint.path());
        assert_eq!((url.as_str(), url.to_string()), (&*expected, expected.clone()));
    }
    let url = authenticate.force_login().screen_name("twitter api");
    assert!(url.as_str().ends_with("&force_login=true&screen_name=twitter+api"), "{url}");
}

#[test]
fn what_a_callback_is_called_with() {
    let parse = |query: &str| query.parse::<CallbackQuery>();
    let allowed = |query: &str| match parse(query) {
        Ok(CallbackQuery::Allowed { token, verifier }) => Some((token, verifier)),
        _ => None,
    };
    let pair = |token: &str, verifier: &str| Some((token.to_owned(), verifier.to_owned()));
    for query in [
        "oauth_token=a&oauth_verifier=b",
        "?oauth_token=a&oauth_verifier=b",
        "from=x&oauth_verifier=b&oauth_token=a",
        "oauth_token=a&oauth_verifier=b&oauth_token=c",
    ] {
        assert_eq!(allowed(query), pair("a", "b"), "{query}");
    }
    assert_eq!(allowed("oauth_token=a%2B%2F&oauth_verifier=%3D"), pair("a+/", "="));
    for query in ["denied=a", "from=x&denied=a", "oauth_token=z&denied=a"] {
        let callback = parse(query).unwrap();
        assert!(matches!(&callback, CallbackQuery::Denied { token } if token == "a"), "{query}");
    }
    for query in ["", "?", "oauth_token=a", "oauth_verifier=b", "oauth_tokens=a&oauth_verifier=b"] {
        assert!(parse(query).is_err(), "{query}");
    }
}

#[tokio::test]
async fn what_a_token_permits() {
    let levels = [
        (Some("read"), Some(AccessLevel::Read), false),
        (Some("read-write"), Some(AccessLevel::ReadWrite), false),
        (Some("read-write-directmessages"), Some(AccessLevel::ReadWriteDirectMessages), true),
        (Some("read-write-spaces"), Some("read-write-spaces".into()), false),
        (None, None, false),
    ];
    for (header, level, permits) in levels {
        let server = MockServer::start().await;
        let body = r#"{"id":12,"id_str":"12","name":"n","screen_name":"s"}"#;
        let mut response = ResponseTemplate::new(200).set_body_string(body);
        if let Some(header) = header {
            response = response.insert_header("x-access-level", header);
        }
        Mock::given(any()).respond_with(response).expect(1).mount(&server).await;
        let verified = client(server.uri()).oauth().verify_credentials(&user()).await.unwrap();
        assert_eq!(verified.user.id.get(), 12);
        assert_eq!(verified.access_level, level);
        assert_eq!(verified.permits_direct_messages(), permits, "{header:?}");
    }
}
