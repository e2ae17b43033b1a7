//! The report for people.

use std::fmt;
use std::time::Duration;

use anstyle::{AnsiColor, Style};

use super::report::{List, Report};
use crate::escaped::Escaped;
use crate::outcome::Result;
use crate::output::say;

const TITLE: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Prints the report.
pub(super) fn print(report: &Report, time: Duration) -> Result<()> {
    let mut events: Vec<_> = report.events.iter().collect();
    // The most frequent first.
    events.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    for (kind, count) in events {
        // The kinds of the X Activity API are open: they can be texts of others.
        say(format!("{:<26}{count:>10}", Escaped(kind).to_string()))?;
    }
    // Bytes per microsecond are megabytes per second.
    let speed = u128::from(report.bytes) / time.as_micros().max(1);
    say(format!(
        "{} events in {} payloads in {} files, {} bytes at {speed} MB/s",
        report.events.values().sum::<u64>(),
        report.payloads,
        report.files,
        report.bytes,
    ))?;
    counts("notices", TITLE, &report.notices)?;
    counts("known, but not events", TITLE, &report.not_events)?;
    list("not opened", TITLE, &report.not_opened)?;
    counts("unknown", TITLE, &report.unknown)?;
    list("faults", TITLE, &report.faults)?;
    list("failures", BAD, &report.failures)?;
    if report.is_good() {
        say(format!("\n{GOOD}no failures{GOOD:#}"))?;
    }
    Ok(())
}

fn counts<'a, K: fmt::Display + 'a>(
    title: &str,
    style: Style,
    counts: impl IntoIterator<Item = (&'a K, &'a u64)>,
) -> Result<()> {
    let mut counts = counts.into_iter().peekable();
    if counts.peek().is_some() {
        say(format!("\n{style}{title}:{style:#}"))?;
    }
    for (what, count) in counts {
        say(format!("  {} ({count})", Escaped(what)))?;
    }
    Ok(())
}

fn list(title: &str, style: Style, list: &List) -> Result<()> {
    if list.count > 0 {
        say(format!("\n{style}{title}:{style:#}"))?;
    }
    for text in list.texts() {
        say(format!("  {}", Escaped(text)))?;
    }
    let listed = u64::try_from(list.texts().len()).unwrap_or(u64::MAX);
    match list.count.saturating_sub(listed) {
        0 => Ok(()),
        more => say(format!("  … and {more} more")),
    }
}
