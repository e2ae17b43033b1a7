//! `crc` and `deliver`, against webhooks on this machine.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use account_activity::receiver::{
    Delivery, HandlerError, Receiver, ReceiverService, Secret, Secrets,
};
use account_activity::{Activity, ActivityKind};
use axum::Router;
use axum::body::Body;
use axum::http::Response;
use serde_json::Value;

use crate::program::{Folder, Told, code_without_reader, command, told_by};

const SECRET: &str = "hunter2";

/// Serves a router on this machine, and returns its URL.
async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/webhook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// Returns a webhook that responds in the same way to everything.
async fn fixed(
    status: u16,
    headers: &[(&'static str, &'static str)],
    body: &'static str,
) -> String {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    let (parts, ()) = response.body(()).unwrap().into_parts();
    serve(Router::new().fallback(move || {
        let response = Response::from_parts(parts.clone(), Body::from(body));
        async { Ok::<_, Infallible>(response) }
    }))
    .await
}

/// A webhook that notes the kinds of the activities of what it gets.
async fn receiver(secrets: Secrets) -> (String, Arc<Mutex<Vec<ActivityKind>>>) {
    let noted = Arc::new(Mutex::new(Vec::new()));
    let note = async |noted: Arc<Mutex<Vec<ActivityKind>>>, delivery: Delivery| {
        noted.lock().unwrap().extend(delivery.activities().map(Activity::kind));
        Ok::<(), HandlerError>(())
    };
    let service = ReceiverService::with_state(Receiver::new(secrets), Arc::clone(&noted), note);
    (serve(Router::new().route_service("/webhook", service)).await, noted)
}

/// Calls the program with the secret in its environment.
async fn call(folder: &Folder, arguments: &[&str], input: &'static str) -> Told {
    let mut command = command(folder, arguments);
    command.env("TWITTER_CONSUMER_SECRET", SECRET).env("TWITTER_CLIENT_SECRET", SECRET);
    let told = tokio::task::spawn_blocking(move || told_by(&mut command, input)).await.unwrap();
    assert!(!told.output.contains(SECRET) && !told.errors.contains(SECRET), "{told:?}");
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_with_the_same_secret_passes_the_crc() {
    let folder = Folder::new("crc");
    let (url, _) = receiver(Secrets::new(Secret::new(SECRET).unwrap())).await;
    let told = call(&folder, &["crc", &url], "").await;
    assert_eq!(told.code, Some(0), "{told:?}");
    assert!(told.output.starts_with("200 in ") && told.output.contains("passes"), "{told:?}");

    let told = call(&folder, &["crc", &url, "--json"], "").await;
    let json: Value = serde_json::from_str(&told.output).unwrap();
    assert_eq!((&json["passed"], &json["status"]), (&true.into(), &200.into()));
    assert!(json["failure"].is_null() && json["latency_ms"].is_u64(), "{json}");

    let (client, _) =
        receiver(Secrets::with_client_secret_only(Secret::new(SECRET).unwrap())).await;
    let told = call(&folder, &["crc", &client, "--key", "client"], "").await;
    assert_eq!(told.code, Some(0), "{told:?}");
}

/// Each response that X does not accept is a failure with what to do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_responses_fail_the_crc() {
    let folder = Folder::new("crc-failures");
    let (other, _) = receiver(Secrets::new(Secret::new("another").unwrap())).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}/", free.local_addr().unwrap());
    drop(free);
    for (url, expected) in [
        (
            fixed(200, &[], r#"{"response_token": "sha256=AAAA"}"#).await,
            "the right `response_token`",
        ),
        (fixed(200, &[], "\u{1b}[2Jhello").await, "the response begins with: \\u{1b}[2Jhello"),
        (fixed(200, &[("content-encoding", "gzip")], "{}").await, "if, and only if"),
        (fixed(302, &[("location", "/")], "").await, "302; redirects are not followed"),
        (fixed(404, &[], "").await, "404 in "),
        (other, "401 in "),
        (closed, "no response in "),
    ] {
        let told = call(&folder, &["crc", &url], "").await;
        assert_eq!(told.code, Some(1), "{url}: {told:?}");
        assert!(told.output.contains(expected), "{expected}: {told:?}");
    }
    for (url, expected) in [
        ("bot.example", "invalid value"),
        ("ftp://bot.example/", "found ftp"),
        ("localhost:3000/webhook", "is http://localhost:3000/webhook meant?"),
    ] {
        let told = call(&folder, &["crc", url], "").await;
        assert_eq!(told.code, Some(2), "{told:?}");
        assert!(told.errors.contains(expected), "{told:?}");
    }
}

/// The deadline is that of the tier, and a verdict does not depend on who reads it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_that_does_not_respond_is_too_slow() {
    let folder = Folder::new("crc-slow");
    folder.write("secret", SECRET);
    let silent = serve(Router::new().fallback(async || std::future::pending::<()>().await)).await;
    let call_of = |tier: &'static str| {
        let (folder, silent) = (&folder, &silent);
        async move { call(folder, &["crc", silent, "--tier", tier, "--json"], "").await }
    };
    let (premium, v2) = tokio::join!(call_of("premium"), call_of("v2-pay-per-use"));
    for (told, deadline) in [(premium, 3_000), (v2, 10_000)] {
        let json: Value = serde_json::from_str(&told.output).unwrap();
        assert_eq!((told.code, &json["passed"]), (Some(1), &false.into()), "{json}");
        assert!(json["latency_ms"].as_u64().unwrap() >= deadline, "{json}");
        assert!(json["status"].is_null() && json["failure"].is_string(), "{json}");
    }
    let busy = fixed(503, &[], "busy").await;
    for arguments in [&["crc", &busy][..], &["deliver", &busy, "--sample", "post", "--json"]] {
        let arguments = [arguments, &["--secret-file", "secret"]].concat();
        let code = tokio::task::block_in_place(|| code_without_reader(&folder, &arguments));
        assert_eq!(code, Some(1), "{arguments:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn payloads_are_delivered_from_each_place() {
    let folder = Folder::new("deliver");
    let deletion = r#"{"for_user_id": "1", "tweet_delete_events": [
        {"status": {"id": "5", "user_id": "1"}, "timestamp_ms": "1576540568600"}]}"#;
    folder.write("payload.json", deletion);
    let (url, noted) = receiver(Secrets::new(Secret::new(SECRET).unwrap())).await;
    for (arguments, input, kind) in [
        (&["--sample", "mention"][..], "", ActivityKind::Post),
        (&["--sample", "like", "--family", "x_activity"], "", ActivityKind::Like),
        (&["--sample", "direct-message", "--subscriber", "99"], "", ActivityKind::DirectMessage),
        (&["payload.json"], "", ActivityKind::PostDelete),
        (&["-"], deletion, ActivityKind::PostDelete),
    ] {
        let told = call(&folder, &[&["deliver", &url], arguments].concat(), input).await;
        assert_eq!(told.code, Some(0), "{arguments:?}: {told:?}");
        assert!(told.output.contains("accepts the delivery"), "{arguments:?}: {told:?}");
        assert_eq!(std::mem::take(&mut *noted.lock().unwrap()), [kind], "{arguments:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delivery_that_fails_is_told() {
    let folder = Folder::new("deliver-failures");
    let (other, noted) = receiver(Secrets::new(Secret::new("another").unwrap())).await;
    let told = call(&folder, &["deliver", &other, "--sample", "post"], "").await;
    assert_eq!(told.code, Some(1), "{told:?}");
    assert!(told.output.starts_with("401 in ") && told.output.contains("same secret"), "{told:?}");
    assert!(noted.lock().unwrap().is_empty());

    let busy = fixed(503, &[], "busy").await;
    let told = call(&folder, &["deliver", &busy, "-", "--json"], "no JSON").await;
    let json: Value = serde_json::from_str(&told.output).unwrap();
    assert_eq!(
        (told.code, &json["status"], &json["response"]),
        (Some(1), &503.into(), &"busy".into())
    );
    assert!(told.errors.contains("the body is sent as it is"), "{told:?}");

    for (arguments, code, expected) in [
        (&[][..], 2, "required"),
        (&["none.json"], 2, "cannot read none.json"),
        (&["--sample", "post", "--trust-ca", "none.pem"], 2, "cannot read none.pem"),
        (&["--sample", "space"], 2, "add --family x_activity"),
        (&["--sample", "dance"], 2, "direct-message"),
        (&["a.json", "--sample", "post"], 2, "cannot be used with"),
        (&["a.json", "--family", "x_activity"], 2, "cannot be used with"),
        (&["-", "--secret-stdin"], 2, "--secret-stdin reads standard input"),
    ] {
        let told = call(&folder, &[&["deliver", &busy], arguments].concat(), "").await;
        assert_eq!(told.code, Some(code), "{arguments:?}: {told:?}");
        assert!(told.errors.contains(expected), "{arguments:?}: {told:?}");
    }
}
