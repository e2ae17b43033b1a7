//! `cat`: the activities of an archive.

mod filter;
mod line;

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::process::ExitCode;

use account_activity_archive::{Item, Position};
use clap::Args;

use crate::escaped::Escaped;
use crate::finding::{Finding, findings};
use crate::outcome::{Interrupted, Result};
use crate::output::written;
use crate::source::{Opened, Sources};
use filter::Filter;

/// Prints the activities of an archive, as readable lines or as JSON
///
/// Both APIs and all forms give the same lines. What is not understood is told on standard error, and reading
/// goes on behind it.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Cat {
    #[command(flatten)]
    sources: Sources,
    #[command(flatten)]
    filter: Filter,
    /// Prints an object in a line for each activity, whose members only grow (NDJSON)
    #[arg(long)]
    json: bool,
    /// Prints the bodies that have such activities, as they are
    #[arg(long, conflicts_with = "json")]
    raw: bool,
    /// Begins at a position, which an interrupted run printed
    #[arg(long, value_name = "POSITION")]
    start_at: Option<Position>,
}

const AFTER_HELP: &str = "\
Examples:
  account-activity cat twitter-2024-01-01.zip
  account-activity cat captures/ --kind post,like --user @ada --since 2024-01-01 --until 2024-02-01
  account-activity cat payloads.ndjson.zst --json | jq -r .text
  account-activity cat payloads/ --kind direct_message --raw > messages.ndjson

Exit codes: 0 if everything is understood, 1 if something is not, 2 if the arguments are wrong, 130 after \
Ctrl-C.";

/// Where activities are written to, and how.
struct Writer<'a> {
    output: BufWriter<StdoutLock<'a>>,
    filter: Filter,
    json: bool,
    raw: bool,
    is_colored: bool,
}

impl Cat {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let stdout = io::stdout();
        let Opened { mut archive, mut progress, cancel, .. } =
            self.sources.open(!stdout.is_terminal())?;
        if let Some(position) = self.start_at {
            archive = archive.start_at(position);
        }
        let is_colored = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        let output = BufWriter::with_capacity(1 << 16, stdout.lock());
        let mut writer =
            Writer { output, filter: self.filter, json: self.json, raw: self.raw, is_colored };
        let (mut is_good, mut last) = (true, None);
        for batch in archive.batches() {
            for item in &batch {
                for finding in findings(item) {
                    let (style, text) = match &finding {
                        Finding::Failure(text) => ("error", text),
                        Finding::Fault(text) | Finding::Empty(text) => ("warning", text),
                    };
                    is_good &= !matches!(finding, Finding::Failure(_));
                    progress.say(&format!("{style}: {}", Escaped(text)));
                }
                written(writer.write(item))?;
            }
            // Standard input can be live: what was read is shown.
            written(writer.output.flush())?;
            progress.update();
            last = batch.last().map(|item| item.position().after());
        }
        progress.end();
        if writer.filter.timeless > 0 {
            anstream::eprintln!(
                "warning: {} activities have no time, and are left out because of --since or --until",
                writer.filter.timeless
            );
        }
        if cancel.is_cancelled() {
            let told = match last {
                Some(position) => format!("interrupted; --start-at '{position}' goes on"),
                None => "interrupted".to_owned(),
            };
            return Err(Interrupted(told).into());
        }
        Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

impl Writer<'_> {
    fn write(&mut self, item: &Item) -> io::Result<()> {
        let Some(body) = item.body() else { return Ok(()) };
        for activity in body.activities() {
            if !self.filter.takes(activity, item.received_at) {
                continue;
            }
            if self.raw {
                self.output.write_all(body.as_bytes().trim_ascii_end())?;
                return self.output.write_all(b"\n");
            }
            if self.json {
                serde_json::to_writer(&mut self.output, &activity)?;
                self.output.write_all(b"\n")?;
            } else {
                line::write(&mut self.output, activity, item.received_at, self.is_colored)?;
            }
        }
        Ok(())
    }
}
