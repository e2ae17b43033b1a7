//! Items as text.

use account_activity_inbox::Record;

use crate::escaped::{Escaped, escaped_lines};
use crate::outcome::Result;
use crate::output::say;

pub(super) fn heading() -> String {
    row(&["ID", "STATE", "ATTEMPTS", "SUBSCRIBER", "KIND", "KEY"])
}

pub(super) fn line(record: &Record) -> String {
    let (id, attempts) = (record.id.to_string(), record.attempts.to_string());
    let (kind, key) = (Escaped(&record.kind).to_string(), Escaped(&record.key).to_string());
    row(&[&id, record.state.as_str(), &attempts, &subscriber(record), &kind, &key])
}

fn row([id, state, attempts, subscriber, kind, key]: &[&str; 6]) -> String {
    format!("{id:>8}  {state:<8} {attempts:>8}  {subscriber:<20} {kind:<24} {key}")
}

fn subscriber(record: &Record) -> String {
    record.subscriber.map_or_else(|| "-".to_owned(), |id| id.to_string())
}

pub(super) fn details(record: &Record) -> Result<()> {
    say(format!("id          {}", record.id))?;
    say(format!("state       {}", record.state))?;
    say(format!("key         {}", Escaped(&record.key)))?;
    say(format!("kind        {}", Escaped(&record.kind)))?;
    say(format!("subscriber  {}", subscriber(record)))?;
    say(format!("path        {}", Escaped(&record.path)))?;
    say(format!("received    {}", record.received_at))?;
    say(format!("attempts    {}", record.attempts))?;
    for failure in &record.failures {
        // Errors can quote what others wrote.
        say(format!("failure     {} {}", failure.at, Escaped(&failure.error)))?;
    }
    say("")?;
    say(escaped_lines(&String::from_utf8_lossy(&record.body)))
}
