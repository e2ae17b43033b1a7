//! `cat`: the activities of an archive.

mod filter;
mod left_out;
mod line;

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::process::ExitCode;

use account_activity_archive::{Batches, Item, Position};
use clap::Args;

use crate::escaped::Escaped;
use crate::finding::{Finding, Verdict, findings};
use crate::outcome::{Closed, Interrupted, Result, verdict};
use crate::output::written;
use crate::progress::Progress;
use crate::source::{Opened, Sources};
use filter::Filter;
use left_out::LeftOut;

/// Prints the activities of an archive, as readable lines or as JSON
///
/// Both APIs and all forms give the same lines. What is not understood is told on standard error, and reading
/// goes on behind it.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Cat {
    /// Prints an object in a line for each activity, whose members only grow (NDJSON)
    #[arg(long)]
    json: bool,
    /// Prints the bodies that have such activities, each on a line. A bare Tweet, Post or message is printed as
    /// the payload that holds it
    #[arg(long, conflicts_with = "json")]
    raw: bool,
    /// Begins at a position, which an interrupted run printed
    #[arg(long, value_name = "POSITION")]
    start_at: Option<Position>,
    // The heading of the limits would be that of the flags behind them.
    #[command(flatten)]
    sources: Sources,
    #[command(flatten)]
    filter: Filter,
}

const AFTER_HELP: &str = "\
Examples:
  account-activity cat twitter-2024-01-01.zip
  account-activity cat captures/ --kind post,like --user @ada \\
    --since 2024-01-01 --until '2024-01-31 12:00'
  account-activity cat payloads.ndjson.zst --json | jq -r .text
  account-activity cat payloads/ --kind direct_message --raw > messages.ndjson

Exit codes: 0 if everything is understood, 1 if something is not, cannot be read, or nothing was found, 2 if the \
arguments are wrong, 130 after Ctrl-C.";

/// Where activities are written to, and how.
struct Writer<'a> {
    output: BufWriter<StdoutLock<'a>>,
    filter: Filter,
    json: bool,
    raw: bool,
    is_colored: bool,
}

/// What was seen of an archive.
#[derive(Default)]
struct Seen {
    verdict: Verdict,
    left_out: LeftOut,
    last: Option<Position>,
}

impl Cat {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let stdout = io::stdout();
        let Opened { mut archive, mut progress, cancel, .. } =
            self.sources.open(!stdout.is_terminal())?;
        let is_resumed = self.start_at.is_some();
        if let Some(position) = self.start_at {
            archive = archive.start_at(position);
        }
        if let Some(kinds) = self.filter.kinds() {
            archive = archive.only(kinds);
        }
        let is_colored = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        let output = BufWriter::with_capacity(1 << 16, stdout.lock());
        let mut writer =
            Writer { output, filter: self.filter, json: self.json, raw: self.raw, is_colored };
        let mut seen = Seen::default();
        let read = seen.read(archive.batches(), &mut writer, &mut progress);
        if progress.bodies_passed() > 0 {
            seen.verdict.find();
        }
        progress.end();
        match read {
            // The reader that has exited wants no more. What was not understood until then is still told.
            Err(error) if error.is::<Closed>() && seen.verdict.is_good() => {
                return Ok(ExitCode::SUCCESS);
            }
            Err(error) if error.is::<Closed>() => return Ok(ExitCode::FAILURE),
            read => read?,
        }
        seen.left_out.tell();
        writer.filter.tell();
        if cancel.is_cancelled() {
            let told = match seen.last {
                Some(position) => {
                    // Quoted for a shell.
                    let position = position.to_string().replace('\'', r"'\''");
                    format!("interrupted; --start-at '{position}' goes on")
                }
                None => "interrupted".to_owned(),
            };
            return Err(Interrupted(told).into());
        }
        if is_resumed && seen.verdict.is_nothing() {
            return Ok(ExitCode::SUCCESS);
        }
        if seen.verdict.is_nothing() {
            anstream::eprintln!("error: {}", Verdict::NOTHING);
        }
        Ok(verdict(seen.verdict.is_good()))
    }
}

impl Seen {
    fn read(
        &mut self,
        batches: Batches,
        writer: &mut Writer<'_>,
        progress: &mut Progress,
    ) -> Result<()> {
        for batch in batches {
            for item in &batch {
                let findings = findings(item);
                self.verdict.see(item, &findings);
                self.left_out.see(item);
                for finding in &findings {
                    let (style, text) = match finding {
                        Finding::Failure(text) => ("error", text),
                        Finding::Fault(text) | Finding::Empty(text) => ("warning", text),
                    };
                    progress.say(&format!("{style}: {}", Escaped(text)));
                }
                written(writer.write(item))?;
            }
            // Standard input can be live: what was read is shown.
            written(writer.output.flush())?;
            progress.update();
            self.last = batch.last().map(|item| item.position().after());
        }
        Ok(())
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
                // JSON has line ends between values only, never within a text.
                for line in body.as_bytes().split(|byte| matches!(byte, b'\n' | b'\r')) {
                    self.output.write_all(line.trim_ascii())?;
                }
                return self.output.write_all(b"\n");
            }
            if self.json {
                line::write_json(&mut self.output, activity, item.received_at)?;
            } else {
                line::write(&mut self.output, activity, item.received_at, self.is_colored)?;
            }
        }
        Ok(())
    }
}
