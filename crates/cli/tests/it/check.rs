//! `check`: what is in an archive.

use account_activity_archive::Archive;
use serde_json::{Value, json};

use crate::example::assert_survives;
use crate::program::{Folder, code_without_reader, command, told, told_with};

const TWEET: &str = r#"{"id": 1, "user": {"id": 1}}"#;

fn payload() -> String {
    format!(r#"{{"tweet_create_events": [{TWEET}]}}"#)
}

/// Returns the report, and the exit code.
fn report(folder: &Folder, arguments: &[&str]) -> (Value, Option<i32>) {
    let told = told(folder, &[&["check", "--json"], arguments].concat());
    (serde_json::from_str(&told.output).unwrap_or_else(|_| panic!("{told:?}")), told.code)
}

/// Asserts that a report has some members, among others.
#[track_caller]
fn assert_has(report: &Value, expected: &Value) {
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&report[name], value, "{name}: {report}");
    }
}

#[test]
fn every_layout_of_files_is_read_and_nothing_is_lost() {
    let folder = Folder::new("layouts");
    let payload = payload();
    let message = r#"{"id": "4", "message_create":
        {"sender_id": "1", "target": {"recipient_id": "2"}}}"#;
    folder.write("one.json", format!("\u{feff}{payload}"));
    folder.write("array.json", format!("[{payload},\n{payload}]"));
    folder.write("deep/er/lines.ndjson", format!("{payload}\r\n\n{payload}\n"));
    folder.write("deep/lines.json", format!("{payload}\n{payload}"));
    folder.write("none.jsonl", "");
    folder.write("tweet-v11/more/tweets.jsonl", format!("{TWEET}\n{TWEET}\n"));
    folder.write("dm-event-v11/message.json", message);
    let expected = json!({
        "files": 7, "payloads": 10, "failures": [], "unknown": [], "faults": [],
        "events": { "tweet_create": 9, "direct_message": 1 },
    });
    for threads in ["1", "3"] {
        let (report, code) = report(&folder, &["--round-trip", "--threads", threads, "."]);
        assert_eq!(code, Some(0), "{report}");
        assert_has(&report, &expected);
        assert_eq!(report["empty"].as_array().unwrap().len(), 1, "{report}");
    }
}

#[test]
fn the_flags_say_what_bare_values_are_and_whose() {
    let folder = Folder::new("bare");
    folder.write("a.json", r#"{"id": 1, "user": {"id": 1}, "new": 5, "filter_level": "x"}"#);
    let (tweets, code) = report(&folder, &["a.json"]);
    assert_eq!(code, Some(0), "{tweets}");
    let unknown = json!(["field Tweet.new", "value FilterLevel \"x\""]);
    assert_has(&tweets, &json!({ "events": { "tweet_create": 1 }, "unknown": unknown }));
    let (messages, code) = report(&folder, &["--values", "direct-messages", "a.json"]);
    assert_eq!(code, Some(1));
    assert_has(&messages, &json!({ "events": { "undecoded": 1 } }));
    let (forced, code) = report(&folder, &["--form", "one-value", "a.json"]);
    assert_eq!((code, &forced), (Some(0), &tweets));

    let tweet = r#"{"tweet": {"id_str": "7", "full_text": "Tea"}}"#;
    folder.write("tweets.js", format!("window.YTD.tweets.part0 = [{tweet}]"));
    let (orphan, code) = report(&folder, &["tweets.js"]);
    assert_eq!(code, Some(1));
    assert!(orphan["failures"].to_string().contains("--owner"), "{orphan}");
    let (owned, code) = report(&folder, &["tweets.js", "--owner", "12"]);
    assert_eq!(code, Some(0), "{owned}");
    assert_has(&owned, &json!({ "events": { "tweet_create": 1 } }));
}

#[test]
fn both_families_and_what_is_no_event_are_counted() {
    let folder = Folder::new("families");
    let post = r#"{"data": {"event_type": "post.delete", "payload": {"id": "20"}}}"#;
    let notices = r#"{"limit": {"track": 5}}"#;
    folder.write("stream.ndjson", format!("{post}\n{TWEET}\n{notices}\n{notices}\n"));
    folder.write(
        "archive/data/account.js",
        r#"window.YTD.account.part0 = [{"account": {"accountId": "12"}}]"#,
    );
    folder.write("archive/data/like.js", r#"window.YTD.like.part0 = [{"like": {"tweetId": "5"}}]"#);
    folder.write(
        "archive/data/tweets.js",
        r#"window.YTD.tweets.part0 = [{"tweet": {"id_str": "7"}}]"#,
    );
    let (report, code) = report(&folder, &["stream.ndjson", "archive"]);
    assert_eq!(code, Some(0), "{report}");
    let events = json!({ "post.delete": 1, "tweet_create": 2 });
    assert_has(&report, &json!({ "events": events, "notices": { "limit": 2 } }));
    assert_eq!(report["not_events"]["like"], 1, "{report}");
}

#[test]
fn failures_name_file_line_and_pointer() {
    let folder = Folder::new("failures");
    let good = payload();
    folder.write("lines.ndjson", format!("{good}\n{{\"user_event\": 3}}\n{{\"a\": \n{good}\n"));
    folder.write("undecoded.json", "{\n\"follow_events\":\n [{},\n {\"type\": 3\n }]}");
    folder.write("tweet-v11/a.json", "\n{\"id\": \"x\", \"user\": {\"id\": 1}}");
    let files = ["undecoded.json", "gone.json", "lines.ndjson", "tweet-v11"];
    let (report, code) = report(&folder, &files);
    assert_eq!(code, Some(1));
    assert_has(&report, &json!({ "files": 3, "failure_count": 6 }));
    let failures: Vec<&str> =
        report["failures"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    let [first, second, gone, container, cut, id] = failures.as_slice() else {
        panic!("{failures:#?}")
    };
    assert!(first.starts_with("undecoded.json:3: /follow_events/0: "), "{first}");
    assert!(second.starts_with("undecoded.json:4: /follow_events/1"), "{second}");
    assert!(gone.starts_with("gone.json: "), "{gone}");
    assert_eq!(*container, "lines.ndjson:2: /user_event: expected an object, found 3");
    assert!(cut.starts_with("lines.ndjson:3: /a: "), "{cut}");
    assert_eq!(*id, "tweet-v11/a.json:2: /id: expected an id of decimal digits, found text \"x\"");
}

#[test]
fn what_is_not_understood_is_never_success() {
    let folder = Folder::new("nonsense");
    folder.write("empty.json", "");
    folder.write("prose.txt", "This is not JSON.");
    folder.write("other.json", "{\"colour\": \"red\"}");
    std::fs::create_dir_all(folder.0.join("folder")).unwrap();
    for path in ["empty.json", "prose.txt", "other.json", "folder", "none/*.json"] {
        let (report, code) = report(&folder, &[path]);
        assert_eq!(code, Some(1), "{path}: {report}");
        assert_eq!(report["failure_count"], 1, "{path}: {report}");
    }
}

#[test]
fn standard_input_is_read() {
    let folder = Folder::new("stdin");
    let told = told_with(&folder, &["check", "-", "--json", "--progress", "json"], payload());
    assert_eq!(told.code, Some(0), "{told:?}");
    let report: Value = serde_json::from_str(&told.output).unwrap();
    assert_has(&report, &json!({ "files": 1, "events": { "tweet_create": 1 } }));
    let progress: Value = serde_json::from_str(told.errors.lines().last().unwrap()).unwrap();
    assert_eq!(progress["bytes"], payload().len(), "{progress}");
}

#[test]
fn the_table_is_for_people_and_wrong_use_is_told() {
    let folder = Folder::new("table");
    folder.write("a.json", r#"{"gossip_events": [{}], "for_user_id": "me"}"#);
    let output = told(&folder, &["check", "a.json"]);
    assert_eq!(output.code, Some(0), "{output:?}");
    assert!(output.output.starts_with("unknown "), "{output:?}");
    for line in [
        "1 event in 1 payload in 1 file, 44 bytes\n",
        "field Payload.gossip_events (1)",
        "a.json:1: /for_user_id",
    ] {
        assert!(output.output.contains(line), "{line}: {output:?}");
    }
    assert!(!output.output.contains('\u{1b}') && output.errors.is_empty(), "{output:?}");
    for (arguments, expected) in [
        (&[][..], "<PATH>..."),
        (&["--values", "letter", "a.json"], "direct-messages"),
        (&["--form", "letter", "a.json"], "one-value"),
        (&["--threads", "0", "a.json"], "invalid value '0'"),
        (&["--jsn", "a.json"], "'--json'"),
    ] {
        let told = told(&folder, &[&["check"], arguments].concat());
        assert_eq!(told.code, Some(2), "{told:?}");
        assert!(told.errors.contains(expected), "{expected}: {told:?}");
    }
}

#[test]
fn the_table_has_no_text_that_moves_the_cursor_or_turns_the_line() {
    let folder = Folder::new("escapes");
    let odd = "x\\u001b[2J\\u202e\\n";
    let event = format!(r#"{{"data": {{"event_type": "{odd}", "payload": {{"id": "1"}}}}}}"#);
    let text = format!(r#"{{"{odd}_events": [{{}}], "follow_events": [{{"{odd}": 1}}]}}"#);
    folder.write("a.json", format!("{text}\n{event}"));
    let text = told(&folder, &["check", "a.json"]).output;
    assert!(text.contains("\\u{1b}[2J\\u{202e}"), "{text}");
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    assert!(text.lines().all(|line| !line.starts_with("_events")), "{text}");
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let folder = Folder::new("check-pipe");
    folder.write("a.json", payload());
    for arguments in [&["check", "a.json"][..], &["check", "--json", "a.json"], &["cat", "a.json"]]
    {
        assert_survives(&mut command(&folder, arguments));
    }
    folder.write("bad.json", "{");
    for arguments in [&["check", "bad.json"][..], &["check", "bad.json", "--json"]] {
        assert_eq!(code_without_reader(&folder, arguments), Some(1), "{arguments:?}");
    }
    folder.write("bad-first.ndjson", format!("{{\n{}\n", payload()));
    assert_eq!(code_without_reader(&folder, &["cat", "bad-first.ndjson"]), Some(1));
}

#[test]
fn only_files_that_were_read_are_counted() {
    let folder = Folder::new("read-files");
    folder.write("a.json", payload());
    folder.write("hidden/.notes", "");
    std::fs::create_dir_all(folder.0.join("empty")).unwrap();
    let (report, _) = report(&folder, &["a.json", "hidden", "none.json", "empty", "no/*.json"]);
    assert_eq!(report["files"], 1, "{report}");
}

#[test]
fn unknown_members_are_bounded_and_counted() {
    let folder = Folder::new("unknown");
    let members = (0..10_500).map(|number| format!("\"new{number:05}\":1"));
    let members = members.collect::<Vec<_>>().join(",");
    folder.write(
        "a.json",
        format!("{{\"tweet_create_events\":[{{\"id\":1,\"user\":{{\"id\":1}},{members}}}]}}"),
    );
    let (report, code) = report(&folder, &["a.json"]);
    assert_eq!(code, Some(0), "{report}");
    assert_eq!(report["unknown"].as_array().unwrap().len(), 10_000);
    assert_eq!(report["unknown_count"], 10_500);
    let told = told(&folder, &["check", "a.json"]);
    assert!(told.output.contains("  … and 10400 more"), "{told:?}");
}

/// The names and the messages are of the archive: the report grows by the number of them, and not by their length.
#[test]
fn long_texts_of_an_archive_are_cut() {
    let folder = Folder::new("long-texts");
    let long = "y".repeat(100_000);
    let lines: String = (0..10)
        .map(|n| {
            format!(
                "{{\"for_user_id\":\"1\",\"{n}{long}\":1}}\n{{\"{n}{long}\":tru}}\n\
                 {{\"data\":{{\"event_type\":\"{n}{long}\",\"payload\":{{}}}}}}\n"
            )
        })
        .collect();
    folder.write("long.ndjson", lines);
    let told = told(&folder, &["check", "--json", "long.ndjson"]);
    let report: Value = serde_json::from_str(&told.output).unwrap();
    assert_has(&report, &json!({"unknown_count": 10, "failure_count": 10}));
    assert!(report["unknown"][0].as_str().unwrap().ends_with("yyy…"), "{}", report["unknown"][0]);
    assert!(told.output.len() < 40_000, "{}", told.output.len());
    let cat = self::told(&folder, &["cat", "long.ndjson"]);
    assert!(cat.errors.len() < 20_000, "{}", cat.errors.len());
}

#[test]
fn json_has_no_text_that_moves_the_cursor_or_turns_the_line() {
    let folder = Folder::new("json-marks");
    let name = "\u{9b}31m\u{7f}\u{202e}";
    folder.write("marks.json", format!("{{\"for_user_id\":\"1\",\"{name}\":1}}"));
    let told = told(&folder, &["check", "--json", "marks.json"]);
    assert!(!told.output.contains(['\u{9b}', '\u{7f}', '\u{202e}']), "{told:?}");
    let report: Value = serde_json::from_str(&told.output).unwrap();
    assert_eq!(report["unknown"], json!([format!("field Payload.{name}")]));
}

#[test]
fn progress_is_told_as_json() {
    let folder = Folder::new("progress");
    folder.write("a.json", payload());
    for name in ["check", "cat"] {
        let told = told(&folder, &[name, "a.json", "--progress", "json"]);
        let last: Value = serde_json::from_str(told.errors.lines().last().unwrap()).unwrap();
        let size = payload().len();
        assert_eq!((&last["bytes"], &last["total_bytes"]), (&size.into(), &size.into()), "{last}");
        assert!(last["seconds"].is_f64(), "{last}");
    }
}

/// Ctrl-C ends a command that waits for standard input.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_with_what_to_do() {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::process::{Command, Stdio};

    let folder = Folder::new("interrupt");
    let mut cat = command(&folder, &["cat", "-"]);
    cat.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = cat.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{}", payload()).unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("post"), "{line}");
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    assert!(errors.contains("interrupted; --start-at '"), "{errors}");
    drop(input);
}

/// A fault has its line, and a long list does not hide what is before it.
#[test]
fn faults_have_lines_and_long_lists_are_cut() {
    let folder = Folder::new("long-lists");
    let fault = payload().replacen('{', "{\"for_user_id\": \"me\", ", 1);
    folder.write("a.ndjson", format!("{}\n{fault}\n{}", payload(), "{\"a\" 1}\n".repeat(150)));
    let (report, code) = report(&folder, &["a.ndjson"]);
    let faults = report["faults"].as_array().unwrap();
    assert_eq!((faults.len(), code), (1, Some(1)), "{report}");
    assert!(faults[0].as_str().unwrap().starts_with("a.ndjson:2: /for_user_id: "), "{report}");
    assert_eq!(
        (report["failures"].as_array().unwrap().len(), &report["failure_count"]),
        (150, &150.into())
    );
    let told = told(&folder, &["check", "a.ndjson"]);
    assert_eq!(told.output.matches("a.ndjson:").count(), 101, "{told:?}");
    assert!(told.output.contains("… and 50 more: --json lists"), "{told:?}");
}

#[test]
fn a_limit_is_raised_by_its_flag() {
    let folder = Folder::new("limits");
    let text = payload().replacen('{', &format!("{{\"x\": \"{}\", ", "y".repeat(5000)), 1);
    folder.write("a.ndjson", format!("{text}\n{}\n", payload()));
    let (report, code) = report(&folder, &["a.ndjson", "--max-value", "4000"]);
    assert_eq!((report["payloads"].as_u64(), code), (Some(1), Some(1)), "{report}");
    assert!(report["failures"][0].as_str().unwrap().contains("longer than 4000 bytes"), "{report}");
    let told = told(&folder, &["cat", "a.ndjson", "--max-value", "6000"]);
    assert_eq!((told.output.lines().count(), told.code), (2, Some(0)), "{told:?}");

    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, format!("{}\n", payload()).repeat(5000).as_bytes())
        .unwrap();
    folder.write("a.gz", gzip.finish().unwrap());
    let (report, code) = self::report(&folder, &["a.gz", "--max-total", "100000"]);
    assert_eq!(code, Some(1), "{report}");
    assert!(report["failures"][0].as_str().unwrap().contains("more than 100000"), "{report}");
}

/// The position that is told can be put into a shell, whatever the name of the file is.
#[cfg(unix)]
#[test]
fn an_interrupted_run_goes_on_with_what_it_told() {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::process::{Command, Stdio};

    let folder = Folder::new("interrupt-quoted");
    let name = "it's $HOME `a` \"b\"; c.ndjson";
    let path = folder.0.join(name);
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    let mut cat = command(&folder, &["cat", name]);
    let mut child = cat.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut pipe = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    writeln!(pipe, "{}", payload()).unwrap();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
    assert!(
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success()
    );
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(pipe);
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    let (_, told) = errors.trim_end().split_once("interrupted; ").unwrap();
    let flag = told.strip_suffix(" goes on").unwrap();

    std::fs::remove_file(&path).unwrap();
    let second = payload().replace("\"id\": 1", "\"id\": 2");
    folder.write(name, format!("{}\n{second}\n", payload()));
    let line = format!("exec \"$0\" cat --raw \"$1\" {flag}");
    let mut shell = Command::new("sh");
    shell.args(["-c", &line, env!("CARGO_BIN_EXE_account-activity"), name]);
    let output = shell.current_dir(&folder.0).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), second + "\n", "{line}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn the_corpora_are_understood() {
    let Some(corpora) = std::env::var_os("AA_CORPUS").map(std::path::PathBuf::from) else {
        return println!("skipped: set AA_CORPUS to the folder with the corpora");
    };
    let folder = Folder::new("corpora");
    for corpus in ["corpus", "corpus-2"] {
        let path = corpora.join(corpus).join("**/*.json");
        let (report, _) = report(&folder, &["--round-trip", path.to_str().unwrap()]);
        let items = Archive::open(&path).items().filter(|item| item.body().is_some());
        assert_eq!(report["payloads"], items.count(), "{report}");
        assert!(report["files"].as_u64().unwrap() > 50, "{report}");
    }
}
