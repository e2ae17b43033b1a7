//! The examples: the bot is killed, and people look into the inbox while a process uses it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use account_activity_emulator::{Action, Emulator, Limits};
use account_activity_inbox::account_activity::{
    Activity, ActivityKind, Body, DirectMessage, Relation, Tier,
};
use account_activity_inbox::{Inbox, Item, Query, Sqlite, State, Worker};

use crate::bodies::{arrival, deletions};
use crate::example::{assert_survives, example};
use crate::port::port;
use crate::sqlite::Folder;

/// Runs the example `inbox`, and returns its exit code and its output.
fn inbox(file: &Path, words: &[&str]) -> (i32, String) {
    let mut command = example("account-activity-inbox", "inbox");
    let Output { status, stdout, stderr } = command.arg(file).args(words).output().unwrap();
    (status.code().unwrap(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

/// Waits until a condition holds.
pub(crate) async fn until(condition: impl AsyncFn() -> bool) {
    let patience = Instant::now() + Duration::from_secs(60);
    while !condition().await {
        assert!(Instant::now() < patience, "the condition does not hold after a minute");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Another process lists, retries and drops items while this one receives and handles.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_inbox_in_use_is_inspected_and_changed() {
    let folder = Folder::new();
    let file = folder.file();
    let sqlite: Arc<dyn Inbox> = Arc::new(Sqlite::open(&file).await.unwrap());
    // The first attempt of an item whose number ends with 1 fails.
    let worker = Worker::new(Arc::clone(&sqlite), async |item: Item| {
        let post = item.activity().and_then(Activity::post_id).unwrap().to_string();
        let is_bad = post.ends_with('1') && item.failures().is_empty();
        if is_bad { Err(std::io::Error::other("the bot is ill").into()) } else { Ok(()) }
    });
    let worker = worker.max_attempts(1);
    let working = tokio::spawn({
        let worker = worker.clone();
        async move { worker.run(std::future::pending()).await }
    });
    let appending = tokio::spawn({
        let sqlite = Arc::clone(&sqlite);
        async move {
            for number in 1..=200 {
                for subscriber in 1..=3 {
                    let body = deletions(subscriber, [number * 10]);
                    sqlite.append(&arrival(&body)).await.unwrap();
                }
            }
        }
    });
    for subscriber in 1..=3 {
        sqlite.append(&arrival(&deletions(subscriber, [1]))).await.unwrap();
    }
    until(async || sqlite.stats().await.unwrap().dead == 3).await;
    let dead = sqlite.list(&Query::new().state(State::Dead)).await.unwrap();
    let ids: Vec<String> = dead.iter().map(|record| record.id.to_string()).collect();

    let calls = tokio::task::spawn_blocking(move || {
        let (code, text) = inbox(&file, &["ls", "--dead"]);
        assert_eq!(code, 0, "{text}");
        assert!(ids.iter().all(|id| text.contains(&format!("{id}  dead"))), "{text}");
        let (code, text) = inbox(&file, &["ls", "--dead", "--subscriber", "2", "--limit", "5"]);
        assert_eq!((code, text.lines().count()), (0, 3), "{text}");
        let (code, text) = inbox(&file, &["show", &ids[0]]);
        assert_eq!(code, 0, "{text}");
        assert!(text.contains("the bot is ill") && text.contains("tweet_delete_events"), "{text}");

        let out = file.with_extension("jsonl");
        let (code, text) = inbox(&file, &["export", out.to_str().unwrap()]);
        assert_eq!(code, 0, "{text}");
        let exported = fs::read_to_string(&out).unwrap();
        let exported: Vec<serde_json::Value> =
            exported.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let first = exported.iter().find(|it| it["id"] == ids[0].parse::<u64>().unwrap()).unwrap();
        assert_eq!(first["failures"][0]["error"], "the bot is ill");
        assert!(first["body"].as_str().unwrap().contains("tweet_delete_events"));
        let (code, text) = inbox(&file, &["export", out.to_str().unwrap()]);
        assert_eq!((code, text.contains("exists")), (1, true), "{text}");

        let (code, text) = inbox(&file, &["retry", &ids[0]]);
        assert_eq!((code, text.contains("is due now")), (0, true), "{text}");
        let (code, text) = inbox(&file, &["drop", &ids[1]]);
        assert_eq!((code, text.contains("is removed: post_delete")), (0, true), "{text}");
        for command in ["show", "retry", "drop"] {
            let (code, text) = inbox(&file, &[command, &ids[1]]);
            assert_eq!((code, text.contains("has no item")), (1, true), "{text}");
        }
        assert_survives(example("account-activity-inbox", "inbox").arg(&file).arg("ls"));
    });
    calls.await.unwrap();
    appending.await.unwrap();
    until(async || sqlite.stats().await.unwrap().pending == 0).await;
    assert_eq!(sqlite.stats().await.unwrap().dead, 1);
    assert_eq!(worker.stats().handled, 601);
    working.abort();
}

#[test]
fn wrong_use_of_the_inbox_is_told() {
    let folder = Folder::new();
    let missing = folder.file();
    let text_file = folder.file().with_extension("txt");
    fs::write(&text_file, "a text that is long enough to be read as a header".repeat(100)).unwrap();
    for (file, words, code, expected) in [
        (&missing, &["ls"][..], 1, "does not exist"),
        (&text_file, &["ls"], 1, "is not an inbox"),
        (&missing, &[], 2, "the command is missing"),
        (&missing, &["dance"], 2, "unknown command dance"),
        (&missing, &["show"], 2, "ID is missing"),
        (&missing, &["show", "x"], 2, "x is not the number of an item"),
        (&missing, &["ls", "--after"], 2, "--after needs a value"),
        (&missing, &["retry", "1", "2"], 2, "unknown argument 2"),
    ] {
        let (ended, text) = inbox(file, words);
        assert_eq!(ended, code, "{words:?}: {text}");
        assert!(text.contains(expected), "{words:?}: {text}");
    }
    assert!(!missing.exists());
    let (code, text) = inbox(Path::new("--help"), &[]);
    assert_eq!((code, text.contains("Exit codes: ")), (0, true));
}

/// The bot is killed after each few actions, and started again. In the end it has answered them all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_that_is_killed_answers_everything() {
    let folder = Folder::new();
    let mut limits = Limits::of(Tier::Premium);
    limits.rate_limits = false;
    let builder = Emulator::builder().control(true).limits(limits);
    let emulator = builder.user("bot").user("ada").user("bob").start().await.unwrap();
    let port = port().to_string();
    let start = || Bot::start(&folder.file(), &port, emulator.base_url());
    let mut bot = start();
    until(async || emulator.subscriptions().len() == 1).await;
    let (mut mentions, mut messages) = (BTreeSet::new(), BTreeSet::new());
    for round in 0..4 {
        for number in 0..3 {
            let text = format!("Tea, @bot? {round} {number}");
            let post = emulator.perform(Action::post("ada", &text)).await.unwrap();
            mentions.insert(post.tweet().unwrap().to_string());
            let text = format!("Hello {round} {number}");
            emulator.perform(Action::direct_message("bob", "bot", &text)).await.unwrap();
            messages.insert(format!("You wrote: {text}"));
        }
        tokio::time::sleep(Duration::from_millis(50 * round)).await;
        drop(bot);
        emulator.drained().await;
        bot = start();
    }
    // The retries of the emulator take minutes of emulated time. They find a bot that listens.
    until(async || tokio::net::TcpStream::connect(format!("127.0.0.1:{port}")).await.is_ok()).await;
    emulator.advance(Duration::from_secs(300)).await;
    assert!(emulator.undelivered().is_empty());
    until(async || {
        let answers = answers(&emulator);
        mentions.is_subset(&answers) && messages.is_subset(&answers)
    })
    .await;
    drop(bot);
}

/// Returns the posts that the bot replied to, and the texts of its messages.
fn answers(emulator: &Emulator) -> BTreeSet<String> {
    let mut answers = BTreeSet::new();
    for record in emulator.deliveries() {
        let body = Body::from_slice(&record.body).unwrap();
        for activity in body.activities() {
            match (activity.kind(), activity.relation()) {
                (ActivityKind::Post, Relation::OwnReply) => {
                    let text = String::from_utf8_lossy(&record.body);
                    let (_, rest) = text.split_once(r#""in_reply_to_status_id_str":""#).unwrap();
                    answers.insert(rest.split_once('"').unwrap().0.to_owned());
                }
                (ActivityKind::DirectMessage, Relation::Sent) => {
                    answers.extend(activity.message().map(DirectMessage::display_text));
                }
                _ => {}
            }
        }
    }
    answers
}

/// The running example, which is killed with SIGKILL when it is dropped.
struct Bot(std::process::Child);

impl Bot {
    fn start(file: &PathBuf, port: &str, emulator: &str) -> Self {
        let mut command: Command = example("account-activity-inbox", "bot");
        command.arg(file).args(["--port", port, "--emulator", emulator]);
        Self(command.env("NO_PROXY", "127.0.0.1").stdout(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}
