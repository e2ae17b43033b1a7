//! Formats and prints the lines of the output.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};

use account_activity::Family;
use account_activity_emulator::DailyUsage;

use super::tally::Tally;

/// Prints a line. Errors are ignored, because the reader of the output may have exited (`| head`).
pub(crate) fn say(line: impl fmt::Display) {
    drop(writeln!(io::stdout(), "{line}"));
}

/// Formats what a phase delivered, in one line.
pub(crate) fn of_phase(name: &str, tally: &Tally) -> String {
    let ([aaa, xaa], handled, lost) = (tally.arrived, tally.handled, tally.lost());
    format!(
        "{name:<16}{aaa:>4} by AAA {xaa:>4} by XAA {handled:>4} handled {lost:>4} not delivered"
    )
}

/// Formats a table of the kinds: how many events both APIs delivered, how many one of them did, and why.
pub(crate) fn of_rows(tally: &Tally) -> String {
    let mut lines = vec![format!("{:<32}both  only AAA  only XAA", "")];
    for (kind, row) in &tally.rows {
        let [aaa, xaa] = row.only;
        lines.push(format!("{:<32}{:>4}{aaa:>10}{xaa:>10}", kind.as_str(), row.both));
        for (known, count) in &row.known {
            let column = if known.family() == Family::XActivity { 14 } else { 24 };
            lines.push(format!("    {:<28}{count:>column$}", known.to_string()));
        }
    }
    lines.join("\n")
}

/// Formats the sums of all phases.
pub(crate) fn of_summary(tally: &Tally, usage: &[DailyUsage]) -> String {
    let [aaa, xaa] = tally.arrived;
    let handled = match tally.problems.len() {
        0 => "each once".to_owned(),
        problems => format!("with {problems} problems"),
    };
    let mut known = BTreeMap::new();
    for (reason, count) in tally.rows.values().flat_map(|row| &row.known) {
        *known.entry(*reason).or_insert(0) += count;
    }
    let mut lines = vec![
        format!("delivered by AAA{aaa:>6}"),
        format!("delivered by XAA{xaa:>6}"),
        format!("handled         {:>6}   {handled}", tally.handled),
    ];
    for (reason, count) in known {
        let family = if reason.family() == Family::XActivity { "XAA" } else { "AAA" };
        lines.push(format!("not by {family}      {count:>6}   {reason}"));
    }
    lines.push(format!("cost of XAA     {}", of_cost(usage)));
    lines.join("\n")
}

/// Formats what X would charge.
fn of_cost(usage: &[DailyUsage]) -> String {
    let dollars = |thousandths: u64| format!("${}.{:03}", thousandths / 1000, thousandths % 1000);
    let (mut min, mut max, mut unlisted) = (0, 0, 0);
    for day in usage {
        min += day.cost().start();
        max += day.cost().end();
        let kinds = day.kinds.iter().filter(|usage| usage.kind.price().is_none());
        unlisted += kinds.map(|usage| usage.charges).sum::<u64>();
    }
    let cost = match min == max {
        true => dollars(min),
        false => format!("{} to {}", dollars(min), dollars(max)),
    };
    format!("{cost}, with {unlisted} events of kinds that X's price list lacks")
}
