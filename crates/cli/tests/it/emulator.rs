//! `emulator`: the emulator as a program.

mod control;
mod flags;
mod log;
mod webhook;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use account_activity::{AppCredentials, Client, UserToken};
use serde_json::{Value, json};

use self::webhook::webhook;
use crate::example::example;
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

    /// Returns a client of the first app with its owner's token, and the app's consumer secret.
    async fn owner(&self) -> (Client, String) {
        let app = self.get("/credentials").await["apps"][0].clone();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let owner = &app["users"][0];
        let token =
            UserToken::oauth1(text(&owner["access_token"]), text(&owner["access_token_secret"]));
        let (key, secret) = (text(&app["consumer_key"]), text(&app["consumer_secret"]));
        let credentials = AppCredentials::new(key, secret.clone()).owner(token);
        (Client::builder(credentials).base_url(&self.base_url).build().unwrap(), secret)
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
