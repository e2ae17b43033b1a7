//! Writes all items to a file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use account_activity_inbox::{Inbox, ItemId, Query, Record, Sqlite};
use serde_json::{Value, json};

use crate::outcome::Result;

/// Writes each item as a line of JSON, and returns their number. The file must not exist.
pub(super) async fn export(inbox: &Sqlite, path: &Path) -> Result<u64> {
    if path.try_exists()? {
        return Err(format!("{} exists already", path.display()).into());
    }
    let partial = Partial::of(path);
    let created = new_file(&partial.0);
    let file = created.map_err(|error| format!("cannot create {}: {error}", path.display()))?;
    let mut file = BufWriter::new(file);
    let (mut count, mut after) = (0, ItemId::new(0));
    loop {
        let records = inbox.list(&Query::new().after(after)).await?;
        let Some(last) = records.last() else { break };
        after = last.id;
        for record in &records {
            writeln!(file, "{}", object(record))?;
            count += 1;
        }
    }
    file.into_inner()?.sync_all()?;
    fs::rename(&partial.0, path)?;
    Ok(count)
}

/// Creates a file that only its owner can read.
fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The file while it is written, beside the one that it becomes. It is removed if that fails.
struct Partial(PathBuf);

impl Partial {
    fn of(path: &Path) -> Self {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}.partial", std::process::id()));
        Self(name.into())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // It has the name of the export by then, or never existed.
        drop(fs::remove_file(&self.0));
    }
}

fn object(record: &Record) -> Value {
    let failures = record.failures.iter();
    let failures = failures.map(|it| json!({"at": it.at.as_millis(), "error": it.error}));
    // A body that is no text is written in hexadecimal digits.
    let (name, body) = std::str::from_utf8(&record.body).map_or_else(
        |_| ("body_hex", record.body.iter().map(|byte| format!("{byte:02x}")).collect()),
        |body| ("body", body.to_owned()),
    );
    json!({
        "id": record.id.get(),
        "state": record.state.as_str(),
        "key": record.key,
        "kind": record.kind,
        "subscriber": record.subscriber.map(|id| id.to_string()),
        "path": record.path,
        "received_at": record.received_at.as_millis(),
        "attempts": record.attempts,
        "failures": failures.collect::<Vec<_>>(),
        (name): body,
    })
}
