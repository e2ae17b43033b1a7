//! The example `receive`, run as a user runs it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::bot::{crc, signed};
use super::server::send;
use crate::example::{assert_survives, example};
use crate::fixtures;

/// The process of the example. It is killed at the end of the test.
struct Example(Child);

impl Drop for Example {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn run(arguments: &[&str]) -> Command {
    let mut command = example("account-activity", "receive");
    command.args(arguments).env_remove("TWITTER_CONSUMER_SECRET").env_remove("RUST_LOG");
    command
}

#[tokio::test]
async fn every_event_is_a_line() {
    let mut command = run(&["--port", "0"]);
    command.env("TWITTER_CONSUMER_SECRET", "consumer secret");
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut example = Example(child);
    let mut log = BufReader::new(example.0.stderr.take().unwrap()).lines();
    let mut lines = BufReader::new(example.0.stdout.take().unwrap()).lines();
    let greeting = log.next().unwrap().unwrap();
    let (_, address) = greeting.split_once("http://").expect(&greeting);
    let address = address.split_once('/').unwrap().0.parse().unwrap();
    assert_eq!(send(address, &crc()).await.status, 200);
    for (fixture, line) in [
        ("follow_events/follow.json", "follow by"),
        ("tweet_create_events/mention.json", "Mentioned: \""),
        ("direct_message_events/emoji.json", "direct_message by"),
        ("user_event/revoke.json", "revoke by"),
    ] {
        let body = fixtures::named(fixture).body;
        assert_eq!(send(address, &signed(body.as_bytes())).await.status, 200);
        let printed = lines.next().unwrap().unwrap();
        assert!(printed.contains(line) && printed.starts_with("20"), "{printed}");
    }
    assert_eq!(send(address, &signed(b"{")).await.status, 200);
    assert!(lines.next().unwrap().unwrap().starts_with("1 bytes cannot be decoded"));
}

#[test]
fn what_is_missing_is_said() {
    for (arguments, secret, said) in [
        (&["--port", "0"][..], None, "TWITTER_CONSUMER_SECRET: environment variable not found"),
        (&["--port", "0"], Some(" \n"), "expected a secret, found empty text"),
        (&["--port", "x"], Some("s"), "usage: receive --port PORT"),
        (&[], Some("s"), "usage: receive --port PORT"),
        (&["--prot", "0"], Some("s"), "unknown argument --prot\nusage: receive"),
        (&["--port", "0", "now"], Some("s"), "unknown argument now\nusage: receive"),
    ] {
        let mut command = run(arguments);
        command.envs(secret.map(|secret| ("TWITTER_CONSUMER_SECRET", secret)));
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.starts_with(said), "{errors}");
    }
}

#[test]
fn help_needs_no_secret_and_documents_the_exit_codes() {
    let output = run(&["--help"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(text.starts_with("usage: receive") && text.contains("Exit codes: "), "{text}");
    assert_survives(&mut run(&["--help"]));
}

/// X retries a delivery that could not be printed.
#[tokio::test]
async fn a_closed_pipe_is_a_failed_delivery() {
    let mut command = run(&["--port", "0"]);
    command.env("TWITTER_CONSUMER_SECRET", "consumer secret");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut example = Example(command.stdout(writer).stderr(Stdio::piped()).spawn().unwrap());
    let mut log = BufReader::new(example.0.stderr.take().unwrap()).lines();
    let greeting = log.next().unwrap().unwrap();
    let (_, address) = greeting.split_once("http://").expect(&greeting);
    let address = address.split_once('/').unwrap().0.parse().unwrap();
    let body = fixtures::named("follow_events/follow.json").body;
    assert_eq!(send(address, &signed(body.as_bytes())).await.status, 503);
    assert_eq!(send(address, &crc()).await.status, 200);
    drop(example);
    assert!(log.all(|line| !line.unwrap().contains("panicked")));
}
