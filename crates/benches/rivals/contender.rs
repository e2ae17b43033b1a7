//! The compared programs.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;
use std::time::Instant;

/// A program that reads the archive.
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    threads: usize,
    kind: Kind,
}

enum Kind {
    Check,
    Orjson,
    DuckDb(&'static str),
}

/// Where the programs are.
pub(crate) struct Programs {
    pub(crate) check: PathBuf,
    pub(crate) python: PathBuf,
}

/// What a contender did.
pub(crate) struct Measured {
    pub(crate) seconds: f64,
    /// The lines that it read, including those that it could not.
    pub(crate) lines: usize,
    pub(crate) failed: usize,
}

pub(crate) const CHECK_1: &str = "check, 1 thread";
pub(crate) const CHECK_2: &str = "check, 2 threads";
pub(crate) const ORJSON: &str = "orjson, 1 thread";
pub(crate) const DUCK_1: &str = "DuckDB, structs, 1 thread";
pub(crate) const DUCK_2: &str = "DuckDB, structs, 2 threads";
pub(crate) const DUCK_JSON_1: &str = "DuckDB, JSON, 1 thread";
pub(crate) const DUCK_JSON_2: &str = "DuckDB, JSON, 2 threads";

pub(crate) const ALL: [Contender; 7] = [
    Contender { name: CHECK_1, threads: 1, kind: Kind::Check },
    Contender { name: ORJSON, threads: 1, kind: Kind::Orjson },
    Contender { name: DUCK_1, threads: 1, kind: Kind::DuckDb("structs") },
    Contender { name: DUCK_JSON_1, threads: 1, kind: Kind::DuckDb("json") },
    Contender { name: CHECK_2, threads: 2, kind: Kind::Check },
    Contender { name: DUCK_2, threads: 2, kind: Kind::DuckDb("structs") },
    Contender { name: DUCK_JSON_2, threads: 2, kind: Kind::DuckDb("json") },
];

impl Contender {
    /// Runs the program on as many cores as it has threads. Threads beside those that decode then take time from them.
    pub(crate) fn run(&self, programs: &Programs, archive: &Path) -> Measured {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let mut command = Command::new("taskset");
        command.arg("--cpu-list").arg(format!(
            "{}-{}",
            cores.saturating_sub(self.threads),
            cores - 1
        ));
        let script = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("rivals").join(name);
        match self.kind {
            Kind::Check => command
                .arg(&programs.check)
                .args(["check", "--json", "--progress=none", "--threads"])
                .arg(self.threads.to_string())
                .arg(archive),
            Kind::Orjson => command.arg(&programs.python).arg(script("loop.py")).arg(archive),
            Kind::DuckDb(columns) => command
                .arg(&programs.python)
                .arg(script("query.py"))
                .arg(archive)
                .args([&self.threads.to_string(), columns]),
        };
        let start = Instant::now();
        let output = command.output().expect("taskset of util-linux is installed");
        let seconds = start.elapsed().as_secs_f64();
        match self.kind {
            Kind::Check => checked(&output, seconds),
            _ => self.printed(&output),
        }
    }

    /// Reads what a script printed. It does not count the time in which the interpreter starts.
    fn printed(&self, output: &Output) -> Measured {
        let text = String::from_utf8_lossy(&output.stdout);
        let error = || panic!("{}: {}", self.name, String::from_utf8_lossy(&output.stderr));
        let numbers: Vec<&str> = text.split_whitespace().collect();
        let [lines, failed, seconds] = numbers[..] else { error() };
        Measured {
            seconds: seconds.parse().unwrap_or_else(|_| error()),
            lines: lines.parse().unwrap_or_else(|_| error()),
            failed: failed.parse().unwrap_or_else(|_| error()),
        }
    }
}

/// Reads the report of `check`, which fails because of the lines that are not JSON.
fn checked(output: &Output, seconds: f64) -> Measured {
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("check: {}", String::from_utf8_lossy(&output.stderr)));
    let number = |key: &str| report[key].as_u64().expect("a number") as usize;
    let failed = number("failure_count");
    Measured { seconds, lines: number("payloads"), failed }
}
