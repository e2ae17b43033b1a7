//! The README's first command, run like in a fresh checkout.

use std::process::{Command, Output};

use account_activity::Payload;
use account_activity::receiver::{Delivery, Receiver, ReceiverService};
use account_activity_emulator::Emulator;

use crate::example::{assert_survives, example};

#[path = "../../examples/quickstart/line.rs"]
#[allow(dead_code, reason = "only the lines of events are tested here")]
mod line;

fn command(variables: &[(&str, &str)]) -> Command {
    let mut command = example("account-activity-emulator", "quickstart");
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TWITTER_")) {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    command
}

fn quickstart(variables: &[(&str, &str)]) -> Output {
    command(variables).output().unwrap()
}

/// Removes what differs from run to run: the port and the duration.
fn masked(text: &str) -> String {
    let mask = |line: &str| match line {
        _ if line.starts_with("An emulator of") => {
            let (start, port) = line.rsplit_once(':').unwrap();
            assert!(port.trim_end_matches('.').parse::<u16>().is_ok(), "{line}");
            start.to_owned()
        }
        _ if line.ends_with(" s.") => line.rsplit_once(" in ").unwrap().0.to_owned(),
        _ => line.trim_end().to_owned(),
    };
    text.lines().map(mask).collect::<Vec<_>>().join("\n")
}

#[test]
fn it_prints_what_the_readme_shows() {
    // The first run may include the build, so its duration is not measured.
    let output = quickstart(&[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let readme =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md")).unwrap();
    let block =
        readme.split("```text\n").find(|block| block.starts_with("An emulator of")).unwrap();
    let shown = block.split("\n```").next().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    // A line `…` stands for lines that the README leaves out.
    let (printed_lines, shown) = (masked(&printed), masked(shown));
    let parts: Vec<&str> = shown.split("\n…\n").collect();
    let mut rest = printed_lines.as_str();
    for part in &parts {
        let at = rest.find(part).unwrap_or_else(|| panic!("not printed in this order:\n{part}"));
        rest = &rest[at + part.len()..];
    }
    assert!(printed_lines.starts_with(parts[0]), "{printed_lines}");
    assert_eq!(rest, "", "printed after the README's last line");
    // The output fits on a screen.
    assert!(printed.lines().count() <= 45, "{}", printed.lines().count());
    assert!(printed.lines().all(|line| line.chars().count() <= 120), "{printed}");
}

#[test]
fn with_credentials_it_says_what_else_is_needed() {
    let output = quickstart(&[("TWITTER_CONSUMER_KEY", "key")]);
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("TWITTER_CONSUMER_SECRET"), "{error}");
}

#[test]
fn an_argument_is_refused_before_anything_is_done() {
    let credentials = [
        ("TWITTER_CONSUMER_KEY", "key"),
        ("TWITTER_CONSUMER_SECRET", "secret"),
        ("TWITTER_ACCESS_TOKEN", "token"),
        ("TWITTER_ACCESS_TOKEN_SECRET", "token secret"),
        ("TWITTER_WEBHOOK_URL", "https://bot.example/"),
        ("TWITTER_WEBHOOK_ENV", "prod"),
        // Nothing listens there.
        ("TWITTER_BASE_URL", "http://127.0.0.1:9"),
        ("PORT", "0"),
    ];
    for arguments in [&["--dry-run"][..], &["now"]] {
        let output = command(&credentials).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        let error = String::from_utf8(output.stderr).unwrap();
        let expected = format!("unknown argument {}\nusage: quickstart", arguments[0]);
        assert!(error.starts_with(&expected), "{error}");
    }
    let output = command(&credentials).arg("--help").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(text.starts_with("usage: quickstart") && text.contains("Exit codes: "), "{text}");
}

#[test]
fn a_closed_pipe_is_no_failure() {
    assert_survives(&mut command(&[]));
    assert_survives(command(&[]).arg("--help"));
}

#[test]
fn a_line_is_one_line_whatever_others_write() {
    let user = "{\"id\": 2, \"screen_name\": \"a\\u001b[2J\\u202e\"}";
    let text = "\"text\": \"b\\r\\nc \\\"d\\\" \\u2066\"";
    let tweet = format!("{{\"id\": 1, {text}, \"user\": {user}}}");
    let follow = format!("{{\"type\": \"follow\", \"source\": {user}, \"target\": {user}}}");
    let body = format!("{{\"tweet_create_events\": [{tweet}], \"follow_events\": [{follow}]}}");
    let payload = Payload::from_slice(body.as_bytes()).unwrap();
    let lines: Vec<String> = payload.activities().map(line::of_activity).collect();
    let [tweet, follow] = lines.as_slice() else { panic!("{lines:?}") };
    assert!(tweet.contains(r#"@a\u{1b}[2J\u{202e}: "b\r\nc \"d\" \u{2066}""#), "{tweet}");
    assert!(follow.contains(r"@a\u{1b}[2J\u{202e} → @a\u{1b}[2J\u{202e}"), "{follow}");
    for line in lines {
        assert!(!line.contains(char::is_control) && !line.contains(['\u{202e}', '\u{2066}']));
    }
}

/// With credentials, it runs until a supervisor ends it.
#[cfg(unix)]
#[tokio::test]
async fn sigterm_ends_it() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;

    let emulator = Emulator::start().await.unwrap();
    let credentials = emulator.credentials();
    let service =
        ReceiverService::new(Receiver::new(credentials.secrets()), async |_: Delivery| Ok(()));
    // It is not the URL of the quickstart, whose port is not known. No event is awaited.
    let webhook = emulator.serve(service).await.unwrap();
    let (token, token_secret) = credentials.users[0].token.expose_oauth1().unwrap();
    let mut command = command(&[
        ("TWITTER_CONSUMER_KEY", &credentials.consumer_key),
        ("TWITTER_CONSUMER_SECRET", &credentials.consumer_secret),
        ("TWITTER_ACCESS_TOKEN", token),
        ("TWITTER_ACCESS_TOKEN_SECRET", token_secret),
        ("TWITTER_WEBHOOK_ENV", "prod"),
        ("TWITTER_WEBHOOK_URL", webhook.as_str()),
        ("TWITTER_BASE_URL", emulator.base_url()),
        ("PORT", "0"),
        ("NO_PROXY", "127.0.0.1"),
    ]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let code = tokio::task::spawn_blocking(move || {
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        assert!(lines.any(|line| line.contains("Ctrl-C ends.")), "it ended before it received");
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        child.wait().unwrap().code()
    });
    assert_eq!(code.await.unwrap(), Some(0));
    emulator.shutdown().await.unwrap();
}
