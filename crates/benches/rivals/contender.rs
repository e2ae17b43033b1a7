//! The compared programs.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use serde_json::Value;

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
    /// The time on all cores, with that in which an interpreter starts. It depends less on other load.
    pub(crate) cpu: f64,
    /// The peak of memory in bytes.
    pub(crate) peak: u64,
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
        command.arg(&programs.python).arg(script("timed.py"));
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
        let output = command.output().expect("taskset of util-linux is installed");
        self.measured(&output)
    }

    /// Reads what the programs printed. The scripts do not count the time in which the interpreter starts.
    fn measured(&self, output: &Output) -> Measured {
        let [text, error] = [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it));
        let fail = || -> ! { panic!("{}: {text} {error}", self.name) };
        let numbers = |line: &str| line.split_whitespace().map(|it| it.parse().ok()).collect();
        let timed: Option<Vec<f64>> = error.lines().last().and_then(numbers);
        let Some([seconds, cpu, peak]) = timed.as_deref() else { fail() };
        let (lines, failed, seconds) = if let Kind::Check = self.kind {
            let Ok(report) = serde_json::from_str::<Value>(&text) else { fail() };
            // It fails because of the lines that are not JSON.
            let number = |key: &str| report[key].as_f64().unwrap_or_else(|| fail());
            (number("payloads"), number("failure_count"), *seconds)
        } else {
            let printed: Option<Vec<f64>> = numbers(&text);
            let Some([lines, failed, seconds]) = printed.as_deref() else { fail() };
            (*lines, *failed, *seconds)
        };
        let (lines, failed, peak) = (lines as usize, failed as usize, *peak as u64 * 1024);
        Measured { seconds, cpu: *cpu, peak, lines, failed }
    }
}
