//! Opens inboxes without making a file one.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use account_activity_inbox::Sqlite;

use crate::input::cannot_read;
use crate::outcome::Result;

/// What the header of a database of SQLite begins with, and the `application_id` in it
/// (<https://www.sqlite.org/fileformat2.html#the_database_header>) that an inbox sets: "aain" in ASCII.
const MAGIC: &[u8] = b"SQLite format 3\0";
const APPLICATION: std::ops::Range<usize> = 68..72;
const INBOX: &[u8] = b"aain";

/// Opens an inbox that exists.
pub(super) async fn open(file: &Path) -> Result<Sqlite> {
    let name = file.display();
    // `Sqlite::open` creates an inbox in a file that is empty or does not exist.
    if !file.exists() {
        return Err(format!("{name} does not exist").into());
    }
    if !is_inbox(file).map_err(|error| cannot_read(file, &error))? {
        return Err(format!("{name} is not an inbox").into());
    }
    Ok(Sqlite::open(file).await?)
}

fn is_inbox(file: &Path) -> std::io::Result<bool> {
    let mut header = Vec::new();
    File::open(file)?.take(100).read_to_end(&mut header)?;
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    // The header of an inbox that was just created can be in the log only.
    let has_log = std::fs::metadata(log).is_ok_and(|log| log.len() > 0);
    let is_database = header.starts_with(MAGIC) || header.is_empty() && has_log;
    Ok(is_database && (has_log || header.get(APPLICATION) == Some(INBOX)))
}
