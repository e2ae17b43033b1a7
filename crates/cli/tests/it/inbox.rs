//! `inbox`: people look into an inbox while a process uses it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use account_activity::{Activity, Body, Timestamp};
use account_activity_inbox::{Arrival, Inbox, Item, Query, Sqlite, State, Worker};

use crate::example::assert_survives;
use crate::program::{Folder, Told, told};

fn call(name: &str, file: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_account-activity"));
    command.args(["inbox", name]).arg(file);
    command
}

/// Runs a command of `inbox`, and returns its exit code and its output.
fn inbox(name: &str, file: &Path, words: &[&str]) -> (i32, String) {
    let told = Told::from(call(name, file).args(words).output().unwrap());
    (told.code.unwrap(), told.output + &told.errors)
}

/// Returns the arrival of a body.
fn arrival(body: &str) -> Arrival {
    Arrival::of_body(
        &Body::from_slice(body.as_bytes()).unwrap(),
        Timestamp::from_millis(1_790_000_000_000),
    )
}

fn deletion(subscriber: u64, tweet: u64) -> String {
    format!(
        r#"{{"for_user_id":"{subscriber}","tweet_delete_events":[{{"status":{{"id":"{tweet}","user_id":
        "{subscriber}"}},"timestamp_ms":"1790000000000"}}]}}"#
    )
}

/// Waits until a condition holds.
async fn until(condition: impl AsyncFn() -> bool) {
    let patience = Instant::now() + Duration::from_secs(60);
    while !condition().await {
        assert!(Instant::now() < patience, "the condition does not hold after a minute");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Another process lists, retries and drops items while this one receives and handles.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_inbox_in_use_is_inspected_and_changed() {
    let folder = Folder::new("inbox");
    let file = folder.0.join("inbox.db");
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
                    let body = deletion(subscriber, number * 10);
                    sqlite.append(&arrival(&body)).await.unwrap();
                }
            }
        }
    });
    for subscriber in 1..=3 {
        sqlite.append(&arrival(&deletion(subscriber, 1))).await.unwrap();
    }
    until(async || sqlite.stats().await.unwrap().dead == 3).await;
    let dead = sqlite.list(&Query::new().state(State::Dead)).await.unwrap();
    let ids: Vec<String> = dead.iter().map(|record| record.id.to_string()).collect();

    let calls = tokio::task::spawn_blocking(move || {
        let (code, text) = inbox("ls", &file, &["--dead"]);
        assert_eq!(code, 0, "{text}");
        assert!(ids.iter().all(|id| text.contains(&format!("{id}  dead"))), "{text}");
        let (code, text) = inbox("ls", &file, &["--dead", "--subscriber", "2", "--limit", "5"]);
        assert_eq!((code, text.lines().count()), (0, 3), "{text}");
        let (code, text) = inbox("ls", &file, &["--dead", "--limit", "2"]);
        let more = format!("… and more: --after {} lists them", ids[1]);
        assert_eq!((code, text.lines().count()), (0, 5), "{text}");
        assert!(text.contains(&more), "{text}");
        let (code, text) = inbox("show", &file, &[&ids[0]]);
        assert_eq!(code, 0, "{text}");
        assert!(text.contains("the bot is ill") && text.contains("tweet_delete_events"), "{text}");

        let out = file.with_extension("jsonl");
        let (code, text) = inbox("export", &file, &[out.to_str().unwrap()]);
        assert_eq!(code, 0, "{text}");
        let exported = fs::read_to_string(&out).unwrap();
        let names = fs::read_dir(out.parent().unwrap()).unwrap();
        let mut names = names.map(|file| file.unwrap().file_name().into_string().unwrap());
        assert!(names.all(|name| !name.ends_with(".partial")));
        let exported: Vec<serde_json::Value> =
            exported.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let first = exported.iter().find(|it| it["id"] == ids[0].parse::<u64>().unwrap()).unwrap();
        assert_eq!(first["failures"][0]["error"], "the bot is ill");
        assert!(first["body"].as_str().unwrap().contains("tweet_delete_events"));
        let (code, text) = inbox("export", &file, &[out.to_str().unwrap()]);
        assert_eq!((code, text.contains("exists")), (1, true), "{text}");

        let (code, text) = inbox("retry", &file, &[&ids[0]]);
        assert_eq!((code, text.contains("is due now")), (0, true), "{text}");
        let (code, text) = inbox("drop", &file, &[&ids[1]]);
        assert_eq!((code, text.contains("is removed: post_delete")), (0, true), "{text}");
        for command in ["show", "retry", "drop"] {
            let (code, text) = inbox(command, &file, &[&ids[1]]);
            assert_eq!((code, text.contains("has no item")), (1, true), "{text}");
        }
        assert_survives(&mut call("ls", &file));
    });
    calls.await.unwrap();
    appending.await.unwrap();
    until(async || sqlite.stats().await.unwrap().pending == 0).await;
    assert_eq!(sqlite.stats().await.unwrap().dead, 1);
    assert_eq!(worker.stats().handled, 601);
    working.abort();
}

#[test]
fn wrong_use_of_an_inbox_is_told() {
    let folder = Folder::new("inbox-misuse");
    folder.write("empty.db", "");
    folder.write("header.db", [&b"SQLite format 3\0"[..], &[0; 84]].concat());
    folder.write("text.txt", "a text that is long enough to be read as a header".repeat(100));
    for (words, code, expected) in [
        (&["ls", "missing.db"][..], 1, "missing.db does not exist"),
        (&["ls", "text.txt"], 1, "is not an inbox"),
        (&["ls", "empty.db"], 1, "empty.db is not an inbox"),
        (&["show", "empty.db", "1"], 1, "empty.db is not an inbox"),
        (&["retry", "empty.db", "1"], 1, "empty.db is not an inbox"),
        (&["drop", "empty.db", "1"], 1, "empty.db is not an inbox"),
        (&["export", "empty.db", "out"], 1, "empty.db is not an inbox"),
        (&["ls", "header.db"], 1, "header.db is not an inbox"),
        (&[], 2, "Usage: account-activity inbox"),
        (&["dance"], 2, "unrecognized subcommand 'dance'"),
        (&["show", "missing.db"], 2, "<ID>"),
        (&["show", "missing.db", "x"], 2, "invalid value 'x' for '<ID>'"),
        (&["ls", "missing.db", "--after"], 2, "a value is required for '--after <ID>'"),
        (&["ls", "missing.db", "--dead", "--pending"], 2, "cannot be used with"),
        (&["retry", "missing.db", "1", "2"], 2, "unexpected argument '2'"),
    ] {
        let told = told(&folder, &[&["inbox"], words].concat());
        assert_eq!(told.code, Some(code), "{words:?}: {told:?}");
        assert!(told.errors.contains(expected), "{words:?}: {told:?}");
    }
    let mut files: Vec<_> = fs::read_dir(&folder.0).unwrap().collect::<Result<_, _>>().unwrap();
    files.sort_by_key(fs::DirEntry::file_name);
    let sizes: Vec<_> = files.iter().map(|file| file.metadata().unwrap().len()).collect();
    assert_eq!(sizes, [0, 100, 4_900], "{files:?}");
}

/// The file of an export has all items, or does not exist.
#[cfg(unix)]
#[tokio::test]
async fn an_export_that_fails_or_is_killed_leaves_no_half_of_its_file() {
    use std::os::unix::process::ExitStatusExt;

    let folder = Folder::new("inbox-export");
    let file = folder.0.join("inbox.db");
    let sqlite = Sqlite::open(&file).await.unwrap();
    for tweet in 1..=1_500 {
        sqlite.append(&arrival(&deletion(1, tweet))).await.unwrap();
    }
    sqlite.close().await;
    let export = |traps: &str| {
        // 128 KiB are fewer than the lines have. Without its signal, the write fails.
        let line = format!("{traps} ulimit -f 256; exec \"$0\" inbox export inbox.db out.ndjson");
        let mut shell = Command::new("sh");
        shell.args(["-c", &line, env!("CARGO_BIN_EXE_account-activity")]).current_dir(&folder.0);
        shell.output().unwrap()
    };
    let files = || {
        let names = fs::read_dir(&folder.0)
            .unwrap()
            .map(|it| it.unwrap().file_name().into_string().unwrap());
        names.filter(|name| !name.starts_with("inbox.db")).collect::<Vec<_>>()
    };
    let failed = export("trap '' XFSZ;");
    let told = String::from_utf8_lossy(&failed.stderr).into_owned();
    assert_eq!((failed.status.code(), files()), (Some(1), vec![]), "{told}");
    assert!(told.contains("File too large"), "{told}");

    let killed = export("");
    assert!(killed.status.signal().is_some(), "{killed:?}");
    let left = files();
    assert!(matches!(&*left, [name] if name.ends_with(".partial")), "{left:?}");

    let (code, text) = inbox("export", &file, &[folder.0.join("out.ndjson").to_str().unwrap()]);
    assert_eq!(code, 0, "{text}");
    let exported = fs::read_to_string(folder.0.join("out.ndjson")).unwrap();
    assert_eq!(exported.lines().count(), 1_500);
}

#[cfg(unix)]
#[tokio::test]
async fn a_signal_leaves_nothing_of_an_export_and_only_the_owner_reads_it() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new("inbox-signal");
    let file = folder.0.join("inbox.db");
    let sqlite = Sqlite::open(&file).await.unwrap();
    for tweet in 1..=20 {
        let body = format!(
            r#"{{"for_user_id":"1","x":"{}","tweet_delete_events":[{{"status":{{"id":"{tweet}","user_id":"1"}},
            "timestamp_ms":"1790000000000"}}]}}"#,
            "x".repeat(1 << 20)
        );
        sqlite.append(&arrival(&body)).await.unwrap();
    }
    sqlite.close().await;
    let others = || {
        let names = fs::read_dir(&folder.0).unwrap().map(|it| it.unwrap().file_name());
        names.filter(|it| !it.to_string_lossy().starts_with("inbox.db")).collect::<Vec<_>>()
    };
    for signal in ["-INT", "-TERM"] {
        let out = folder.0.join("out.ndjson");
        let mut child = call("export", &file).arg(&out).spawn().unwrap();
        until(async || !others().is_empty()).await;
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        // It may have ended before the signal came.
        match child.wait().unwrap().code() {
            Some(130) => assert_eq!(others(), [""; 0]),
            code => {
                assert_eq!((code, others()), (Some(0), vec!["out.ndjson".into()]));
                fs::remove_file(out).unwrap();
            }
        }
    }
    let out = folder.0.join("out.ndjson");
    let (code, text) = inbox("export", &file, &[out.to_str().unwrap()]);
    assert_eq!(code, 0, "{text}");
    assert_eq!(fs::metadata(out).unwrap().permissions().mode() & 0o777, 0o600);
}
