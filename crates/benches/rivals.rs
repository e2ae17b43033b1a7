//! `account-activity check` on a large archive, against programs that people read JSON with.
//!
//! `.ci/rivals` installs orjson and `DuckDB`, builds the program and runs this bench. It writes 1 GB of deliveries to
//! the temporary folder (`TMPDIR`): fixtures and, where they are, real Tweets, with changed ids and texts, a third with
//! their members in another order, some cut, not UTF-8 or with a value that cannot be read. Then each contender reads
//! the file in turn, pinned to as many cores as it has threads:
//!
//! - `check` decodes all of it, and reports kinds, unknown members and faults;
//! - orjson makes Python objects of each line, and counts the lines that it cannot read;
//! - `DuckDB` reads columns that are declared: structs of what people query (`rivals/query.py`), or only JSON.
//!
//! It prints medians of rounds: speed, CPU seconds, the peak of memory, lines, and those that failed. `DuckDB` fails on a
//! line without any declared column, too. Ratios are of speeds within the rounds. With `-- --check` it fails if one is below its promise.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

#[path = "rivals/archive.rs"]
mod archive;
#[path = "rivals/contender.rs"]
mod contender;
#[path = "decode/fixture.rs"]
mod fixture;
#[path = "decode/input.rs"]
#[allow(dead_code)]
mod input;
mod minified;
mod shuffled;

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use contender::{
    ALL, CHECK_1, CHECK_2, DUCK_1, DUCK_2, DUCK_JSON_1, DUCK_JSON_2, Measured, ORJSON, Programs,
};

const USAGE: &str = "\
usage: rivals [--size MB] [--rounds N] [--check] [--python PATH] [--program PATH]

  --size MB       the size of the archive (default: 1000)
  --rounds N      how often each contender reads it (default: 5)
  --check         fails if a ratio is below its promise
  --python PATH   Python with orjson and duckdb (default: python3)
  --program PATH  account-activity (default: the one beside this program's folder)";

/// How many times as fast as a rival `check` must be.
const PROMISES: [(&str, &str, Option<f64>); 5] = [
    (CHECK_1, ORJSON, Some(1.4)),
    (CHECK_1, DUCK_1, Some(1.0)),
    (CHECK_1, DUCK_JSON_1, None),
    (CHECK_2, DUCK_2, Some(1.0)),
    (CHECK_2, DUCK_JSON_2, None),
];

/// What was measured of all contenders.
type Round = Vec<Measured>;

fn main() -> ExitCode {
    let (mut size, mut rounds, mut check) = (1000, 5, false);
    let built = env::current_exe().ok().and_then(|path| Some(path.parent()?.parent()?.to_owned()));
    let program = built.unwrap_or_default().join("account-activity");
    let mut programs = Programs { check: program, python: PathBuf::from("python3") };
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().expect(USAGE);
        match argument.as_str() {
            "--size" => size = value().parse().expect(USAGE),
            "--rounds" => rounds = value().parse().expect(USAGE),
            "--check" => check = true,
            "--python" => programs.python = value().into(),
            "--program" => programs.check = value().into(),
            // Cargo adds it.
            "--bench" => {}
            other => {
                eprintln!("unknown argument {other:?}\n{USAGE}");
                return ExitCode::from(2);
            }
        }
    }
    let path = env::temp_dir().join(format!("rivals-{}.ndjson", std::process::id()));
    let written = archive::write(&path, size * 1_000_000).expect("the temporary folder has room");
    let archive::Written { bytes, lines, broken } = written;
    println!("{bytes} bytes, {lines} lines, {broken} of them not JSON; medians of {rounds} rounds");
    let rounds: Vec<Round> =
        (0..rounds).map(|_| ALL.iter().map(|it| it.run(&programs, &path)).collect()).collect();
    // A file that is left over does no harm.
    let _ = fs::remove_file(path);
    print(&rounds, bytes);
    let complaints = complaints(&rounds, &written);
    complaints.iter().for_each(|complaint| eprintln!("{complaint}"));
    if check && !complaints.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn print(rounds: &[Round], bytes: usize) {
    println!("{:<28}{:>6}{:>8}{:>9}{:>9}{:>8}", "", "MB/s", "CPU s", "peak MB", "lines", "failed");
    for (index, contender) in ALL.iter().enumerate() {
        let of =
            |value: fn(&Measured) -> f64| median(rounds.iter().map(|round| value(&round[index])));
        let speed = bytes as f64 / of(|it| it.seconds) / 1e6;
        let (cpu, peak) = (of(|it| it.cpu), of(|it| it.peak as f64 / 1e6));
        let Measured { lines, failed, .. } = rounds[0][index];
        println!("{:<28}{speed:>6.0}{cpu:>8.2}{peak:>9.0}{lines:>9}{failed:>8}", contender.name);
    }
    for (contender, rival, _) in PROMISES {
        println!("{contender} / {rival}: {:.2}", ratio(rounds, contender, rival));
    }
}

/// Returns the promises that are broken, and the contenders that left out lines.
fn complaints(rounds: &[Round], written: &archive::Written) -> Vec<String> {
    let slow = PROMISES.into_iter().filter_map(|(contender, rival, promise)| {
        let (promise, measured) = (promise?, ratio(rounds, contender, rival));
        (measured <= promise).then(|| {
            format!("expected {contender} to be over {promise} times as fast as {rival}, measured {measured:.2}")
        })
    });
    let short = ALL.iter().zip(&rounds[0]).filter_map(|(contender, measured)| {
        // Some contenders read what they can of a line that is not JSON.
        let least = written.lines - written.broken;
        (measured.lines < least)
            .then(|| format!("{}: expected {least} lines, read {}", contender.name, measured.lines))
    });
    slow.chain(short).collect()
}

/// Returns how many times as fast a contender is as a rival. Compares within each round.
fn ratio(rounds: &[Round], contender: &str, rival: &str) -> f64 {
    let index = |name| ALL.iter().position(|it| it.name == name).expect("a contender");
    let (contender, rival) = (index(contender), index(rival));
    median(rounds.iter().map(|round| round[rival].seconds / round[contender].seconds))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
