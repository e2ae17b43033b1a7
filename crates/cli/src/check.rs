//! `check`: what is in an archive, and what is wrong with it.

mod counts;
mod report;
mod table;

use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use account_activity_archive::{Archive, Batches, Item};
use clap::Args;

use crate::outcome::{Interrupted, Result, after_printing, verdict};
use crate::output;
use crate::progress::Progress;
use crate::source::{Opened, Sources};
use report::Report;

/// Reads an archive and reports what is in it and what is wrong
///
/// Counts the events by kind, and lists unknown members, faults (values that cannot be read and cost no event)
/// and failures (what is not understood), each with its place.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Check {
    #[command(flatten)]
    sources: Sources,
    /// Also writes each body as JSON, reads it again, and reports differences as failures
    #[arg(long)]
    round_trip: bool,
    /// Prints the report as one JSON object
    #[arg(long)]
    json: bool,
}

const AFTER_HELP: &str = "\
Examples:
  account-activity check twitter-2024-01-01.zip
  account-activity check 'captures/2024-*.json.gz' --json
  account-activity check tweets.js --owner 12
  mongoexport --collection=events | account-activity check -

Exit codes: 0 if everything is understood, 1 if something is not or nothing was found, 2 if the arguments are \
wrong, 130 after Ctrl-C.";

/// What the threads share: the batches in their order, and what can only be counted in this order.
struct Shared {
    batches: Batches,
    progress: Progress,
    next: u64,
    files: u64,
    source: Option<Arc<str>>,
}

impl Check {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let Opened { archive, threads, progress, cancel } = self.sources.open(true)?;
        let (report, progress) = read(archive, threads, progress, self.round_trip)?;
        let time = progress.end();
        if cancel.is_cancelled() {
            return Err(Interrupted("interrupted before the end of the archive".to_owned()).into());
        }
        let printed =
            if self.json { output::say(report.json()) } else { table::print(&report, time) };
        after_printing(printed, verdict(report.is_good()))
    }
}

/// Reads an archive on several threads, and reports it.
fn read(
    archive: Archive,
    threads: usize,
    progress: Progress,
    round_trip: bool,
) -> Result<(Report, Progress)> {
    let batches = archive.batches();
    let shared = Mutex::new(Shared { batches, progress, next: 0, files: 0, source: None });
    let count = || {
        let mut report = Report::default();
        while let Some((number, batch)) = next(&shared) {
            report.add(number, &batch, round_trip);
        }
        report
    };
    let reports: Option<Vec<Report>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(count)).collect();
        workers.into_iter().map(|worker| worker.join().ok()).collect()
    });
    let shared = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    let reports = reports.ok_or("a thread ended early")?;
    Ok((Report::merge(reports, shared.files), shared.progress))
}

/// Returns the next batch and its number.
fn next(shared: &Mutex<Shared>) -> Option<(u64, Vec<Item>)> {
    let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
    let batch = shared.batches.next()?;
    for item in batch.iter().filter(|item| report::is_read(item)) {
        if shared.source.as_ref().is_none_or(|source| **source != *item.source) {
            shared.source = Some(Arc::clone(&item.source));
            shared.files += 1;
        }
    }
    shared.progress.update();
    let number = shared.next;
    shared.next += 1;
    Some((number, batch))
}
