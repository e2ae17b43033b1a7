//! The emulator as a program, started as a user starts it.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

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

/// A folder for one test, removed at its end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("program-{name}"));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn command(folder: &Folder, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_account-activity-emulator"));
    command.args(arguments).current_dir(&folder.0).stdin(Stdio::null());
    command
}

/// Returns the exit code and the output of a call that does not start the emulator.
fn told(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = command(folder, arguments).output().unwrap();
    (status.code(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

/// The running program.
pub(crate) struct Program {
    child: Child,
    lines: Vec<String>,
    pub(crate) base_url: String,
}

impl Program {
    pub(crate) fn start(folder: &Folder, arguments: &[&str]) -> Self {
        Self::run(command(folder, &[&["--port", "0", "--quiet"], arguments].concat()))
    }

    fn run(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        // The lines before the credentials, which are printed at once.
        let lines = output.lines().map(Result::unwrap);
        let lines: Vec<_> = lines.take_while(|line| !line.starts_with("app ")).collect();
        let first = lines.first().expect("the program ended before it listened");
        let base_url = first.strip_prefix("listening on ").unwrap().to_owned();
        Self { child, lines, base_url }
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

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let url = format!("{}/emulator{path}", self.base_url);
        self.request(http().post(url).body(body.to_string())).await
    }

    /// Sends a signal to the program, and waits for its end.
    fn end(mut self, signal: &str) -> Option<i32> {
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

fn http() -> reqwest::Client {
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

#[tokio::test]
async fn every_route_is_documented_and_every_documented_route_exists() {
    let folder = Folder::new("routes");
    let program = Program::start(&folder, &[]);
    let index = program.get("").await;
    let routes: Vec<_> = index["routes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["route"].as_str().unwrap())
        .collect();
    let guide = include_str!("../../docs/testing.md");
    let rows = guide.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let documented: Vec<_> =
        rows.map(|(route, _)| route).filter(|it| it.contains(" /emulator")).collect();
    assert_eq!(documented, routes);
}

#[test]
fn wrong_use_is_told() {
    let folder = Folder::new("misuse");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    std::fs::write(folder.0.join("bad.toml"), "tier = \"premium\"\nprot = 1\n").unwrap();
    std::fs::write(folder.0.join("tier.toml"), "tier = \"gold\"\n").unwrap();
    for (arguments, code, expected) in [
        (&["--dance"][..], 2, &["unknown argument --dance", "usage: "][..]),
        (&["--port"], 2, &["--port needs a value"]),
        (&["--port", "x"], 2, &["--port x: "]),
        (&["--tier", "gold"], 2, &["gold", "v2-pay-per-use"]),
        (&["--config", "bad.toml"], 2, &["bad.toml", "line 2", "`prot`", "`port`"]),
        (&["--config", "tier.toml"], 2, &["line 1", "gold", "enterprise"]),
        (&["--config", "none.toml"], 2, &["cannot read none.toml"]),
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
    let (code, text) = told(&folder, &["--help"]);
    assert_eq!(code, Some(0));
    assert!(text.starts_with("usage: ") && text.contains("Exit codes: "), "{text}");
    assert_survives(&mut command(&folder, &["--help"]));
}

/// Responds to CRC requests with the secret's signature, and to deliveries with 200.
async fn webhook(secret: String) -> String {
    let crc = move |RawQuery(query): RawQuery| async move {
        let query = query.unwrap();
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        let (_, token) = pairs.find(|(name, _)| name == "crc_token").unwrap();
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        let code = mac.chain_update(token.as_bytes()).finalize().into_bytes();
        json!({"response_token": format!("sha256={}", STANDARD.encode(code))}).to_string()
    };
    let router = Router::new().route("/", get(crc).post(|| async {}));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
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
