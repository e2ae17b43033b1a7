//! Flags and the file of settings.

use std::time::Duration;

use account_activity::client::Callback;
use account_activity::{AppCredentials, Client, UserToken};
use serde_json::{Value, json};

use super::webhook::webhook_with;
use super::{Program, command, http, told};
use crate::example::assert_survives;
use crate::program::{self, Folder, Told};

/// `--user` adds to the default users, and the owner stays the same.
#[tokio::test]
async fn flags_add_users_callbacks_and_hosts_and_end_rate_limits() {
    let folder = Folder::new("flags");
    let arguments = [
        &["--user", "dora", "--user", "@ada", "--callback", "https://bot.example/signed-in"][..],
        &["--rate-limits", "off", "--allow-host", "emulator.internal"],
        &["--files-base-url", "http://emulator.internal:8787"],
    ]
    .concat();
    let program = Program::start(&folder, &arguments);
    let credentials = program.get("/credentials").await;
    let app = &credentials["apps"][0];
    let users = app["users"].as_array().unwrap().iter();
    let names: Vec<_> = users.map(|user| user["screen_name"].as_str().unwrap()).collect();
    assert_eq!(names, ["bot", "ada", "bob", "cleo", "dora"]);
    assert_eq!(app["owner"], app["users"][0]["id"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();

    // The bearer token is there before it is requested, in the banner too.
    let bearer = text(&app["bearer_token"]);
    let line = format!("  bearer token     {bearer}");
    assert!(program.app.contains(&line), "{:?}", program.app);
    for _ in 0..20 {
        // The limit is 15.
        let url = format!("{}/1.1/account_activity/all/prod/webhooks.json", program.base_url);
        let (status, webhooks) = program.request(http().get(url).bearer_auth(&bearer)).await;
        assert_eq!((status, webhooks), (200, json!([])));
    }
    let url = format!("{}/emulator", program.base_url);
    for (host, expected) in [("emulator.internal:8787", 200), ("other.internal", 403)] {
        let (status, _) = program.request(http().get(&url).header("host", host)).await;
        assert_eq!(status, expected, "{host}");
    }
    let post = json!({"action": "post", "user": "ada", "text": "Tea", "photos": 1});
    let (_, posted) = program.post("/actions", &post).await;
    let photo = "/notices/0/payload/tweet_create_events/0/entities/media/0/media_url";
    let photo = text(posted.pointer(photo).unwrap());
    assert!(photo.starts_with("http://emulator.internal:8787/media/"), "{photo}");
    let credentials =
        AppCredentials::new(text(&app["consumer_key"]), text(&app["consumer_secret"]));
    let client = Client::builder(credentials).base_url(&program.base_url).build().unwrap();
    for callback in ["https://bot.example/signed-in", "http://127.0.0.1/callback"] {
        let callback = Callback::Url(callback);
        client.oauth().request_token(callback).await.unwrap();
    }
}

/// Apps of the file need no keys, and the banner has what a client needs.
#[tokio::test]
async fn apps_without_keys_get_keys_of_their_own() {
    let folder = Folder::new("keys");
    let file = "[[apps]]\nname = \"one\"\n[[apps]]\nname = \"two\"\nowner = \"ada\"\n";
    std::fs::write(folder.0.join("apps.toml"), file).unwrap();
    std::fs::write(folder.0.join("half.toml"), "[[apps]]\nconsumer_key = \"k\"\n").unwrap();
    let keys = async || {
        let program = Program::start(&folder, &["--config", "apps.toml", "--user", "dora"]);
        let apps = program.get("/credentials").await["apps"].as_array().unwrap().clone();
        assert_eq!(apps.len(), 2);
        assert_ne!(apps[0]["consumer_key"], apps[1]["consumer_key"]);
        assert_ne!(apps[0]["owner"], apps[1]["owner"]);
        apps.iter().map(|app| app["consumer_key"].clone()).collect::<Vec<_>>()
    };
    let first = keys().await;
    assert_eq!(first, keys().await);
    let alone = Program::start(&folder, &[]);
    assert_eq!(alone.get("/credentials").await["apps"][0]["consumer_key"], first[0]);
    let (code, told) = told(&folder, &["--config", "half.toml"]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("`consumer_key` with `consumer_secret`"), "{told}");
}

#[test]
fn wrong_use_is_told() {
    let folder = Folder::new("misuse");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    std::fs::write(folder.0.join("bad.toml"), "tier = \"premium\"\nprot = 1\n").unwrap();
    std::fs::write(folder.0.join("tier.toml"), "tier = \"gold\"\n").unwrap();
    std::fs::write(folder.0.join("good.toml"), "port = 0\n").unwrap();
    let app = "[[apps]]\nenvironments = [\"..\"]\n";
    std::fs::write(folder.0.join("environment.toml"), app).unwrap();
    std::fs::write(folder.0.join("clock.toml"), "clock = { accelerated = 0 }\n").unwrap();
    for (arguments, code, expected) in [
        (&["--dance"][..], 2, &["unexpected argument '--dance'", "Usage: "][..]),
        (&["--port"], 2, &["a value is required for '--port <PORT>'"]),
        (&["--port", "x"], 2, &["'x'", "--port <PORT>", "invalid digit"]),
        (&["--tier", "gold"], 2, &["gold", "v2-pay-per-use"]),
        (&["--config", "bad.toml"], 2, &["bad.toml", "line 2", "\n2 | prot = 1\n", "`port`"]),
        (&["--config", "tier.toml"], 2, &["line 1", "gold", "enterprise"]),
        (&["--config", "none.toml"], 2, &["cannot read none.toml"]),
        (
            &["--config", "good.toml", "--config", "good.toml"],
            2,
            &["'--config <FILE>' cannot be used multiple times"],
        ),
        (&["--seed", "1", "--seed", "2"], 2, &["'--seed <NUMBER>' cannot be used multiple times"]),
        (
            &["--clock", "60", "--quiet", "--clock", "real"],
            2,
            &["'--clock <CLOCK>' cannot be used multiple times"],
        ),
        (&["--config", "clock.toml"], 2, &["clock.toml", "line 1", "nonzero"]),
        (&["--clock", "0"], 2, &["'0'", "at least 1"]),
        (&["--clock", "00"], 2, &["'00'", "at least 1"]),
        (&["--clock", ""], 2, &["''", "at least 1"]),
        (&["--clock", "nan"], 2, &["'nan'", "at least 1"]),
        (&["--clock", "inf"], 2, &["'inf'", "at least 1"]),
        (&["--clock", "1e400"], 2, &["'1e400'", "at least 1"]),
        (&["--clock", "0.5"], 2, &["'0.5'", "at least 1"]),
        (&["--clock", "-5"], 2, &["'-5'", "at least 1"]),
        (&["--port", "0", "--environment", ""], 1, &["found \"\"", "must not be empty"]),
        (&["--port", "0", "--environment", "a/b"], 1, &["found \"a/b\""]),
        (&["--config", "environment.toml", "--port", "0"], 1, &["found \"..\""]),
        (&["--rate-limits", "no"], 2, &["possible values: on, off"]),
        (&["--port", &port], 1, &["cannot listen on 127.0.0.1"]),
        (&["--port", "0", "--trust-ca", "none.pem"], 1, &["cannot read none.pem"]),
        (&["--port", "0", "--file", "bad.toml"], 1, &["bad.toml", "expected a state"]),
    ] {
        let (ended, text) = told(&folder, arguments);
        assert_eq!(ended, Some(code), "{arguments:?}: {text}");
        for part in expected {
            assert!(text.contains(part), "{arguments:?}: {part} is missing:\n{text}");
        }
    }
    let (code, text) = told(&folder, &["--version"]);
    assert_eq!(
        (code, text.trim_end().ends_with(env!("CARGO_PKG_VERSION"))),
        (Some(0), true),
        "{text}"
    );
    let (code, text) = told(&folder, &["--help"]);
    assert_eq!(code, Some(0));
    assert!(
        text.contains("Usage: account-activity emulator") && text.contains("Exit codes: "),
        "{text}"
    );
    assert_survives(&mut command(&folder, &["--help"]));
}

/// A webhook that fails gets as many deliveries as `--retries` says, and one.
#[tokio::test]
async fn the_retries_are_those_of_the_flag() {
    let folder = Folder::new("retries");
    for (schedule, attempts) in [("none", 1), ("0,0", 3)] {
        let program = Program::start(&folder, &["--retries", schedule]);
        let app = program.get("/credentials").await["apps"][0].clone();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let (secret, user) = (text(&app["consumer_secret"]), &app["users"][0]);
        let token =
            UserToken::oauth1(text(&user["access_token"]), text(&user["access_token_secret"]));
        let credentials =
            AppCredentials::new(text(&app["consumer_key"]), secret.clone()).owner(token.clone());
        let client = Client::builder(credentials).base_url(&program.base_url).build().unwrap();
        let premium = client.premium("prod");
        let url = webhook_with(secret, 500).await.parse().unwrap();
        premium.register_webhook(&url).await.unwrap();
        premium.subscribe(&token).await.unwrap();
        let post = json!({"action": "post", "user": "bot", "text": "hello"});
        assert_eq!(program.post("/actions", &post).await.0, 200);
        let deliveries = async || program.get("/deliveries").await["deliveries"].clone();
        let delivered = async {
            while deliveries().await.as_array().unwrap().len() < attempts {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(120), delivered).await.expect("it is delivered");
        // A further attempt would be before this one of another event.
        assert_eq!(program.post("/actions", &post).await.0, 200);
        let again = async {
            while deliveries().await.as_array().unwrap().len() < 2 * attempts {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(120), again).await.expect("it is delivered");
        let numbers: Vec<_> = deliveries()
            .await
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["attempt"].as_u64())
            .collect();
        assert_eq!(numbers.len(), 2 * attempts, "{numbers:?}");
        assert_eq!(numbers.iter().max(), Some(&Some(attempts as u64)), "{numbers:?}");
    }
}

#[tokio::test]
async fn the_other_flags_change_what_they_say() {
    let folder = Folder::new("other-flags");
    let twice = ["--quiet", "--both-sides", "--both-sides", "--seed", "7", "--retries", "1,2"];
    let program = Program::start(&folder, &twice[1..]);
    let again = Program::start(&folder, &["--seed", "7", "--address", "127.0.0.2"]);
    let other = Program::start(&folder, &["--retries", "none"]);
    assert!(again.base_url.starts_with("http://127.0.0.2:"), "{}", again.base_url);
    let credentials = program.get("/credentials").await["apps"][0]["consumer_secret"].clone();
    let text = |program: &Program| program.app.join("\n");
    assert!(text(&again).contains(credentials.as_str().unwrap()));
    assert!(!text(&other).contains(credentials.as_str().unwrap()));

    let follow = json!({"action": "follow", "user": "ada", "target": "bob"});
    let unfollow = json!({"action": "unfollow", "user": "ada", "target": "bob"});
    for (program, notified) in [(&program, 2), (&other, 1)] {
        assert_eq!(program.post("/actions", &follow).await.0, 200);
        let (_, performed) = program.post("/actions", &unfollow).await;
        assert_eq!(performed["notices"].as_array().unwrap().len(), notified, "{performed}");
    }

    let hidden = Program::start(&folder, &["--no-control", "--no-control"]);
    let index = http().get(format!("{}/emulator", hidden.base_url)).send().await.unwrap();
    assert_eq!(index.status(), 404);
}

/// The emulator and `crc` reach a webhook on https whose authority `--trust-ca` names.
#[tokio::test]
async fn a_private_authority_is_trusted_by_its_flag() {
    let folder = Folder::new("trust");
    let secure = Program::start(&folder, &["--tls", "--tls-port", "0"]);
    let url = format!("https://localhost:{}/webhook", secure.tls_port());
    let crc = |more: &[&str]| {
        let arguments = [&["crc", &url, "--json"], more].concat();
        let mut command = program::command(&folder, &arguments);
        let told = Told::from(command.env("TWITTER_CONSUMER_SECRET", "s").output().unwrap());
        serde_json::from_str::<Value>(&told.output).unwrap()
    };
    assert!(crc(&[])["status"].is_null());
    // It is reached, and is no webhook.
    assert!(crc(&["--trust-ca", "emulator-ca.pem"])["status"].is_u64());

    for (flags, is_reached) in [(&[][..], false), (&["--trust-ca", "emulator-ca.pem"], true)] {
        let program = Program::start(&folder, flags);
        let (client, _) = program.owner().await;
        client.premium("prod").register_webhook(&url.parse().unwrap()).await.unwrap_err();
        let checks = program.get("/challenges").await;
        assert_eq!(checks["challenges"][0]["status"].is_u64(), is_reached, "{checks}");
    }
}
