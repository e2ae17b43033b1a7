//! `emulator`: the emulator as a program.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use account_activity::client::Callback;
use account_activity::{AppCredentials, Client, UserToken};
use axum::Router;
use axum::extract::RawQuery;
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::example::{assert_survives, example};
use crate::program::{self, Folder, Told};

fn command(folder: &Folder, arguments: &[&str]) -> Command {
    program::command(folder, &[&["emulator"], arguments].concat())
}

/// Returns the exit code and the output of a call that does not start the emulator.
fn told(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String) {
    let told = Told::from(command(folder, arguments).output().unwrap());
    (told.code, told.output + &told.errors)
}

/// The running program.
pub(crate) struct Program {
    child: Child,
    /// The lines before the credentials.
    lines: Vec<String>,
    /// The credentials of the first app.
    app: Vec<String>,
    pub(crate) base_url: String,
}

impl Program {
    pub(crate) fn start(folder: &Folder, arguments: &[&str]) -> Self {
        Self::run(command(folder, &[&["--port", "0", "--quiet"], arguments].concat()))
    }

    fn run(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut output = output.lines().map(Result::unwrap);
        let lines: Vec<_> = output.by_ref().take_while(|line| !line.starts_with("app ")).collect();
        let app = output.take_while(|line| !line.is_empty()).collect();
        let first = lines.first().expect("the program ended before it listened");
        let base_url = first.strip_prefix("listening on ").unwrap().to_owned();
        Self { child, lines, app, base_url }
    }

    pub(crate) fn tls_port(&self) -> String {
        let line = self.lines[1].strip_prefix("listening on https://127.0.0.1:").unwrap();
        line.split_once(',').unwrap().0.to_owned()
    }

    async fn request(&self, request: reqwest::RequestBuilder) -> (u16, Value) {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_str(&response.text().await.unwrap()).unwrap())
    }

    async fn get(&self, path: &str) -> Value {
        let url = format!("{}/emulator{path}", self.base_url);
        let (status, body) = self.request(http().get(url)).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let url = format!("{}/emulator{path}", self.base_url);
        self.request(http().post(url).body(body.to_string())).await
    }

    /// Sends a signal to the program, and waits for its end.
    pub(crate) fn end(mut self, signal: &str) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

#[tokio::test]
async fn a_signal_ends_it_and_its_file_is_found_again() {
    let folder = Folder::new("file");
    let program = Program::start(&folder, &["--file", "state.json"]);
    let (status, user) = program.post("/users", &json!({"screen_name": "dora"})).await;
    assert_eq!(status, 201, "{user}");
    let (status, _) = program
        .post("/actions", &json!({"action": "follow", "user": "dora", "target": "ada"}))
        .await;
    assert_eq!(status, 200);
    // The signal of Ctrl-C.
    assert_eq!(program.end("-INT"), Some(0));

    let program = Program::start(&folder, &["--file", "state.json"]);
    let users = program.get("/users").await;
    assert!(users["users"].as_array().unwrap().contains(&user), "{users}");
    let again = json!({"action": "follow", "user": "dora", "target": "ada"});
    let (status, refusal) = program.post("/actions", &again).await;
    assert_eq!((status, refusal["error"].as_str().unwrap().contains("already")), (409, true));
    // The signal of supervisors.
    assert_eq!(program.end("-TERM"), Some(0));
}

/// A client that trusts the certificate of one run trusts the next run.
#[tokio::test]
async fn a_kept_key_makes_the_next_run_trusted_too() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new("authority");
    let arguments = ["--tls", "--tls-port", "0", "--ca-key-file", "ca.key"];
    let program = Program::start(&folder, &arguments);
    let root = std::fs::read(folder.0.join("emulator-ca.pem")).unwrap();
    let root = reqwest::Certificate::from_pem(&root).unwrap();
    let trusting = || reqwest::Client::builder().no_proxy().tls_certs_only([root.clone()]);
    let index = |program: &Program| {
        let url = format!("https://localhost:{}/emulator", program.tls_port());
        trusting().build().unwrap().get(url).send()
    };
    assert_eq!(index(&program).await.unwrap().status(), 200);
    assert_eq!(program.end("-TERM"), Some(0));

    let program = Program::start(&folder, &arguments);
    assert_eq!(index(&program).await.unwrap().status(), 200);
    let mode = std::fs::metadata(folder.0.join("ca.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    // Without the key, the next run has another authority, which does not replace this one.
    let ca_file = folder.0.join("emulator-ca.pem");
    let certificate = std::fs::read_to_string(&ca_file).unwrap();
    for other_key in [&[][..], &["--ca-key-file", "other.key"]] {
        let arguments = [&["--port", "0"], &arguments[..3], other_key].concat();
        let (code, output) = told(&folder, &arguments);
        assert_eq!(code, Some(1), "{output}");
        assert!(output.contains("emulator-ca.pem exists and is not a certificate of"), "{output}");
        assert!(output.contains("delete it, or write another file with --ca-file"), "{output}");
        assert_eq!(std::fs::read_to_string(&ca_file).unwrap(), certificate);
    }
    assert!(!folder.0.join("other.key").exists());
    let other_file = [&arguments[..3], &["--ca-file", "other.pem"]].concat();
    index(&Program::start(&folder, &other_file)).await.unwrap_err();
}

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

/// The payloads in the response to an action are the bytes that are sent, with the same nulls.
#[tokio::test]
async fn an_action_tells_what_is_sent() {
    let folder = Folder::new("action");
    let program = Program::start(&folder, &[]);
    let post = json!({"action": "post", "user": "ada", "text": "hi @bob"});
    let (status, performed) = program.post("/actions", &post).await;
    assert_eq!(status, 200, "{performed}");
    let notices = performed["notices"].as_array().unwrap();
    assert_eq!(notices.len(), 2, "{notices:?}");
    let tweet = &notices[0]["payload"]["tweet_create_events"][0];
    assert_eq!(tweet["id_str"], performed["created"]["tweet"]);
    assert_eq!(tweet.get("contributors"), Some(&Value::Null), "{tweet}");
    let activities = performed["activities"].as_array().unwrap();
    assert_eq!(activities.len(), 2, "{activities:?}");
    assert_eq!(activities[0]["kind"], "post.create");
    assert_eq!(activities[1]["kind"], "post.mention.create");
    for activity in activities {
        assert_eq!(activity["event_uuid"], performed["created"]["tweet"]);
        assert_eq!(activity["payload"]["text"], "hi @bob");
        assert_eq!(activity["includes"]["tweets"][0], activity["payload"]);
    }
    assert_eq!(activities[1]["subject"], json!({"user": notices[1]["user"]}));
}

#[tokio::test]
async fn the_control_api_refuses_what_it_does_not_know_and_web_pages() {
    let folder = Folder::new("refusals");
    let program = Program::start(&folder, &["--clock", "2026-01-01T00:00:00Z"]);
    for (path, body, status, told) in [
        ("/actions", json!({"action": "post", "user": "ada", "txt": "x"}), 400, "`txt`"),
        ("/actions", json!({"action": "post", "user": "zed", "text": "x"}), 404, "@zed"),
        ("/users", json!({"screen_name": "ada"}), 409, "taken"),
        ("/users", json!({"screen_name": "no name"}), 400, "screen name"),
        ("/users", json!({"screen_name": "x", "colour": 1}), 400, "`colour`"),
        ("/faults", json!({"fault": "flood"}), 400, "`flood`"),
        ("/sign-ins/next", json!({"user": "ada", "pin": "abc"}), 400, "PIN"),
        ("/sign-ins/none/allow", json!({"user": "ada"}), 404, "pending"),
        ("/clock/advance", json!({"seconds": u64::MAX}), 400, "ten years"),
        ("/clock", json!({}), 405, "expected GET"),
        ("/nothing", json!({}), 404, "GET /emulator"),
        ("/users?x=1", json!({}), 400, "`x`"),
    ] {
        let (received, rejection) = program.post(path, &body).await;
        assert_eq!(received, status, "{path}: {rejection}");
        assert!(rejection["error"].as_str().unwrap().contains(told), "{path}: {rejection}");
    }
    let url = format!("{}/emulator/users", program.base_url);
    for (name, value) in
        [("origin", "http://127.0.0.1"), ("sec-fetch-site", "cross-site"), ("host", "evil.example")]
    {
        let (status, _) = program.request(http().get(&url).header(name, value)).await;
        assert_eq!(status, 403, "{name}");
    }
    let (status, clock) = program.post("/clock/advance", &json!({"seconds": 3600})).await;
    assert_eq!((status, &clock["now"]), (200, &json!("2026-01-01T01:00:00Z")));
    let (_, faults) = program.post("/outage", &json!({"seconds": 60})).await;
    assert_eq!(faults["outage_until"], "2026-01-01T01:01:00Z");
    // The outage affects the API of X, not the control API.
    let (_, faults) = program.post("/faults/clear", &json!({})).await;
    assert_eq!(faults, json!({"faults": [], "outage_until": null}));
}

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

#[tokio::test]
async fn webhooks_are_changed_and_everything_is_reset_by_the_control_api() {
    let folder = Folder::new("reset");
    let program = Program::start(&folder, &[]);
    let app = program.get("/credentials").await["apps"][0].clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let owner = &app["users"][0];
    let token =
        UserToken::oauth1(text(&owner["access_token"]), text(&owner["access_token_secret"]));
    let (key, secret) = (text(&app["consumer_key"]), text(&app["consumer_secret"]));
    let credentials = AppCredentials::new(key, secret.clone()).owner(token);
    let client = Client::builder(credentials).base_url(&program.base_url).build().unwrap();
    let premium = client.premium("prod");
    let url = webhook(secret).await.parse().unwrap();

    let id = premium.register_webhook(&url).await.unwrap().id;
    let (status, body) = program.post(&format!("/webhooks/{id}/invalidate"), &json!({})).await;
    assert_eq!((status, &body["webhooks"][0]["valid"]), (200, &json!(false)));
    premium.validate_webhook(id).await.unwrap();
    let delete = || http().delete(format!("{}/emulator/webhooks/{id}", program.base_url));
    assert_eq!(program.request(delete()).await, (200, json!({"webhooks": []})));
    let (status, body) = program.request(delete()).await;
    assert_eq!((status, body["error"].as_str().unwrap().contains("no webhook")), (404, true));
    let (status, _) = program.post("/webhooks/x/invalidate", &json!({})).await;
    assert_eq!(status, 400);

    premium.register_webhook(&url).await.unwrap();
    let (status, _) = program.post("/users", &json!("dora")).await;
    assert_eq!(status, 201);
    // The only app is the default.
    let revoke = json!({"action": "revoke", "user": "cleo"});
    let (status, body) = program.post("/actions", &revoke).await;
    assert_eq!(status, 200, "{body}");
    let users = program.get("/credentials").await["apps"][0]["users"].as_array().unwrap().len();
    assert_eq!(users, 4);
    let requests = program.get("/requests?after=1").await;
    assert!(requests["requests"].as_array().unwrap().iter().all(|it| it["reason"].is_null()));

    let (status, index) = program.post("/reset", &json!({})).await;
    assert_eq!((status, &index["tier"]), (200, &json!("premium")));
    assert_eq!(program.get("/credentials").await["apps"][0], app);
    assert_eq!(program.get("/webhooks").await, json!({"webhooks": []}));
    assert_eq!(program.get("/requests").await, json!({"requests": []}));
    premium.register_webhook(&url).await.unwrap();
}

/// With several apps, `revoke` names one.
#[tokio::test]
async fn a_revocation_names_one_of_several_apps() {
    let folder = Folder::new("apps");
    std::fs::write(folder.0.join("apps.toml"), "[[apps]]\n[[apps]]\n").unwrap();
    let program = Program::start(&folder, &["--config", "apps.toml"]);
    let mut revoke = json!({"action": "revoke", "user": "ada"});
    let (status, body) = program.post("/actions", &revoke).await;
    assert_eq!((status, body["error"].as_str().unwrap().contains("name the app")), (400, true));
    revoke["app"] = program.get("/credentials").await["apps"][1]["id"].clone();
    assert_eq!(program.post("/actions", &revoke).await.0, 200);
}

/// The log says why a request was refused, and which stored webhook was dropped.
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

/// Responds to CRC requests with the secret's signature, and to deliveries with 200.
async fn webhook(secret: String) -> String {
    webhook_with(secret, 200).await
}

/// Responds to deliveries with a status.
async fn webhook_with(secret: String, status: u16) -> String {
    let status = http::StatusCode::from_u16(status).unwrap();
    let crc = move |RawQuery(query): RawQuery| async move {
        let query = query.unwrap();
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        let (_, token) = pairs.find(|(name, _)| name == "crc_token").unwrap();
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        let code = mac.chain_update(token.as_bytes()).finalize().into_bytes();
        json!({"response_token": format!("sha256={}", STANDARD.encode(code))}).to_string()
    };
    let router = Router::new().route("/", get(crc).post(move || async move { status }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
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
        let app = program.get("/credentials").await["apps"][0].clone();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let owner = &app["users"][0];
        let token =
            UserToken::oauth1(text(&owner["access_token"]), text(&owner["access_token_secret"]));
        let (key, secret) = (text(&app["consumer_key"]), text(&app["consumer_secret"]));
        let credentials = AppCredentials::new(key, secret).owner(token);
        let client = Client::builder(credentials).base_url(&program.base_url).build().unwrap();
        client.premium("prod").register_webhook(&url.parse().unwrap()).await.unwrap_err();
        let checks = program.get("/challenges").await;
        assert_eq!(checks["challenges"][0]["status"].is_u64(), is_reached, "{checks}");
    }
}

#[tokio::test]
async fn the_walk_of_every_endpoint_passes_on_each_tier() {
    let folder = Folder::new("walk");
    for (tier, family) in [
        ("sandbox", "premium"),
        ("premium", "premium"),
        ("enterprise", "enterprise"),
        ("v2-pay-per-use", "v2"),
        ("v2-enterprise", "v2"),
        ("v2-partner", "v2"),
    ] {
        let program = Program::start(&folder, &["--tier", tier]);
        let app = program.get("/credentials").await["apps"][0].clone();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let webhook = webhook(text(&app["consumer_secret"])).await;
        let owner = &app["users"][0];
        let next = json!({"user": "ada", "pin": "1234567"});
        assert_eq!(program.post("/sign-ins/next", &next).await.0, 201);
        for only in [family, "oauth"] {
            let mut command = example("account-activity", "endpoints");
            command
                .args(["--base-url", &program.base_url, "--only", only])
                .env("TWITTER_CONSUMER_KEY", text(&app["consumer_key"]))
                .env("TWITTER_CONSUMER_SECRET", text(&app["consumer_secret"]))
                .env("TWITTER_ACCESS_TOKEN", text(&owner["access_token"]))
                .env("TWITTER_ACCESS_TOKEN_SECRET", text(&owner["access_token_secret"]))
                .env("TWITTER_WEBHOOK_ENV", "prod")
                .env("TWITTER_WEBHOOK_URL", &webhook)
                .env("TWITTER_OAUTH_VERIFIER", "1234567")
                .env_remove("TWITTER_BEARER_TOKEN")
                .env("NO_PROXY", "127.0.0.1")
                .stdin(Stdio::null());
            let output = tokio::task::spawn_blocking(move || command.output().unwrap());
            let output = output.await.unwrap();
            let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert!(output.status.success(), "{tier}, {only}:\n{told}");
        }
    }
}
