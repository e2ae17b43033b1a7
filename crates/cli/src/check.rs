//! `check`: what is in an archive, and what is wrong with it.

mod counts;
mod report;
mod table;

use std::process::ExitCode;

use account_activity_archive::Archive;
use clap::Args;

use crate::escaped;
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
    /// Also writes each body as JSON, reads it again, and reports differences as failures
    #[arg(long)]
    round_trip: bool,
    /// Prints the report as one JSON object
    #[arg(long)]
    json: bool,
    // The heading of the limits would be that of the flags behind them.
    #[command(flatten)]
    sources: Sources,
}

const AFTER_HELP: &str = "\
Examples:
  account-activity check twitter-2024-01-01.zip
  account-activity check 'captures/2024-*.json.gz' --json
  account-activity check tweets.js --owner 12
  mongoexport --collection=events | account-activity check -

Exit codes: 0 if everything is understood, 1 if something is not, cannot be read, or nothing was found, 2 if the \
arguments are wrong, 130 after Ctrl-C.";

impl Check {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let Opened { archive, mut progress, cancel } = self.sources.open(true)?;
        let report = read(archive, &mut progress, self.round_trip);
        let time = progress.end();
        if cancel.is_cancelled() {
            return Err(Interrupted("interrupted before the end of the archive".to_owned()).into());
        }
        let printed = if self.json {
            output::say(escaped::json(&report.json())?)
        } else {
            table::print(&report, time)
        };
        after_printing(printed, verdict(report.is_good()))
    }
}

/// Reads an archive, and reports it. Each batch is counted on the thread that decoded it.
fn read(archive: Archive, progress: &mut Progress, round_trip: bool) -> Report {
    let mut report = Report::default();
    for batch in archive.map_batches(move |items| Report::of(&items, round_trip)) {
        report.append(batch);
        progress.update();
    }
    report.finished()
}
