//! The command that calls every endpoint, run as users run it.

use std::collections::BTreeSet;
use std::process::Stdio;

use account_activity::client::{AuthScheme, Endpoint, EndpointGroup};
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::example::{assert_survives, example};

const SECRETS: [(&str, &str); 7] = [
    ("TWITTER_CONSUMER_KEY", "consumer-key-hush"),
    ("TWITTER_CONSUMER_SECRET", "consumer-secret-hush"),
    ("TWITTER_ACCESS_TOKEN", "12345-token-hush"),
    ("TWITTER_ACCESS_TOKEN_SECRET", "token-secret-hush"),
    ("TWITTER_BEARER_TOKEN", "bearer-hush"),
    ("TWITTER_OAUTH_VERIFIER", "verifier-hush"),
    ("TWITTER_CLIENT_SECRET", "client-secret-hush"),
];

const WEBHOOK: &str = "https://bot.example/webhooks/twitter";

const REDIRECT_URI: &str = "https://bot.example/signed-in";

const SETTINGS: [(&str, &str); 4] = [
    ("TWITTER_WEBHOOK_ENV", "Prod-1"),
    ("TWITTER_WEBHOOK_URL", WEBHOOK),
    ("TWITTER_CLIENT_ID", "client-1"),
    ("TWITTER_REDIRECT_URI", REDIRECT_URI),
];

/// The output of the command, and its exit code. Every variable is set, except for `missing`.
async fn run_without(missing: &[&str], arguments: &[&str]) -> (String, i32) {
    let mut command = example("account-activity", "endpoints");
    command.args(arguments).stdin(Stdio::null()).env("NO_PROXY", "127.0.0.1");
    for (name, value) in SECRETS.into_iter().chain(SETTINGS) {
        if missing.contains(&name) {
            command.env_remove(name)
        } else {
            command.env(name, value)
        };
    }
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    for (name, secret) in SECRETS {
        assert!(!text.contains(secret), "{name} is in the output:\n{text}");
    }
    (text, output.status.code().unwrap())
}

async fn run(arguments: &[&str]) -> (String, i32) {
    run_without(&[], arguments).await
}

/// The lines for the calls, without the explanations: endpoint, authentication, status.
fn lines(text: &str) -> Vec<(Endpoint, &str, &str)> {
    let walk = text.split("\n\n").next().unwrap().lines();
    let line = |line: &'_ str| {
        let of_line = |endpoint: &&Endpoint| {
            let mut words = line.split_whitespace().take(2);
            !line.starts_with(' ')
                && words.next() == Some(endpoint.method().as_str())
                && words.next() == Some(endpoint.path())
        };
        Endpoint::ALL.iter().find(of_line).copied()
    };
    walk.filter_map(|it| Some((line(it)?, it[85..115].trim(), &it[116..]))).collect()
}

fn is_for_browsers(endpoint: Endpoint) -> bool {
    endpoint.auth() == [AuthScheme::Browser]
}

fn all() -> BTreeSet<Endpoint> {
    Endpoint::ALL.iter().copied().collect()
}

/// The endpoint of a request, and the values of the parameters of its path.
fn recognize(request: &Request) -> (Endpoint, Vec<(&'static str, String)>) {
    let path: Vec<_> = request.url.path().split('/').collect();
    let matches = |endpoint: Endpoint| {
        let template: Vec<_> = endpoint.path().split('/').collect();
        let mut parameters = Vec::new();
        let fits = template.len() == path.len()
            && template.iter().zip(&path).all(|(template, segment)| {
                match template.strip_prefix(':') {
                    Some(name) => {
                        let (name, suffix) = name.split_at(name.find('.').unwrap_or(name.len()));
                        let value = segment.strip_suffix(suffix);
                        parameters.extend(value.map(|value| (name, value.to_owned())));
                        // `count.json` is not an id.
                        value.is_some_and(|it| name == "env_name" || it.parse::<u64>().is_ok())
                    }
                    None => template == segment,
                }
            });
        (fits && request.method.as_str() == endpoint.method().as_str()).then_some(parameters)
    };
    // `all/webhooks.json` is not an environment: the endpoint with the fewest parameters matches.
    let found = Endpoint::ALL.iter().filter_map(|it| Some((*it, matches(*it)?)));
    let found = found.min_by_key(|(_, parameters)| parameters.len());
    found.unwrap_or_else(|| panic!("{} {}", request.method, request.url))
}

/// The successful response of an endpoint, as X documents it.
fn succeed(request: &Request) -> ResponseTemplate {
    let (endpoint, _) = recognize(request);
    let webhook = json!({
        "id": "77", "url": WEBHOOK, "valid": true, "created_timestamp": "2020-03-23 06:50:00 +0000"
    });
    let list = json!({ "application_id": "13", "subscriptions": [{ "user_id": "42" }] });
    let count =
        json!({ "account_name": "a", "subscriptions_count": "1", "provisioned_count": "15" });
    let job = json!({ "job_id": "9", "created_at": "2016-06-02T23:54:02Z" });
    let subscription = json!({ "subscription_id": "88", "event_type": "profile.update.bio" });
    let of_v2 = |data: serde_json::Value| json!({ "data": data });
    let response = ResponseTemplate::new(endpoint.status());
    let json = match endpoint {
        Endpoint::PremiumRegisterWebhook | Endpoint::EnterpriseRegisterWebhook => webhook,
        Endpoint::V2RegisterWebhook => of_v2(webhook),
        Endpoint::PremiumAllWebhooks => {
            json!({ "environments": [{ "environment_name": "Prod-1", "webhooks": [webhook] }] })
        }
        Endpoint::PremiumWebhooks | Endpoint::EnterpriseWebhooks => json!([]),
        Endpoint::V2Webhooks | Endpoint::XaaSubscriptions => of_v2(json!([])),
        Endpoint::PremiumSubscriptions | Endpoint::EnterpriseSubscriptions => list,
        Endpoint::V2Subscriptions => of_v2(list),
        Endpoint::PremiumSubscriptionCount | Endpoint::EnterpriseSubscriptionCount => count,
        Endpoint::V2SubscriptionCount => {
            of_v2(json!({ "subscriptions_count_all": "1", "provisioned_count": "3" }))
        }
        Endpoint::EnterpriseReplay => job,
        Endpoint::V2Replay => of_v2(job),
        Endpoint::V2ValidateWebhook => of_v2(json!({ "valid": true })),
        Endpoint::V2DeleteWebhook | Endpoint::XaaUnsubscribe => of_v2(json!({ "deleted": true })),
        Endpoint::V2Subscribe | Endpoint::V2IsSubscribed => of_v2(json!({ "subscribed": true })),
        Endpoint::V2Unsubscribe => of_v2(json!({ "subscribed": false })),
        Endpoint::XaaSubscribe | Endpoint::XaaUpdate => {
            of_v2(json!({ "subscription": subscription }))
        }
        Endpoint::XaaUnsubscribeAll => of_v2(json!([{ "subscription_id": "88", "deleted": true }])),
        Endpoint::OAuthBearerToken => {
            json!({ "token_type": "bearer", "access_token": "fetched-hush" })
        }
        Endpoint::OAuth2Token => json!({
            "token_type": "bearer", "access_token": "access-hush", "refresh_token": "refresh-hush",
        }),
        Endpoint::OAuth2Revoke => json!({ "revoked": true }),
        Endpoint::OAuthInvalidateBearerToken | Endpoint::OAuthInvalidateUserToken => {
            json!({ "access_token": "gone" })
        }
        Endpoint::OAuthVerifyCredentials => json!({ "id": 42, "id_str": "42" }),
        Endpoint::OAuthRequestToken => {
            let form = "oauth_token=request&oauth_token_secret=r&oauth_callback_confirmed=true";
            return response.set_body_string(form);
        }
        Endpoint::OAuthAccessToken => {
            let form = "oauth_token=signed-in-hush&oauth_token_secret=s&user_id=42&screen_name=a";
            return response.set_body_string(form);
        }
        _ => return response,
    };
    response.set_body_json(json)
}

async fn server(
    respond: impl Fn(&Request) -> ResponseTemplate + Send + Sync + 'static,
) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(respond).mount(&server).await;
    server
}

#[tokio::test]
async fn a_dry_run_shows_every_request_and_no_secret() {
    // No server listens there.
    let (text, code) = run(&["--dry-run", "--base-url", "http://127.0.0.1:9"]).await;
    assert_eq!(code, 0, "{text}");
    let lines = lines(&text);
    assert_eq!(lines.iter().map(|(endpoint, ..)| *endpoint).collect::<BTreeSet<_>>(), all());
    for (endpoint, auth, status) in lines {
        let expected = if is_for_browsers(endpoint) { "not fetched" } else { "not sent" };
        assert_eq!(status, expected, "{endpoint}");
        assert_eq!(auth, endpoint.auth()[0].to_string(), "{endpoint}");
    }
    for shown in [
        "http://127.0.0.1:9/1.1/account_activity/all/Prod-1/webhooks.json?url=https%3A%2F%2Fbot.example",
        "/1.1/account_activity/all/Prod-1/subscriptions/12345.json",
        "oauth_signature=\"***\"",
        "authorization: Bearer ***",
        "authorization: Basic ***",
        "grant_type=client_credentials",
        "49 endpoints, 52 calls, 0 failed",
    ] {
        assert!(text.contains(shown), "{shown} is missing:\n{text}");
    }
}

#[tokio::test]
async fn every_endpoint_is_called_in_an_order_that_works() {
    let server = server(succeed).await;
    let (text, code) = run(&["--base-url", &server.uri()]).await;
    assert_eq!(code, 0, "{text}");
    assert!(!text.contains("hush"), "{text}");
    let printed = lines(&text);
    assert_eq!(printed.iter().map(|(endpoint, ..)| *endpoint).collect::<BTreeSet<_>>(), all());
    for (endpoint, auth, status) in printed {
        if !is_for_browsers(endpoint) {
            assert_eq!(status, endpoint.status().to_string(), "{endpoint}");
        }
        assert_eq!(auth, endpoint.auth()[0].to_string(), "{endpoint}");
    }
    assert!(text.contains("/oauth/authorize?oauth_token=request"), "{text}");
    assert!(text.contains("/oauth/authenticate?oauth_token=request"), "{text}");
    assert!(text.contains("/i/oauth2/authorize?response_type=code&client_id=client-1"), "{text}");

    let requests = server.received_requests().await.unwrap();
    let mut order = Vec::new();
    for request in &requests {
        let (endpoint, parameters) = recognize(request);
        // The result of one call is used in the next.
        for (name, value) in parameters {
            let expected = match name {
                "webhook_id" => "77",
                "user_id" => "42",
                "subscription_id" => "88",
                _ => "Prod-1",
            };
            assert_eq!(value, expected, "{endpoint}");
        }
        order.push(endpoint);
    }
    let called: BTreeSet<_> = order.iter().copied().collect();
    let sent: BTreeSet<_> = all().into_iter().filter(|it| !is_for_browsers(*it)).collect();
    assert_eq!(called, sent);

    let names: Vec<_> = order.iter().map(|endpoint| format!("{endpoint:?}")).collect();
    let sign_in = "VerifyCredentials BearerToken RequestToken AccessToken";
    let invalidations = "InvalidateBearerToken InvalidateUserToken";
    let begin = "Webhooks RegisterWebhook ValidateWebhook";
    let subscribe = "Subscribe IsSubscribed Subscriptions SubscriptionCount";
    let unsubscribe = "UnsubscribeWithToken Subscribe Unsubscribe DeleteWebhook";
    for (group, steps) in [
        ("OAuth", format!("{sign_in} {invalidations}")),
        // Both tokens are revoked.
        ("OAuth2", "Token Revoke Revoke".to_owned()),
        ("Premium", format!("AllWebhooks {begin} {subscribe} {unsubscribe}")),
        ("Enterprise", format!("{begin} {subscribe} Replay {unsubscribe}")),
        ("V2", format!("{begin} {subscribe} Replay Unsubscribe DeleteWebhook")),
        (
            "Xaa",
            "Subscriptions Subscribe Update Unsubscribe Subscribe UnsubscribeAll Stream".to_owned(),
        ),
    ] {
        let steps_of = names.iter().filter_map(|name| name.strip_prefix(group));
        // `OAuth` is also the begin of `OAuth2`.
        let walk: Vec<_> = steps_of.filter(|step| !step.starts_with('2')).collect();
        assert_eq!(walk.join(" "), steps, "{group}");
    }
    let last = [Endpoint::OAuthInvalidateBearerToken, Endpoint::OAuthInvalidateUserToken];
    assert_eq!(order[order.len() - 2..], last);

    let header = |endpoint| {
        let request = requests.iter().find(|it| recognize(it).0 == endpoint).unwrap();
        request.headers["authorization"].to_str().unwrap()
    };
    assert!(header(Endpoint::OAuthAccessToken).contains("oauth_verifier=\"verifier-hush\""));
    assert!(header(Endpoint::OAuthInvalidateUserToken).contains("signed-in-hush"));
    let invalidated = requests.iter().find(|it| recognize(it).0 == last[0]).unwrap();
    assert_eq!(invalidated.url.query(), Some("access_token=fetched-hush"));
}

#[tokio::test]
async fn only_one_part_is_walked_if_asked_to() {
    for (name, group) in [
        ("premium", EndpointGroup::Premium),
        ("enterprise", EndpointGroup::Enterprise),
        ("v2", EndpointGroup::V2),
        ("xaa", EndpointGroup::XActivity),
        ("oauth", EndpointGroup::OAuth),
        ("oauth2", EndpointGroup::OAuth2),
    ] {
        let (text, code) = run(&["--dry-run", "--only", name]).await;
        assert_eq!(code, 0, "{text}");
        let walked: BTreeSet<_> = lines(&text).into_iter().map(|(endpoint, ..)| endpoint).collect();
        let expected: BTreeSet<_> = all().into_iter().filter(|it| it.group() == group).collect();
        assert_eq!(walked, expected, "{name}");
    }
}

#[tokio::test]
async fn it_goes_on_after_failures_and_tells_what_to_do() {
    for (status, body, told) in [
        (500, "<html>", "500"),
        (401, r#"{"errors":[{"code":32,"message":"Could not authenticate you."}]}"#, "code 32"),
        (
            403,
            r#"{"errors":[{"code":214,"message":"Too many resources already created."}]}"#,
            "code 214",
        ),
    ] {
        let server = server(move |_| ResponseTemplate::new(status).set_body_string(body)).await;
        let (text, code) = run(&["--base-url", &server.uri()]).await;
        assert_eq!(code, 1, "{text}");
        let lines = lines(&text);
        assert_eq!(lines.iter().map(|(endpoint, ..)| *endpoint).collect::<BTreeSet<_>>(), all());
        let sent = lines.iter().filter(|(endpoint, ..)| !is_for_browsers(*endpoint));
        // After a 401, the stream asks for another token, which is rejected too.
        let renews = |endpoint: Endpoint| status == 401 && endpoint == Endpoint::XaaStream;
        for (endpoint, _, shown) in sent.clone() {
            let expected = if renews(*endpoint) { "not sent" } else { &*status.to_string() };
            assert_eq!(*shown, expected, "{text}");
        }
        let renewals = sent.clone().filter(|(endpoint, ..)| renews(*endpoint)).count();
        assert_eq!(server.received_requests().await.unwrap().len(), sent.count() + renewals);
        assert!(text.contains(told), "{text}");
        assert!(text.contains("49 endpoints, 52 calls, 49 failed"), "{text}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_failure_of_every_call() {
    let (text, code) = run(&["--only", "v2", "--base-url", "http://127.0.0.1:9"]).await;
    assert_eq!(code, 1, "{text}");
    assert!(lines(&text).iter().all(|(.., status)| *status == "no response"), "{text}");
    assert!(text.contains("10 endpoints, 10 calls, 10 failed"), "{text}");
}

#[tokio::test]
async fn a_call_without_a_bearer_token_is_not_sent_and_says_why() {
    let server = server(|_| ResponseTemplate::new(403)).await;
    let arguments = ["--only", "v2", "--base-url", &server.uri()];
    let (text, code) = run_without(&["TWITTER_BEARER_TOKEN"], &arguments).await;
    assert_eq!(code, 1, "{text}");
    for (endpoint, auth, status) in lines(&text) {
        let sent = auth != AuthScheme::Bearer.to_string();
        assert_eq!(status, if sent { "403" } else { "not sent" }, "{endpoint}");
    }
    assert!(text.contains("POST /oauth2/token: 403"), "{text}");
}

#[tokio::test]
async fn a_webhook_that_was_there_is_used_and_another_is_left_alone() {
    for (listed, used) in [(WEBHOOK, "55"), ("https://other.example/", "1")] {
        let server = server(move |request| match recognize(request).0 {
            Endpoint::V2RegisterWebhook => ResponseTemplate::new(400),
            Endpoint::V2Webhooks => ResponseTemplate::new(200)
                .set_body_json(json!({ "data": [{ "id": "55", "url": listed, "valid": true }] })),
            _ => succeed(request),
        })
        .await;
        let (text, code) = run(&["--only", "v2", "--base-url", &server.uri()]).await;
        assert_eq!(code, 1, "{text}");
        let requests = server.received_requests().await.unwrap();
        let ids = requests.iter().flat_map(|request| recognize(request).1);
        let ids: BTreeSet<_> = ids.filter(|(name, _)| *name == "webhook_id").collect();
        assert_eq!(ids, BTreeSet::from([("webhook_id", used.to_owned())]));
    }
}

#[tokio::test]
async fn a_subscription_that_an_earlier_run_left_is_used_and_another_is_left_alone() {
    for (tag, used) in [("account-activity example", "55"), ("bios", "1")] {
        let server = server(move |request| match recognize(request).0 {
            Endpoint::XaaSubscribe => ResponseTemplate::new(409),
            Endpoint::XaaSubscriptions => ResponseTemplate::new(200).set_body_json(json!({
                "data": [{ "subscription_id": "55", "event_type": "profile.update.bio", "tag": tag }]
            })),
            _ => succeed(request),
        })
        .await;
        run(&["--only", "xaa", "--base-url", &server.uri()]).await;
        let requests = server.received_requests().await.unwrap();
        let ids = requests.iter().flat_map(|request| recognize(request).1);
        let ids: BTreeSet<_> = ids.filter(|(name, _)| *name == "subscription_id").collect();
        assert_eq!(ids, BTreeSet::from([("subscription_id", used.to_owned())]));
    }
}

#[tokio::test]
async fn a_verifier_is_made_up_where_nobody_can_be_asked() {
    let server = server(succeed).await;
    let arguments = ["--only", "oauth", "--base-url", &server.uri()];
    let (text, code) = run_without(&["TWITTER_OAUTH_VERIFIER"], &arguments).await;
    assert_eq!(code, 0, "{text}");
    let requests = server.received_requests().await.unwrap();
    let request = requests.iter().find(|it| recognize(it).0 == Endpoint::OAuthAccessToken).unwrap();
    let header = request.headers["authorization"].to_str().unwrap();
    assert!(header.contains("oauth_verifier=\"0000000\""), "{header}");
}

#[tokio::test]
async fn wrong_use_is_told_before_anything_is_sent() {
    for arguments in [&["--only", "gold"][..], &["--only"], &["--base-url"], &["--dryrun"]] {
        let (text, code) = run(arguments).await;
        assert_eq!(code, 2, "{text}");
        assert!(text.contains("usage: endpoints"), "{text}");
    }
    let (text, code) = run(&["--dry-run", "--base-url", "ftp://127.0.0.1"]).await;
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("base URL"), "{text}");

    let needed = ["TWITTER_ACCESS_TOKEN", "TWITTER_WEBHOOK_ENV", "TWITTER_WEBHOOK_URL"];
    for (arguments, told) in [
        (&[][..], needed.join(", ")),
        (&["--only", "v2"], [needed[0], needed[2]].join(", ")),
        (&["--only", "xaa"], needed[0].to_owned()),
        (&["--only", "oauth"], needed[0].to_owned()),
        (&["--only", "oauth2"], needed[0].to_owned()),
    ] {
        let (text, code) = run_without(&needed, arguments).await;
        assert_eq!(code, 2, "{text}");
        assert_eq!(text.trim_end(), format!("not set: {told}"));
    }
}

#[tokio::test]
async fn a_dry_run_needs_no_variable() {
    let every = SECRETS.into_iter().chain(SETTINGS).map(|(name, _)| name);
    let (text, code) = run_without(&every.collect::<Vec<_>>(), &["--dry-run"]).await;
    assert_eq!(code, 0, "{text}");
    assert_eq!(lines(&text).into_iter().map(|(it, ..)| it).collect::<BTreeSet<_>>(), all());
}

#[tokio::test]
async fn help_needs_no_variable_and_documents_the_exit_codes() {
    let every = SECRETS.into_iter().chain(SETTINGS).map(|(name, _)| name);
    let (text, code) = run_without(&every.collect::<Vec<_>>(), &["--dry-run", "--help"]).await;
    assert_eq!(code, 0, "{text}");
    assert!(text.starts_with("usage: endpoints") && text.contains("Exit codes: "), "{text}");
    assert!(lines(&text).is_empty(), "{text}");
}

#[test]
fn a_closed_pipe_is_no_failure() {
    assert_survives(example("account-activity", "endpoints").arg("--dry-run"));
}
