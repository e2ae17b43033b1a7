//! Values, and what the tests see of items.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;

use account_activity_archive::{Archive, Content, FaultKind, Item};

/// A payload with the number `n`, on one line.
pub(crate) fn payload(n: usize) -> String {
    format!(
        r#"{{"for_user_id":"12","tweet_delete_events":[{{"status":{{"id":"{n}","user_id":"12"}},"timestamp_ms":"1600000000000"}}]}}"#
    )
}

/// The number of a payload.
pub(crate) fn number(item: &Item) -> Option<usize> {
    let body = item.body()?.as_bytes();
    let text = std::str::from_utf8(body).unwrap();
    let (_, rest) = text.split_once(r#""id":"#)?;
    rest.trim_start().strip_prefix('"')?.split_once('"')?.0.parse().ok()
}

/// What an item is: `n` for a payload, or the kind of its fault.
pub(crate) fn summary(item: &Item) -> String {
    match (number(item), item.fault()) {
        (Some(number), _) => number.to_string(),
        (None, Some(fault)) => fault.kind().to_string(),
        (None, None) => format!("{:?}", item.content),
    }
}

pub(crate) fn summaries(archive: Archive) -> Vec<String> {
    archive.items().map(|item| summary(&item)).collect()
}

pub(crate) fn of_kind(items: &[Item], kind: FaultKind) -> Vec<&Item> {
    let is_one = |item: &&Item| item.fault().is_some_and(|fault| fault.kind() == kind);
    items.iter().filter(is_one).collect()
}

/// An archive of bytes.
pub(crate) fn of(bytes: impl Into<Vec<u8>>) -> Archive {
    Archive::new().reader("source", io::Cursor::new(bytes.into()))
}

pub(crate) fn contents(archive: Archive) -> Vec<Content> {
    archive.items().map(|item| item.content).collect()
}

/// A folder that is removed in the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("archive-{}-{name}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Gives the next value when it is told that the one before was seen.
pub(crate) struct Conversation {
    pub(crate) next: usize,
    pub(crate) seen: Receiver<()>,
}

impl Read for Conversation {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.next > 0 && self.seen.recv().is_err() {
            return Ok(0);
        }
        let value = payload(self.next) + "\n";
        self.next += 1;
        buffer[..value.len()].copy_from_slice(value.as_bytes());
        Ok(value.len())
    }
}
