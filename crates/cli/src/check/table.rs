//! The report for people.

use std::fmt;
use std::time::Duration;

use anstyle::{AnsiColor, Style};

use super::counts::Counts;
use super::report::{List, Report};
use crate::escaped::Escaped;
use crate::outcome::Result;
use crate::output::say;

const TITLE: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// The most lines of one list. What comes before must stay in sight.
const LISTED: usize = 100;
/// The columns of a kind, and of a long one. A kind that is longer still does not move the others.
const KIND: usize = 26;
const WIDEST: usize = 40;

/// Prints the report.
pub(super) fn print(report: &Report, time: Duration) -> Result<()> {
    let mut events: Vec<_> = report.events.listed().iter().collect();
    // The most frequent first.
    events.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    // The kinds of the X Activity API are open: they can be texts of others.
    let events: Vec<_> =
        events.into_iter().map(|(kind, count)| (Escaped(kind).to_string(), count)).collect();
    let width = events.iter().map(|(kind, _)| kind.chars().count()).filter(|it| *it <= WIDEST);
    let width = width.fold(KIND, usize::max);
    for (kind, count) in &events {
        say(format!("{kind:<width$}{count:>10}"))?;
    }
    // Bytes per microsecond are megabytes per second. The speed of a small archive says nothing.
    let speed = match u128::from(report.bytes) / time.as_micros().max(1) {
        0 => String::new(),
        speed => format!(" at {speed} MB/s"),
    };
    say(format!(
        "{} in {} in {}, {}{speed}",
        number(report.events.total, "event"),
        number(report.payloads, "payload"),
        number(report.files, "file"),
        number(report.bytes, "byte"),
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

fn number(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn counts<K: fmt::Display + Ord>(title: &str, style: Style, counts: &Counts<K>) -> Result<()> {
    if counts.total > 0 {
        say(format!("\n{style}{title}:{style:#}"))?;
    }
    for (what, count) in counts.listed().iter().take(LISTED) {
        say(format!("  {} ({count})", Escaped(what)))?;
    }
    let unlisted: u64 = counts.listed().values().skip(LISTED).sum();
    more(counts.unlisted() + unlisted)
}

fn more(count: u64) -> Result<()> {
    if count > 0 {
        say(format!("  … and {count} more: --json lists up to 10000"))
    } else {
        Ok(())
    }
}

fn list(title: &str, style: Style, list: &List) -> Result<()> {
    if list.count > 0 {
        say(format!("\n{style}{title}:{style:#}"))?;
    }
    for text in list.texts().take(LISTED) {
        say(format!("  {}", Escaped(text)))?;
    }
    let listed = u64::try_from(list.texts().len().min(LISTED)).unwrap_or(u64::MAX);
    more(list.count.saturating_sub(listed))
}
