//! The example `receive`, run as a user runs it.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Command, Stdio};

use super::bot::{PATH, crc, message, signed};
use super::server::{Connection, send};
use crate::example::{assert_survives, example_with};
use crate::fixtures;

/// The process of the example. It is killed at the end of the test.
struct Example(Child);

impl Example {
    /// Starts the example, and returns its address and its log.
    fn start(stdout: Stdio) -> (Self, SocketAddr, BufReader<ChildStderr>) {
        Self::spawn(run(&["--port", "0"]), stdout)
    }

    fn spawn(mut command: Command, stdout: Stdio) -> (Self, SocketAddr, BufReader<ChildStderr>) {
        command.env("TWITTER_CONSUMER_SECRET", "consumer secret");
        let mut child = command.stdout(stdout).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let example = Self(child);
        let mut greeting = String::new();
        log.read_line(&mut greeting).unwrap();
        let (_, address) = greeting.split_once("http://").expect(&greeting);
        (example, address.split_once('/').unwrap().0.parse().unwrap(), log)
    }

    /// Sends the signal that supervisors and containers send.
    #[cfg(unix)]
    fn terminate(&self) {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn run(arguments: &[&str]) -> Command {
    let mut command = example_with("server", "account-activity", "receive");
    command.args(arguments).env_remove("TWITTER_CONSUMER_SECRET").env_remove("RUST_LOG");
    command
}

#[tokio::test]
async fn every_event_is_a_line() {
    let (mut example, address, _log) = Example::start(Stdio::piped());
    let mut lines = BufReader::new(example.0.stdout.take().unwrap()).lines();
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
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let (example, address, log) = Example::start(writer.into());
    let body = fixtures::named("follow_events/follow.json").body;
    assert_eq!(send(address, &signed(body.as_bytes())).await.status, 503);
    assert_eq!(send(address, &crc()).await.status, 200);
    drop(example);
    assert!(log.lines().all(|line| !line.unwrap().contains("panicked")));
}

/// Nobody reads the output. Deliveries and CRC requests get their responses, and what is accepted is printed
/// before SIGTERM ends the program.
#[cfg(unix)]
#[tokio::test]
async fn a_reader_that_stalls_delays_no_response() {
    let (mut reader, writer) = std::io::pipe().unwrap();
    let (mut example, address, _log) = Example::start(writer.into());
    // It fills the pipe.
    assert_eq!(send(address, &message(1, 500_000)).await.status, 200);
    let request = message(2, 10);
    let mut accepted = 1;
    for _ in 0..10 {
        assert_eq!(send(address, &request).await.status, 200);
        assert_eq!(send(address, &crc()).await.status, 200);
        accepted += 1;
    }
    // Until the memory is full, too.
    loop {
        match send(address, &message(3, 900_000)).await.status {
            200 => accepted += 1,
            status => break assert_eq!(status, 503),
        }
        assert!(accepted < 100, "the memory never fills");
    }
    assert_eq!(send(address, &crc()).await.status, 200);
    // This delivery is being handled, and this head is half sent, when the signal comes.
    let mut handled = Connection::open(address).await;
    handled.send(&request).await;
    let mut half = Connection::open(address).await;
    half.write(format!("POST {PATH} HTTP/1.1\r\nhost: x\r\n")).await;
    assert_eq!(send(address, &crc()).await.status, 200);
    example.terminate();
    half.assert_closed().await;
    let mut output = String::new();
    let output =
        tokio::task::spawn_blocking(move || reader.read_to_string(&mut output).map(|_| output));
    let status = handled.response().await.status;
    assert_eq!(example.0.wait().unwrap().code(), Some(0));
    let output = output.await.unwrap().unwrap();
    assert_eq!(status, 200);
    assert_eq!(output.lines().count(), accepted + 1);
}

/// The limit of the system is below the one of the server.
#[cfg(unix)]
#[tokio::test]
async fn a_lack_of_file_descriptors_keeps_no_request_out() {
    let receive = run(&["--port", "0"]);
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 40; exec \"$@\"", "sh"]).arg(receive.get_program());
    command.args(receive.get_args());
    let (mut example, address, _log) = Example::spawn(command, Stdio::null());
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(Connection::open(address).await);
    }
    assert_eq!(send(address, &crc()).await.status, 200);
    example.terminate();
    assert_eq!(example.0.wait().unwrap().code(), Some(0));
}
