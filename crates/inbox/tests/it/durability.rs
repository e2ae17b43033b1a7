//! What the system is asked for before a delivery is acknowledged. A kill does not test it: the pages
//! that a process has written outlive it, and only a power failure loses them.

use std::path::Path;
use std::process::Command;

use account_activity_inbox::account_activity::receiver::{Secret, Secrets};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::bodies::deletions;
use crate::port::port;
use crate::program::{PATH, Program, in_file, receiving};
use crate::sqlite::Folder;

/// The Tweet of the delivery, by whose id the trace shows the append.
const TWEET: u64 = 7_777_777;

const SECRET: &str = "consumer secret";

#[tokio::test]
async fn the_log_is_on_the_disk_before_the_response() {
    let Some(calls) = trace(&[]).await else { return };
    assert!(is_durable(&calls), "{calls:#?}");
    // The same test sees that the weaker setting does not wait for the disk.
    let calls = trace(&[("AA_INBOX_NORMAL", "1".into())]).await.unwrap();
    assert!(!is_durable(&calls), "{calls:#?}");
}

/// A call of the system that has returned.
#[derive(Debug)]
enum Call {
    /// The log was written.
    Append {
        has_delivery: bool,
    },
    /// The log is on the disk.
    Sync,
    Response,
}

/// Returns `true` if everything that was written to the log before the response was on the disk then,
/// the delivery too.
fn is_durable(calls: &[Call]) -> bool {
    let response = calls.iter().position(|call| matches!(call, Call::Response)).unwrap();
    let before = &calls[..response];
    let delivery =
        before.iter().rposition(|call| matches!(call, Call::Append { has_delivery: true }));
    let delivery = delivery.expect("the delivery was written before the response");
    let last = before.iter().rposition(|call| matches!(call, Call::Append { .. })).unwrap();
    assert!(last >= delivery);
    before[last..].iter().any(|call| matches!(call, Call::Sync))
}

/// Delivers to a traced program, and returns its calls. `None` if this machine cannot trace.
async fn trace(variables: &[crate::program::Variable]) -> Option<Vec<Call>> {
    let probe = Command::new("strace").args(["-o", "/dev/null", "true"]).status();
    if !probe.is_ok_and(|status| status.success()) {
        eprintln!("skipped: strace is missing, or may not trace");
        return None;
    }
    let folder = Folder::new();
    let output = folder.file().with_extension("trace");
    let calls = "pwrite64,pwritev,fsync,fdatasync,write,writev,sendto,sendmsg";
    let (filter, output) = (format!("trace={calls}"), output.to_str().unwrap());
    // `-y` shows the paths of files, and `-s` enough of what is written.
    let strace = ["strace", "-f", "-y", "-s", "8192", "-e", &filter, "-o", output];
    let port = port();
    let variables = [receiving(in_file(&folder.file()), port, SECRET), variables.to_vec()].concat();
    let mut program = Program::start(&strace, &variables);
    let mut line = program.line();
    while !line.starts_with("listening on") {
        line = program.line();
    }
    assert!(deliver(port).await.starts_with("HTTP/1.1 200"));
    terminate(&program);
    program.end();
    Some(read(Path::new(output)))
}

/// Ends the traced program, and not `strace`, which writes the rest of its output then.
fn terminate(program: &Program) {
    let status = Command::new("pkill").args(["-KILL", "-P", &program.id()]).status().unwrap();
    assert!(status.success());
}

async fn deliver(port: u16) -> String {
    let secrets = Secrets::new(Secret::new(SECRET).unwrap());
    let request = secrets.signed_request(PATH.parse().unwrap(), deletions(1, [TWEET]));
    let mut text = format!("POST {PATH} HTTP/1.1\r\nhost: bot\r\nconnection: close\r\n");
    for (name, value) in request.headers() {
        text += &format!("{name}: {}\r\n", value.to_str().unwrap());
    }
    let body = String::from_utf8(request.body().to_vec()).unwrap();
    text += &format!("content-length: {}\r\n\r\n{body}", body.len());
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    response
}

/// Reads the calls in the order in which they returned, and a response when it was begun.
fn read(trace: &Path) -> Vec<Call> {
    let text = std::fs::read_to_string(trace).unwrap();
    let mut begun = std::collections::HashMap::new();
    let mut calls = Vec::new();
    for line in text.lines() {
        let (thread, line) = line.split_once(' ').unwrap();
        let line = line.trim_start();
        let is_response = line.contains("HTTP/1.1 200");
        if is_response {
            calls.push(Call::Response);
        } else if let Some(first) = line.strip_suffix("<unfinished ...>") {
            begun.insert(thread, first);
        } else {
            let whole = if line.starts_with("<...") {
                format!("{}{line}", begun.remove(thread).unwrap_or_default())
            } else {
                line.to_owned()
            };
            calls.extend(call(&whole));
        }
    }
    calls
}

/// Returns a call on the log that has succeeded.
fn call(line: &str) -> Option<Call> {
    let (name, rest) = line.split_once('(')?;
    let failed = line.rsplit_once("= ").is_none_or(|(_, result)| result.starts_with('-'));
    let file = rest.split_once('<')?.1.split_once('>')?.0;
    if failed || !file.ends_with("-wal") {
        return None;
    }
    match name {
        "pwrite64" | "pwritev" => {
            Some(Call::Append { has_delivery: line.contains(&TWEET.to_string()) })
        }
        "fsync" | "fdatasync" => Some(Call::Sync),
        _ => None,
    }
}
