//! The example `activity`, run as a user runs it.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use super::cases::stream::event;
use super::stream_server::*;
use crate::example::{assert_survives, example_with};
use crate::receiver::bot::{PATH, crc, message, signed};
use crate::receiver::server::send;

/// The process of the example. It is killed at the end of the test.
struct Example(Child);

impl Drop for Example {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn run(arguments: &[&str]) -> Command {
    let mut command = example_with("server", "account-activity", "activity");
    command.args(arguments).env_clear();
    command.env("TWITTER_CONSUMER_KEY", "key").env("TWITTER_CONSUMER_SECRET", "consumer secret");
    command.env("TWITTER_BEARER_TOKEN", "bearer");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[tokio::test]
async fn the_bot_by_stream() {
    let first = vec![Head, line(1), line(1), Send("x\r\n".to_owned()), line(2), End];
    let server = Server::start([first, good(3), vec![]]).await;
    let mut example = Example(run(&["--stream", "--base-url", &server.base_url]).spawn().unwrap());
    let output = BufReader::new(example.0.stdout.take().unwrap());
    let mut log = BufReader::new(example.0.stderr.take().unwrap());
    let (lines, example) = tokio::task::spawn_blocking(move || {
        (output.lines().take(3).map(Result::unwrap).collect::<Vec<_>>(), example)
    })
    .await
    .unwrap();
    assert_eq!(lines, vec!["post_delete by 12"; 3]);
    drop(example);
    server.wait_until_closed(1).await;
    let mut text = String::new();
    log.read_to_string(&mut text).unwrap();
    for notice in
        ["connected", "not a JSON object", "closed the connection", "nothing was received"]
    {
        assert!(text.contains(notice), "{notice}: {text}");
    }
}

#[tokio::test]
async fn the_end_of_the_stream_is_an_error() {
    let server = Server::start([status("402 Payment Required", "")]).await;
    let mut command = run(&["--stream", "--base-url", &server.base_url]);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("402 Payment Required"), "{errors}");
}

/// Starts the bot by webhook and returns its address.
fn by_webhook(stdout: Stdio) -> (Example, SocketAddr) {
    let mut example = Example(run(&["--webhook", "0"]).stdout(stdout).spawn().unwrap());
    let mut greeting = String::new();
    BufReader::new(example.0.stderr.take().unwrap()).read_line(&mut greeting).unwrap();
    let address = greeting.trim().strip_prefix("receiving at http://").expect(&greeting);
    (example, address.strip_suffix(PATH).unwrap().parse().unwrap())
}

#[tokio::test]
async fn the_bot_by_webhook() {
    let (mut example, address) = by_webhook(Stdio::piped());
    for number in [1, 1, 2] {
        assert_eq!(send(address, &signed(event(number).as_bytes())).await.status, 200);
    }
    let output = BufReader::new(example.0.stdout.take().unwrap());
    drop(example);
    let lines: Vec<_> = output.lines().map(Result::unwrap).collect();
    assert_eq!(lines, vec!["post_delete by 12"; 2]);
}

/// Nobody reads the output until SIGTERM.
#[cfg(unix)]
#[tokio::test]
async fn a_stalled_reader_of_the_bot_delays_neither_responses_nor_the_end() {
    let (mut reader, writer) = std::io::pipe().unwrap();
    let (mut example, address) = by_webhook(writer.into());
    for id in 1..=4 {
        assert_eq!(send(address, &message(id, 200_000)).await.status, 200);
        assert_eq!(send(address, &crc()).await.status, 200);
    }
    let id = example.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let mut output = String::new();
    reader.read_to_string(&mut output).unwrap();
    assert_eq!(output.lines().count(), 4);
    assert_eq!(example.0.wait().unwrap().code(), Some(0));
}

#[test]
fn what_is_wrong_is_said() {
    for (arguments, said) in [
        (&[][..], "usage: activity"),
        (&["--webhook", "x"], "usage: activity"),
        (&["--stream", "now"], "usage: activity"),
        (&["--strem"], "unknown argument --strem\nusage: activity"),
    ] {
        let output = run(arguments).output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && errors.starts_with(said), "{errors}");
    }
    let output = run(&["--stream"]).env_remove("TWITTER_CONSUMER_KEY").output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && errors.contains("TWITTER_CONSUMER_KEY"), "{errors}");
    let output = run(&["--help"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("usage: activity") && text.contains("Exit codes: "), "{text}");
    assert_survives(&mut run(&["--help"]));
}
