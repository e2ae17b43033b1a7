//! URLs of webhooks and names of environments.

use account_activity::client::{
    Endpoint, EnvironmentName, Error, NotSentReason, Webhook, WebhookUrl, WebhookUrlError,
};
use wiremock::matchers::{any, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

#[test]
fn urls_of_webhooks() {
    let good = [
        ("https://bot.example", "https://bot.example/"),
        ("HTTPS://Bot.Example:443/A?b=c", "https://bot.example/A?b=c"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://bot.example/ü", "https://bot.example/%C3%BC"),
        ("https://93.184.216.34/", "https://93.184.216.34/"),
        ("http://localhost:8080/", "http://localhost:8080/"),
        ("http://bot.localhost/", "http://bot.localhost/"),
        ("http://127.0.0.2:1/", "http://127.0.0.2:1/"),
        ("https://[::1]:8443/", "https://[::1]:8443/"),
    ];
    for (text, url) in good {
        let parsed: WebhookUrl = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((parsed.as_str(), &*parsed.to_string()), (url, url));
        assert_eq!(WebhookUrl::try_from(parsed.as_str()), Ok(parsed));
    }
    let bad = [
        ("", WebhookUrlError::NotAUrl),
        ("bot.example/webhook", WebhookUrlError::NotAUrl),
        ("/webhook", WebhookUrlError::NotAUrl),
        ("https://", WebhookUrlError::NotAUrl),
        ("mailto:bot@bot.example", WebhookUrlError::NotAUrl),
        ("http://bot.example/", WebhookUrlError::NotHttps),
        ("http://localhost.example/", WebhookUrlError::NotHttps),
        ("ftp://localhost/", WebhookUrlError::NotHttps),
        ("wss://bot.example/", WebhookUrlError::NotHttps),
        ("https://bot.example:80/", WebhookUrlError::Port(80)),
        ("https://bot.example:8443/", WebhookUrlError::Port(8443)),
        ("https://user@bot.example/", WebhookUrlError::Credentials),
        ("https://:password@bot.example/", WebhookUrlError::Credentials),
        ("https://bot.example/#", WebhookUrlError::Fragment),
        ("https://bot.example/#top", WebhookUrlError::Fragment),
    ];
    for (text, error) in bad {
        assert_eq!(text.parse::<WebhookUrl>(), Err(error), "{text}");
        assert_eq!(WebhookUrl::try_from(text), Err(error), "{text}");
    }
}

/// v2 accepts 200 characters; v1.1 has no such limit.
#[tokio::test]
async fn the_longest_url() {
    let server = MockServer::start().await;
    let body = r#"{"id":"1","url":"x","valid":true}"#;
    let response = ResponseTemplate::new(200).set_body_string(body);
    Mock::given(any()).respond_with(response).expect(2).mount(&server).await;
    let client = client(server.uri());
    let url = |length: usize| -> WebhookUrl {
        let start = "https://bot.example/";
        format!("{start}{}", "a".repeat(length - start.len())).parse().unwrap()
    };
    client.v2().register_webhook(&url(200)).await.unwrap();
    client.enterprise().register_webhook(&url(201)).await.unwrap();
    let error = client.v2().register_webhook(&url(201)).await.unwrap_err();
    let Error::NotSent(error) = error else { panic!("{error:?}") };
    assert_eq!(error.endpoint(), Endpoint::V2RegisterWebhook);
    assert_eq!(error.reason(), &NotSentReason::WebhookUrlTooLong { length: 201, limit: 200 });
}

/// The reserved characters of a URL are sent encoded once, and signed as they are.
#[tokio::test]
async fn a_url_with_a_query_is_encoded_once() {
    let server = MockServer::start().await;
    let url: WebhookUrl = "https://bot.example/a%20b?c=d&e=%26+f~".parse().unwrap();
    let sent = "url=https%3A%2F%2Fbot.example%2Fa%2520b%3Fc%3Dd%26e%3D%2526%2Bf~";
    let body = r#"{"id":"1","url":"x","valid":true}"#;
    Mock::given(move |request: &wiremock::Request| request.url.query() == Some(sent))
        .respond_with(ResponseTemplate::new(200).set_body_string(body))
        .expect(1)
        .mount(&server)
        .await;
    let webhook: Webhook = client(server.uri()).enterprise().register_webhook(&url).await.unwrap();
    assert_eq!(webhook.id, WebhookId::new(1));
}

#[tokio::test]
async fn names_stay_in_their_segment() {
    let server = MockServer::start().await;
    let client = client(server.uri());
    let names = [
        ("Prod", "Prod"),
        ("a/b", "a%2Fb"),
        ("../all", "..%2Fall"),
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        ("a?b#c", "a%3Fb%23c"),
        ("a b", "a%20b"),
        ("größe", "gr%C3%B6%C3%9Fe"),
        (":webhook_id", "%3Awebhook_id"),
        ("x.json", "x.json"),
    ];
    for (name, segment) in names {
        server.reset().await;
        let sent = format!("/1.1/account_activity/all/{segment}/webhooks.json");
        let response = ResponseTemplate::new(200).set_body_string("[]");
        let given = Mock::given(method("GET")).and(path(sent));
        given.respond_with(response).expect(1).named(name).mount(&server).await;
        let premium = client.premium(name);
        assert_eq!(premium.environment(), &EnvironmentName::from(name));
        premium.webhooks().await.unwrap();
        server.verify().await;
    }
}

/// Each method rejects names that would change the path, before sending.
#[tokio::test]
async fn names_that_are_no_segment() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200)).expect(0).mount(&server).await;
    let client = client(server.uri());
    for name in ["", " ", ".", "..", " .. ", "\n"] {
        let premium = client.premium(name.to_owned());
        let errors = [
            premium.webhooks().await.unwrap_err(),
            premium.register_webhook(&webhook_url()).await.unwrap_err(),
            premium.ensure_webhook(&webhook_url()).await.unwrap_err(),
            premium.subscribe(&user()).await.unwrap_err(),
            premium.is_subscribed(&user()).await.unwrap_err(),
            premium.unsubscribe(USER).await.unwrap_err(),
        ];
        for error in errors {
            let Error::NotSent(error) = error else { panic!("{name:?}: {error:?}") };
            assert_eq!(error.reason(), &NotSentReason::EnvironmentName, "{name:?}");
        }
    }
}
