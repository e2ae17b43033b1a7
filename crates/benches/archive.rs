//! The speed of reading archives, and the memory that it takes.
//!
//! `cargo bench -p account-activity-benches --bench archive` writes 1 GB of deliveries in each form to the temporary
//! folder (`TMPDIR`), one form after another, and prints how many MB of decompressed text one and two threads read
//! per second, what two processes of one thread each read at the same time, and the peak memory of the process with
//! two threads. Each measurement is a process of its own, and contenders take turns.
//!
//! With `-- --check` the program fails if a process takes 200 MB or more, if an item is missing, or, in a full run, if
//! two threads reach less than 0.95 of two processes on plain lines.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cast_precision_loss)]

#[path = "archive/child.rs"]
mod child;
#[path = "archive/form.rs"]
mod form;
#[path = "subject/memory.rs"]
mod memory;
mod minified;

use std::env;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use child::{Child, Measured};
use form::Form;

const USAGE: &str = "\
usage: archive [--short] [--check] [--only FORM]

  --short      reads 100 MB in each form instead of 1 GB
  --check      fails if memory, items or speed are not as promised
  --only FORM  reads one form only";

/// The memory of a process, in bytes, that it must stay below.
const MEMORY: u64 = 200_000_000;
/// What two threads reach of two processes.
const RATIO: f64 = 0.95;

fn main() -> ExitCode {
    let (mut size, mut rounds, mut check, mut only) = (1_000_000_000, 9, false, None);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--short" => (size, rounds) = (100_000_000, 1),
            "--check" => check = true,
            "--only" => only = arguments.next(),
            "--child" => return child::run(arguments),
            // Cargo adds it.
            "--bench" => {}
            other => {
                eprintln!("unknown argument {other:?}\n{USAGE}");
                return ExitCode::from(2);
            }
        }
    }
    let folder = env::temp_dir().join(format!("archive-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("the temporary folder is writable");
    println!(
        "{:<14}{:>10}{:>10}{:>15}{:>8}{:>12}",
        "form", "1 thread", "2", "2 processes", "ratio", "peak memory"
    );
    let mut is_kept = true;
    for form in form::ALL.iter().filter(|form| only.as_deref().is_none_or(|only| only == form.name))
    {
        // Speed is promised for plain lines, and the others take long.
        let (rounds, ratio) =
            if form.name == "lines" && rounds > 1 { (rounds, Some(RATIO)) } else { (1, None) };
        is_kept &= measure(form, size, rounds, ratio, &folder);
    }
    // A folder that is left over does no harm.
    let _ = fs::remove_dir_all(folder);
    if check && !is_kept { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Measures a form and prints its line. Returns `false` if a promise is broken.
fn measure(form: &Form, size: usize, rounds: usize, promise: Option<f64>, folder: &Path) -> bool {
    let path = folder.join(form.name);
    let (text, items) = form.write(&path, size);
    let mut lines = Vec::new();
    for _ in 0..rounds {
        let [one, two] = [1, 2].map(|threads| Child::start(&path, threads).finish());
        let both = [(); 2].map(|()| Child::start(&path, 1)).map(Child::finish);
        lines.push((one, two, both));
    }
    if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }
        .expect("it was written");
    let speed = |measured: &Measured| text as f64 / measured.seconds / 1e6;
    let ratio = |(_, two, [a, b]): &(Measured, Measured, [Measured; 2])| {
        // Both processes are read to the end, so the later one counts.
        speed(two) / (2.0 * text as f64 / a.seconds.max(b.seconds) / 1e6)
    };
    lines.sort_by(|one, other| ratio(one).total_cmp(&ratio(other)));
    let median = &lines[lines.len() / 2];
    let (one, two, [a, b]) = median;
    let both = 2.0 * text as f64 / a.seconds.max(b.seconds) / 1e6;
    println!(
        "{:<14}{:>5.0} MB/s{:>5.0} MB/s{:>10.0} MB/s{:>8.2}{:>9.1} MB",
        form.name,
        speed(one),
        speed(two),
        both,
        ratio(median),
        two.peak as f64 / 1e6
    );
    let mut is_kept = true;
    for measured in [one, two, a, b] {
        if measured.items != items || measured.faults > 0 {
            eprintln!(
                "{}: expected {items} items, found {} and {} faults",
                form.name, measured.items, measured.faults
            );
            is_kept = false;
        }
        if measured.peak >= MEMORY {
            eprintln!(
                "{}: a process took {} bytes, which must be below {MEMORY}",
                form.name, measured.peak
            );
            is_kept = false;
        }
    }
    if promise.is_some_and(|promise| ratio(median) < promise) {
        eprintln!("{}: two threads must reach {RATIO} of two processes", form.name);
        is_kept = false;
    }
    is_kept
}
