//! The log of the emulator.

use std::process::Stdio;
use std::time::Duration;

use account_activity::{AppCredentials, Client, UserToken};
use serde_json::{Value, json};

use super::webhook::webhook;
use super::{Program, command, http};
use crate::program::Folder;

#[tokio::test]
async fn the_log_has_a_line_for_what_happens_and_no_secret() {
    let folder = Folder::new("log");
    let log = std::fs::File::create(folder.0.join("log")).unwrap();
    let mut command = command(&folder, &["--port", "0", "--clock", "2026-01-01T00:00:00Z"]);
    command.stderr(log);
    let program = Program::run(command);
    let app = program.get("/credentials").await["apps"][0].clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (secret, owner) = (text(&app["consumer_secret"]), &app["users"][0]);
    let token_secret = text(&owner["access_token_secret"]);
    let user = UserToken::oauth1(text(&owner["access_token"]), token_secret.clone());
    let credentials = AppCredentials::new(text(&app["consumer_key"]), secret.clone());
    let client = Client::builder(credentials.owner(user.clone()))
        .base_url(&program.base_url)
        .clock(|| "2026-01-01T00:00:00Z".parse().unwrap())
        .build()
        .unwrap();
    let premium = client.premium("prod");
    premium.register_webhook(&webhook(secret.clone()).await.parse().unwrap()).await.unwrap();
    premium.subscribe(&user).await.unwrap();
    let post = json!({"action": "post", "user": "bot", "text": "hello"});
    assert_eq!(program.post("/actions", &post).await.0, 200);
    let delivered = async {
        while program.get("/deliveries").await["deliveries"].as_array().unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    // It takes milliseconds. The timeout is a bound that makes a fault fail the test instead of
    // hanging.
    tokio::time::timeout(Duration::from_secs(120), delivered).await.expect("it is delivered");
    assert_eq!(program.end("-TERM"), Some(0));
    let log = std::fs::read_to_string(folder.0.join("log")).unwrap();
    for line in [
        "2026-01-01T00:00:00Z CRC        webhook=",
        "request    method=POST path=/1.1/account_activity/all/prod/webhooks.json status=200",
        "request    method=POST path=/1.1/account_activity/all/prod/subscriptions.json status=204",
        "control    method=POST path=/emulator/actions status=200",
        "kinds=tweet_create attempt=1 outcome=delivered",
    ] {
        assert_eq!(log.matches(line).count(), 1, "{line} in:\n{log}");
    }
    for secret in [secret, token_secret, text(&owner["access_token"])] {
        assert!(!log.contains(&secret), "{log}");
    }
}

/// A pipe has room for 64 KiB, and the log has more.
#[cfg(unix)]
#[tokio::test]
async fn a_stalled_reader_of_the_log_stops_nothing() {
    let folder = Folder::new("stalled-log");
    let mut command = command(&folder, &["--port", "0"]);
    let mut program = Program::run({
        command.stderr(Stdio::piped());
        command
    });
    let unread = program.child.stderr.take().unwrap();
    let url = format!("{}/{}", program.base_url, "x".repeat(1_000));
    for n in 0..200 {
        let request = http().get(&url).timeout(Duration::from_secs(30)).send();
        assert_eq!(request.await.unwrap().status(), 404, "request {n}");
    }
    assert_eq!(program.end("-TERM"), Some(0));
    drop(unread);
}

/// The log says why a request was refused, and which stored webhook was dropped.
#[tokio::test]
async fn the_log_says_why() {
    let folder = Folder::new("why");
    let run = |arguments: &[&str], log: &str| {
        let mut command =
            command(&folder, &[&["--port", "0", "--file", "state.json"], arguments].concat());
        command.stderr(std::fs::File::create(folder.0.join(log)).unwrap());
        Program::run(command)
    };
    let read = |log: &str| std::fs::read_to_string(folder.0.join(log)).unwrap();
    let program = run(&[], "first");
    let app = program.get("/credentials").await["apps"][0].clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (secret, owner) = (text(&app["consumer_secret"]), &app["users"][0]);
    let token_secret = text(&owner["access_token_secret"]);
    let token = UserToken::oauth1(text(&owner["access_token"]), token_secret.clone());
    let client = |secret: &str, token: &UserToken| {
        let credentials = AppCredentials::new(text(&app["consumer_key"]), secret);
        let builder = Client::builder(credentials.owner(token.clone()));
        builder.base_url(&program.base_url).build().unwrap().premium("prod")
    };
    let url = webhook(secret.clone()).await.parse().unwrap();
    client(&secret, &token).register_webhook(&url).await.unwrap();
    client("wrong", &token).register_webhook(&url).await.unwrap_err();
    assert_eq!(program.end("-TERM"), Some(0));
    let log = read("first");
    let line = log.lines().find(|line| line.contains("status=401")).unwrap();
    for part in
        ["the signature does not match the base string", "base_string=", "POST&http%3A%2F%2F"]
    {
        assert!(line.contains(part), "{part} is not in {line}");
    }
    assert!(!log.contains(&secret) && !log.contains(&token_secret), "{log}");

    let program = run(&["--environment", "other"], "second");
    assert_eq!(program.get("/webhooks").await, json!({"webhooks": []}));
    assert_eq!(program.end("-TERM"), Some(0));
    let log = read("second");
    assert!(log.contains("dropped a stored webhook") && log.contains("environment=prod"), "{log}");
}
