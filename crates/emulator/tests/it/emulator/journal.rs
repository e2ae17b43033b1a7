//! The file of the state: changes are appended, a crash loses none of them, and one emulator uses it.

use std::fs;
use std::path::Path;

use account_activity_emulator::{
    Account, Action, Emulator, Message, Reply, StartError, StoreError, UserCredentials,
};
use http::Method;

use super::bot::Bot;
use super::delivery::{registered, subscribed};
use super::persistence::Scratch;
use super::raw::Raw;

/// Makes changes of every kind.
async fn changed(emulator: &Emulator) {
    let raw = Raw::new(emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    registered(&raw, "prod", &bot).await;
    let other = Bot::start(raw.credentials().secrets()).await;
    registered(&raw, "dev", &other).await;
    for user in ["ada", "bob", "cleo"] {
        subscribed(&raw, "prod", user).await;
    }
    subscribed(&raw, "dev", "ada").await;
    let id = |environment: &str| {
        let webhooks = emulator.webhooks().into_iter();
        webhooks.filter(|it| it.environment.as_deref() == Some(environment)).map(|it| it.id).next()
    };
    emulator.delete_webhook(id("dev").unwrap()).await.unwrap();
    let path = "/1.1/account_activity/all/prod/subscriptions.json";
    assert_eq!(raw.user(&raw.token("bob"), Method::DELETE, path).await.status, 204);
    emulator.invalidate_webhook(id("prod").unwrap()).await.unwrap();

    emulator.add_user("dora").await.unwrap();
    emulator.add_user(Account::from("eve").without_token()).await.unwrap();
    let tweet = emulator.perform(Action::post("ada", "Tea, @bob?")).await.unwrap().tweet().unwrap();
    emulator.perform(Reply::new("bob", tweet, "Yes!")).await.unwrap();
    emulator.perform(Action::like("dora", tweet)).await.unwrap();
    emulator.perform(Action::retweet("eve", tweet)).await.unwrap();
    emulator.perform(Action::follow("ada", "bob")).await.unwrap();
    emulator.perform(Message::new("ada", "bob", "hi")).await.unwrap();
    emulator.perform(Action::Revoke { user: "cleo".into(), app: None }).await.unwrap();
    // A reply by API keeps its text.
    let path =
        format!("/1.1/statuses/update.json?status=Tea%20%40ada&in_reply_to_status_id={tweet}");
    let dora = Raw::new(emulator).token("dora");
    assert_eq!(raw.user(&dora, Method::POST, &path).await.status, 200);
    let path = "/1.1/oauth/invalidate_token.json";
    assert_eq!(raw.user(&raw.token("bob"), Method::POST, path).await.status, 200);
    let bearer = raw.bearer_token().await;
    let form = format!("access_token={bearer}");
    assert_eq!(raw.basic("/oauth2/invalidate_token", &form).await.status, 200);
    raw.bearer_token().await;

    emulator.allow_next("ada", "1234567").await.unwrap();
    emulator.allow_next("bob", "7654321").await.unwrap();
    let client = super::persistence::client(emulator);
    let pin = || account_activity::client::Callback::Pin;
    let ended = client.oauth().request_token(pin()).await.unwrap();
    client.oauth().access_token(&ended, "1234567").await.unwrap();
    client.oauth().request_token(pin()).await.unwrap();
    let denied = client.oauth().request_token(pin()).await.unwrap();
    emulator.deny(denied.token()).await.unwrap();
    let allowed = client.oauth().request_token(pin()).await.unwrap();
    emulator.allow(allowed.token(), "eve").await.unwrap();
}

/// Returns all that a restart restores.
async fn everything(emulator: &Emulator) -> impl PartialEq + std::fmt::Debug {
    let credentials = emulator.credentials();
    let tokens = |user: UserCredentials| {
        let token = user.token.expose_oauth1().map(|(token, secret)| format!("{token} {secret}"));
        (user.screen_name, token)
    };
    let tokens: Vec<_> = credentials.users.into_iter().map(tokens).collect();
    (
        (emulator.world(), emulator.users(), emulator.webhooks(), emulator.subscriptions()),
        (emulator.sign_ins(), tokens, credentials.bearer_token),
    )
}

/// What the changes made is in their lines: a process that is killed loses none of them.
#[tokio::test]
async fn a_crash_loses_no_change() {
    let (file, copy) = (Scratch::new("crash"), Scratch::new("crash-copy"));
    let emulator = file.start().await;
    changed(&emulator).await;
    let content = fs::read_to_string(&file.0).unwrap();
    assert!(content.lines().count() > 25, "{content}");
    // As a killed process leaves it.
    fs::copy(&file.0, &copy.0).unwrap();
    let restarted = copy.start().await;
    assert_eq!(everything(&restarted).await, everything(&emulator).await);
    // Both go on with the same ids and tokens.
    let post = || Action::post("dora", "after");
    let (one, other) = (restarted.perform(post()).await, emulator.perform(post()).await);
    assert_eq!(one.unwrap().created, other.unwrap().created);
    emulator.reset().await.unwrap();
    assert_eq!(fs::read_to_string(&file.0).unwrap().lines().count(), 1);
    assert_eq!(emulator.world().users().len(), 4);
}

#[tokio::test]
async fn a_file_that_a_crash_cuts_off_anywhere_is_read() {
    let (file, copy) = (Scratch::new("cut"), Scratch::new("cut-copy"));
    let emulator = file.start().await;
    for number in 0..3 {
        emulator.perform(Action::post("ada", &format!("number {number}"))).await.unwrap();
    }
    let content = fs::read(&file.0).unwrap();
    let state = content.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for cut in (state..content.len()).step_by(7).chain([content.len()]) {
        fs::write(&copy.0, &content[..cut]).unwrap();
        let restarted = copy.start().await;
        let lines = content[state..cut].iter().filter(|byte| **byte == b'\n').count();
        let posted = restarted.perform(Action::post("ada", "again")).await.unwrap();
        let tweet = restarted.world().tweet(posted.tweet().unwrap()).unwrap();
        assert_eq!(tweet.user.statuses_count, i64::try_from(lines).unwrap() + 1, "cut at {cut}");
    }
}

#[tokio::test]
async fn a_line_that_cannot_be_read_is_named() {
    let file = Scratch::new("line");
    let emulator = file.start().await;
    for number in 0..3 {
        emulator.perform(Action::post("ada", &format!("number {number}"))).await.unwrap();
    }
    let content = fs::read_to_string(&file.0).unwrap();
    drop(emulator);
    let lines: Vec<_> = content.lines().collect();
    for broken in ["", "{}", "not JSON", r#"{"subscribe":["1"]}"#, lines[0]] {
        let content = [lines[0], lines[1], broken, lines[3], ""].join("\n");
        fs::write(&file.0, &content).unwrap();
        let error = Emulator::builder().file(&file.0).start().await.unwrap_err();
        assert!(
            matches!(error, StartError::Store(StoreError::Change { line: 3, .. })),
            "{broken}: {error}"
        );
        let told = error.to_string();
        assert!(told.contains("line 3") && told.contains("state.json"), "{told}");
        assert_eq!(fs::read_to_string(&file.0).unwrap(), content);
    }
    // Changes that the state does not allow: the same action again, and others of what is not there.
    let follow = r#"{"act":{"action":{"action":"follow","user":"@ada","target":"@bob"},"at":0}}"#;
    for wrong in [
        follow,
        r#"{"deny":{"token":"x","at":0}}"#,
        r#"{"allow":{"token":"x","user":"1","at":0}}"#,
        r#"{"exchange":{"token":"x","at":0}}"#,
        r#"{"exchange_code":{"code":"x","at":0}}"#,
        r#"{"refresh":{"token":"x","at":0}}"#,
        r#"{"revoke_token":{"app":"1","token":"x","at":0}}"#,
        r#"{"invalidate_bearer":{"app":"1","token":"x"}}"#,
        r#"{"unsubscribe":["1","2"]}"#,
    ] {
        fs::write(&file.0, [lines[0], follow, wrong, ""].join("\n")).unwrap();
        let error = Emulator::builder().file(&file.0).start().await.unwrap_err();
        let is_named = matches!(error, StartError::Store(StoreError::Change { line: 3, .. }));
        assert!(is_named && !error.to_string().contains("unknown"), "{wrong}: {error}");
    }
}

/// The cost of an action does not grow with the state: only its own line is written.
#[tokio::test]
async fn a_change_is_appended() {
    let file = Scratch::new("append");
    let emulator = file.start().await;
    let mut written = Vec::new();
    for number in 0..1_000 {
        let before = fs::metadata(&file.0).unwrap();
        let text = format!("number {number:04}");
        emulator.perform(Action::post("ada", &text)).await.unwrap();
        let after = fs::metadata(&file.0).unwrap();
        assert!(is_same_file(&before, &after), "replaced after {number} posts");
        written.push(after.len() - before.len());
    }
    assert!(written.iter().all(|bytes| *bytes == written[0] && *bytes < 200), "{written:?}");
}

/// When the changes outgrow their share, the whole state replaces them.
#[tokio::test]
async fn many_changes_are_replaced_by_the_state() {
    let file = Scratch::new("replace");
    let emulator = file.start().await;
    let text = "x".repeat(20_000);
    let mut replaced = 0;
    let mut before = fs::metadata(&file.0).unwrap();
    for _ in 0..120 {
        emulator.perform(Action::post("ada", &text)).await.unwrap();
        let after = fs::metadata(&file.0).unwrap();
        replaced += usize::from(!is_same_file(&before, &after));
        before = after;
    }
    // 1 MiB has room for 52 of them.
    assert_eq!(replaced, 2);
    let world = emulator.world();
    drop(emulator);
    // A clean end leaves the state alone.
    assert_eq!(fs::read_to_string(&file.0).unwrap().lines().count(), 1);
    assert_eq!(file.start().await.world(), world);
}

#[cfg(unix)]
fn is_same_file(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    one.ino() == other.ino()
}

/// A replaced file is shorter.
#[cfg(not(unix))]
fn is_same_file(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    one.len() <= other.len()
}

#[tokio::test]
async fn a_file_of_version_1_is_read() {
    let file = Scratch::new("version-1");
    let emulator = file.start().await;
    emulator.perform(Action::post("ada", "before")).await.unwrap();
    let pin = account_activity::client::Callback::Pin;
    super::persistence::client(&emulator).oauth().request_token(pin).await.unwrap();
    let world = emulator.world();
    emulator.shutdown().await.unwrap();
    let mut content: serde_json::Value =
        serde_json::from_slice(&fs::read(&file.0).unwrap()).unwrap();
    content["version"] = 1.into();
    for sign_in in content["state"]["sign_ins"].as_object_mut().unwrap().values_mut() {
        sign_in.as_object_mut().unwrap().remove("begun").unwrap();
    }
    fs::write(&file.0, serde_json::to_string_pretty(&content).unwrap()).unwrap();
    let emulator = file.start().await;
    assert_eq!(emulator.world(), world);
    // Version 1 does not tell when a sign-in began.
    assert_eq!(emulator.sign_ins(), []);
}

#[tokio::test]
async fn a_second_emulator_on_one_file_does_not_start() {
    let file = Scratch::new("lock");
    let first = file.start().await;
    let error = Emulator::builder().file(&file.0).start().await.unwrap_err();
    assert!(matches!(error, StartError::Store(StoreError::Locked { .. })), "{error}");
    let told = error.to_string();
    assert!(told.contains("state.json") && told.contains("end it first"), "{told}");
    first.perform(Action::post("ada", "still there")).await.unwrap();
    // The lock ends with the emulator, even if clients keep connections.
    first.shutdown().await.unwrap();
    drop(file.start().await);
    drop(file.start().await);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_reads_the_tokens() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let file = Scratch::new("mode");
    let emulator = file.start().await;
    assert_eq!(mode(&file.0), 0o600);
    assert_eq!(mode(&file.0.with_file_name("state.json.lock")), 0o600);
    emulator.reset().await.unwrap();
    assert_eq!(mode(&file.0), 0o600);
    drop(emulator);
    // As an older version, or a crash of one, left them.
    let new = file.0.with_file_name("state.json.new");
    fs::write(&new, "half").unwrap();
    for path in [&file.0, &new] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
    }
    let _emulator = file.start().await;
    assert_eq!(mode(&file.0), 0o600);
    assert!(!new.exists());
}
