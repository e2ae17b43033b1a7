//! A process whose instructions are counted.

use std::env;
use std::hint::black_box;
use std::process::{Command, ExitCode};

use bytes::Bytes;

use crate::contender::{self, Contender};
use crate::input;

/// The argument of the child, before the names of an input and of a contender.
pub(crate) const FLAG: &str = "--child";

/// Counts the instructions of decoding an input once. `None` without `valgrind`.
pub(crate) fn instructions(input: &str, contender: &str) -> Option<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no", "--toggle-collect=*decode_all*"])
        .arg("--callgrind-out-file=/dev/null")
        .arg(env::current_exe().expect("this program has a path"))
        .args([FLAG, input, contender])
        .output()
        .ok()?;
    let report = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{input}, {contender}: {report}");
    let collected = report.lines().find_map(|line| line.split_once("Collected : "));
    let count = collected.and_then(|(_, count)| count.trim().parse().ok()).filter(|it| *it > 0);
    Some(count.unwrap_or_else(|| panic!("{input}, {contender}: nothing was counted: {report}")))
}

/// Decodes an input once to warm up, and once to be counted.
pub(crate) fn run(input: &str, contender: &str) -> ExitCode {
    let input = input::named(input).expect("an input of this name");
    let contenders = contender::all(input.family);
    let contender = contenders.iter().find(|it| it.name == contender).expect("a contender");
    black_box((contender.read)(&input.bodies));
    black_box(decode_all(contender, &input.bodies));
    ExitCode::SUCCESS
}

/// The only function whose instructions are counted, with all that it calls.
#[inline(never)]
fn decode_all(contender: &Contender, bodies: &[Bytes]) -> usize {
    (contender.read)(bodies)
}
