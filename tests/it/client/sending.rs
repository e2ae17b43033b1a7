//! The parts that all requests share: headers, base URL, proxy, redirects, rate limits, dry runs.

use std::sync::{Arc, Mutex};

use account_activity::client::{
    BuildError, Client, Endpoint, Error, NotSentReason, PreparedRequest, Reason,
};
use wiremock::matchers::{any, header, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::*;

fn list() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_string("[]")
}

#[tokio::test]
async fn the_user_agent() {
    let server = MockServer::start().await;
    let default = concat!("account-activity/", env!("CARGO_PKG_VERSION"));
    let given = Mock::given(header("user-agent", default));
    given.respond_with(list()).expect(1).mount(&server).await;
    client(server.uri()).enterprise().webhooks().await.unwrap();

    server.reset().await;
    let own = Mock::given(header("user-agent", "Bot of example 1.0"));
    own.respond_with(list()).expect(1).mount(&server).await;
    let client = builder(server.uri()).user_agent("Bot of example 1.0").build().unwrap();
    client.enterprise().webhooks().await.unwrap();
}

/// The signature covers the URL that is sent, prefix included.
#[tokio::test]
async fn a_base_url_with_a_path() {
    let server = MockServer::start().await;
    for prefix in ["/gateway/x", "/gateway/x/"] {
        let base_url = format!("{}{prefix}", server.uri());
        let clients = Clients::new(&base_url);
        for row in rows() {
            server.reset().await;
            let mut sent = row.sent(base_url.trim_end_matches('/'));
            sent.path = format!("/gateway/x{}", row.path);
            let (status, body, _) = row.successes[0];
            let response = ResponseTemplate::new(status).set_body_string(body);
            Mock::given(sent).respond_with(response).expect(1).mount(&server).await;
            (row.call)(clients.of(row)).await.unwrap();
            server.verify().await;
        }
        let url = client(&*base_url).oauth().authorize_url(&request_token());
        assert_eq!(
            url.as_str(),
            format!("{}/gateway/x/oauth/authorize?oauth_token={REQUEST_TOKEN}", server.uri())
        );
    }
}

#[tokio::test]
async fn a_proxy() {
    let proxy = MockServer::start().await;
    let to_the_api = |request: &Request| request.url.host_str() == Some("api.example.invalid");
    let given = Mock::given(to_the_api).and(path("/1.1/account_activity/webhooks.json"));
    given.respond_with(list()).expect(1).mount(&proxy).await;
    let client = builder("http://api.example.invalid").proxy(proxy.uri()).build().unwrap();
    client.enterprise().webhooks().await.unwrap();
}

/// An address that reqwest cannot use would make it send requests without the proxy.
#[test]
fn addresses_of_proxies() {
    for address in [
        "",
        "http://",
        "http://[",
        "http://user:hunter2@",
        "ftp://user:hunter2@proxy.example",
        "socks5://user:hunter2@proxy.example:1080",
        "user:hunter2://proxy.example",
        "http://user:hunter2@proxy.example:port",
        "http://user:hunter2@proxy.example:3128/path",
        "http://user:hunter2@proxy.example:3128/?query",
        "http://user:hunter2@proxy.example:3128/#fragment",
        "http://user:hunter2@proxy example",
    ] {
        let error = builder("http://127.0.0.1").proxy(address).build().unwrap_err();
        assert_eq!(error, BuildError::Proxy, "{address}");
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("proxy") && !shown.contains("hunter2"), "{shown}");
    }
    for address in [
        "http://proxy.example",
        "http://user:hunter%402@proxy.example:3128",
        "http://[::1]:3128",
        "proxy.example:3128",
        "user:hunter2@proxy.example",
    ] {
        builder("http://127.0.0.1").proxy(address).build().expect(address);
    }
    let by_tls = builder("http://127.0.0.1").proxy("https://proxy.example:3128/").build();
    let has_tls = cfg!(any(feature = "rustls", feature = "native-tls"));
    assert_eq!(by_tls.err(), (!has_tls).then_some(BuildError::NoTls));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let server = MockServer::start().await;
    Mock::given(path("/elsewhere")).respond_with(list()).expect(0).mount(&server).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/elsewhere", server.uri());
        let redirect = ResponseTemplate::new(status).insert_header("location", location);
        let given = Mock::given(path("/1.1/account_activity/webhooks.json"));
        let _guard = given.respond_with(redirect).expect(1).mount_as_scoped(&server).await;
        let error = client(server.uri()).enterprise().webhooks().await.unwrap_err();
        assert_eq!(error.reason(), Some(&Reason::Redirected));
        assert_eq!(error.status().unwrap().as_u16(), status);
    }
}

/// X sends the headers with lists only, with successes and failures, and not always all of them.
#[tokio::test]
async fn rate_limits_are_kept_by_endpoint() {
    let server = MockServer::start().await;
    let client = client(server.uri());
    let responses = [
        list()
            .insert_header("x-rate-limit-limit", "15")
            .insert_header("x-rate-limit-remaining", "14"),
        ResponseTemplate::new(403).insert_header("x-rate-limit-remaining", "13"),
        list(),
        list().insert_header("x-rate-limit-remaining", "many"),
    ];
    let mut seen = Vec::new();
    for response in responses {
        server.reset().await;
        Mock::given(any()).respond_with(response).mount(&server).await;
        let _ = client.enterprise().webhooks().await;
        // A clone shares the limits.
        let limit = client.clone().rate_limit(Endpoint::EnterpriseWebhooks).unwrap();
        seen.push((limit.limit, limit.remaining, limit.reset));
    }
    let last = (None, Some(13), None);
    assert_eq!(seen, [(Some(15), Some(14), None), last, last, last]);
    assert_eq!(client.rate_limit(Endpoint::PremiumWebhooks), None);
}

#[tokio::test]
async fn a_dry_run_sends_nothing() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(list()).expect(0).mount(&server).await;
    let shown = Arc::<Mutex<Vec<String>>>::default();
    let all = Arc::clone(&shown);
    let show = move |request: &PreparedRequest| {
        all.lock().unwrap().push(format!("{:?} {}\n{request}", request.endpoint(), request.auth()));
    };
    // Nor for a token.
    let clients = Clients([Some(Secret::new(CLIENT_SECRET).unwrap()), None].map(|secret| {
        let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET).owner(owner());
        let app = app.oauth2(CLIENT_ID, secret);
        builder_of(app, server.uri()).dry_run(show.clone()).build().unwrap()
    }));
    for row in rows() {
        let error = (row.call)(clients.of(row)).await.unwrap_err();
        let Error::NotSent(error) = error else { panic!("{error:?}") };
        assert_eq!((error.endpoint(), error.reason()), (row.endpoint, &NotSentReason::DryRun));
        let shown = std::mem::take(&mut *shown.lock().unwrap());
        let [request] = &shown[..] else { panic!("{shown:?}") };
        let query = row.query.split("access_token").next().unwrap();
        let first = format!("{} {}{}", row.endpoint.method(), server.uri(), row.path);
        assert!(request.contains(&format!("{:?} {}\n{first}", row.endpoint, row.scheme)));
        assert!(request.contains(query), "{request}");
        let has_header = row.scheme != AuthScheme::ClientId;
        assert_eq!(request.contains("authorization: "), has_header, "{request}");
    }
}

/// The text that a person sees of a signed request, and of one with a token in its query.
#[tokio::test]
async fn a_dry_run_masks() {
    let shown = Arc::<Mutex<Vec<String>>>::default();
    let all = Arc::clone(&shown);
    let show = move |request: &PreparedRequest| all.lock().unwrap().push(request.to_string());
    let client = builder("https://api.twitter.com").dry_run(show).build().unwrap();
    let token = account_activity::client::BearerToken::new(BEARER);
    client.oauth().invalidate_bearer_token(&token).await.unwrap_err();
    client.v2().subscribe(WEBHOOK, &user_oauth2()).await.unwrap_err();
    let shown = shown.lock().unwrap().join("\n");
    assert_eq!(
        shown,
        r#"POST https://api.twitter.com/oauth2/invalidate_token?access_token=***
    accept: application/json, */*;q=0.5
    authorization: OAuth oauth_consumer_key="***", oauth_nonce="kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1772370000", oauth_token="***", oauth_version="1.0", oauth_signature="***"
POST https://api.twitter.com/2/account_activity/webhooks/1241980494134145024/subscriptions/all
    accept: application/json, */*;q=0.5
    authorization: Bearer ***
    content-type: application/json
    {}"#
    );
}

/// Users spawn calls into which values move; see also [`row::Calling`].
#[tokio::test]
async fn clients_and_handles_are_cheap_to_share() {
    fn is_shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(list()).expect(2).mount(&server).await;
    let client = client(server.uri());
    is_shared(&client);
    is_shared(&client.premium("prod"));
    is_shared(&client.premium_account());
    is_shared(&client.enterprise());
    is_shared(&client.v2());
    is_shared(&client.oauth());
    assert_eq!(size_of::<Client>(), size_of::<usize>());
    let (one, other) = (client.premium("prod"), client.enterprise());
    drop(client);
    let one = tokio::spawn(async move { one.webhooks().await });
    let other = tokio::spawn(async move { other.webhooks().await });
    assert!(one.await.unwrap().is_ok() && other.await.unwrap().is_ok());
}
