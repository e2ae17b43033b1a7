//! The example `bot`, which is killed.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use account_activity_emulator::{Action, Emulator, Limits};
use account_activity_inbox::account_activity::{ActivityKind, Body, DirectMessage, Relation, Tier};

use crate::example::example;
use crate::port::port;
use crate::sqlite::Folder;

/// Waits until a condition holds.
pub(crate) async fn until(condition: impl AsyncFn() -> bool) {
    let patience = Instant::now() + Duration::from_secs(60);
    while !condition().await {
        assert!(Instant::now() < patience, "the condition does not hold after a minute");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
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
