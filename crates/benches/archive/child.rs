//! A process that reads an archive.

use std::env;
use std::path::Path;
use std::process::{self, Command, ExitCode, Stdio};
use std::time::Instant;

use account_activity_archive::{Archive, Item};

use crate::memory::Memory;

/// What a process measured.
pub(crate) struct Measured {
    pub(crate) items: usize,
    pub(crate) faults: usize,
    pub(crate) seconds: f64,
    /// The peak of memory in bytes. Zero on a system that does not tell.
    pub(crate) peak: u64,
}

/// A running process.
pub(crate) struct Child(process::Child);

impl Child {
    pub(crate) fn start(path: &Path, threads: usize) -> Self {
        let child = Command::new(env::current_exe().expect("this program has a path"))
            .arg("--child")
            .arg(threads.to_string())
            .arg(path)
            .stdout(Stdio::piped())
            .spawn();
        Self(child.expect("a process starts"))
    }

    pub(crate) fn finish(self) -> Measured {
        let output = self.0.wait_with_output().expect("the process ends");
        assert!(output.status.success(), "the process failed");
        let text = String::from_utf8(output.stdout).expect("numbers are text");
        let mut numbers = text.split_whitespace();
        let mut next = || numbers.next().expect("four numbers");
        Measured {
            items: next().parse().expect("a number"),
            faults: next().parse().expect("a number"),
            seconds: next().parse().expect("a number"),
            peak: next().parse().expect("a number"),
        }
    }
}

/// Reads an archive, and prints what was measured.
pub(crate) fn run(mut arguments: impl Iterator<Item = String>) -> ExitCode {
    let threads = arguments.next().and_then(|threads| threads.parse().ok()).expect("threads");
    let path = arguments.next().expect("a path");
    let start = Instant::now();
    let count = |items: Vec<Item>| {
        let bodies = items.iter().filter(|item| item.body().is_some()).count();
        let faults = items.iter().filter(|item| item.fault().is_some()).count();
        (bodies, faults)
    };
    let counts = Archive::open(path).threads(threads).map_batches(count);
    let (items, faults) = counts.fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    let seconds = start.elapsed().as_secs_f64();
    let peak = Memory::of(process::id()).map_or(0, |memory| memory.resident.max(memory.peak));
    println!("{items} {faults} {seconds} {peak}");
    ExitCode::SUCCESS
}
