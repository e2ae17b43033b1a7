//! The example that decodes archives, run as a program.

use std::path::PathBuf;
use std::process::Output;

use crate::example::{assert_survives, example};
use serde_json::{Value, json};

/// A folder for one test, which is removed after the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, file: &str, content: impl AsRef<[u8]>) {
        let path = self.0.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    example("account-activity", "decode").args(arguments).current_dir(&folder.0).output().unwrap()
}

fn report(folder: &Folder, arguments: &[&str]) -> (Value, bool) {
    let output = run(folder, &[&["--json"], arguments].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    (
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{errors}")),
        output.status.success(),
    )
}

#[test]
fn every_layout_of_files_is_read() {
    let folder = Folder::new("layouts");
    let tweet = r#"{"id": 1, "user": {"id": 1}}"#;
    let payload = format!(r#"{{"tweet_create_events": [{tweet}]}}"#);
    let message = r#"{"id": "4", "message_create":
        {"sender_id": "1", "target": {"recipient_id": "2"}}}"#;
    folder.write("one.json", format!("\u{feff}{payload}"));
    folder.write("array.json", format!("[{payload},\n{payload}]"));
    folder.write("deep/er/lines.ndjson", format!("{payload}\r\n\n{payload}\n"));
    folder.write("deep/lines.json", format!("{payload}\n{payload}"));
    folder.write("none.jsonl", "");
    folder.write("tweet-v11/more/tweets.jsonl", format!("{tweet}\n{tweet}\n"));
    folder.write("dm-event-v11/message.json", message);
    folder.write("notes.txt", "not JSON");
    let (report, success) = report(&folder, &["--round-trip", "."]);
    assert!(success);
    assert_eq!(
        report,
        json!({
            "files": 7, "payloads": 10, "failures": [], "unknown": [], "faults": [],
            "events": { "tweet_create": 9, "direct_message": 1 },
        })
    );
}

#[test]
fn bare_values_are_read_as_what_the_flag_says() {
    let folder = Folder::new("bare");
    folder.write("a.json", r#"{"id": 1, "user": {"id": 1}, "new": 5, "filter_level": "x"}"#);
    let (tweets, success) = report(&folder, &["--as", "tweet", "a.json"]);
    assert!(success);
    assert_eq!(tweets["events"], json!({ "tweet_create": 1 }));
    assert_eq!(tweets["unknown"], json!(["field Tweet.new", "value FilterLevel \"x\""]));
    let (messages, success) = report(&folder, &["--as", "direct-message", "a.json"]);
    assert!(!success);
    assert_eq!(messages["events"], json!({ "undecoded": 1 }));
}

#[test]
fn failures_name_file_line_and_pointer() {
    let folder = Folder::new("failures");
    folder.write("lines.ndjson", "{}\n{\"user_event\": 3}\n{\"a\": \n{}\n");
    folder.write("broken.json", "{\n\"follow_events\":\n [{},\n {\"type\": 3,\n }");
    folder.write("tweet-v11/a.json", "\n{\"id\": \"x\", \"user\": {\"id\": 1}}");
    let (report, success) =
        report(&folder, &["broken.json", "gone.json", "lines.ndjson", "tweet-v11"]);
    assert!(!success);
    let failures: Vec<&str> =
        report["failures"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    let [broken, gone, container, cut, id] = failures.as_slice() else { panic!("{failures:#?}") };
    assert!(broken.starts_with("broken.json:5: /follow_events/1: "), "{broken}");
    assert!(gone.starts_with("gone.json:1: : "), "{gone}");
    assert_eq!(*container, "lines.ndjson:2: /user_event: expected an object, found 3");
    assert!(cut.starts_with("lines.ndjson:3: /a: EOF"), "{cut}");
    assert_eq!(*id, "tweet-v11/a.json:2: /id: expected an id of decimal digits, found text \"x\"");
}

#[test]
fn the_table_is_for_people_and_wrong_use_is_told() {
    let folder = Folder::new("table");
    folder.write("a.json", r#"{"gossip_events": [{}], "for_user_id": "me"}"#);
    let output = run(&folder, &["a.json"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    assert!(text.starts_with("unknown "), "{text}");
    for line in [
        "1 events in 1 payloads in 1 files",
        "field Payload.gossip_events (1)",
        "a.json: /for_user_id",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    for arguments in [&[][..], &["--as", "letter", "a.json"], &["--jsn", "a.json"]] {
        let output = run(&folder, arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("usage: decode"));
    }
}

#[test]
fn the_table_has_no_text_that_moves_the_cursor_or_turns_the_line() {
    let folder = Folder::new("escapes");
    let odd = "x\\u001b[2J\\u202e\\n";
    folder.write(
        "a.json",
        format!(r#"{{"{odd}_events": [{{}}], "follow_events": [{{"{odd}": 1}}]}}"#),
    );
    let text = String::from_utf8(run(&folder, &["a.json"]).stdout).unwrap();
    assert!(text.contains("\\u{1b}[2J\\u{202e}"), "{text}");
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    assert!(text.lines().all(|line| !line.starts_with("_events")), "{text}");
}

#[test]
fn help_documents_the_exit_codes() {
    let folder = Folder::new("help");
    let output = run(&folder, &["--json", "--help"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(text.starts_with("usage: decode") && text.contains("Exit codes: "), "{text}");
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let folder = Folder::new("pipe");
    folder.write("a.json", r#"{"gossip_events": [{}]}"#);
    for arguments in [&["a.json"][..], &["--json", "a.json"], &["--help"]] {
        let mut command = example("account-activity", "decode");
        assert_survives(command.args(arguments).current_dir(&folder.0));
    }
}
