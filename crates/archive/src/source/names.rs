//! The names in a folder, in order.

use std::collections::BinaryHeap;
use std::ffi::OsString;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use crate::pool::Pool;

/// The most names that are held of one folder.
const HELD: usize = 1 << 16;

/// The names in a folder, in order. A folder with more of them than may be held is listed once for each part of
/// them.
#[derive(Debug)]
pub(super) struct Names {
    folder: PathBuf,
    held: usize,
    /// The names that are known, the last one first.
    next: Vec<Name>,
    /// The last name that was listed. `None` before the folder is listed.
    last: Option<OsString>,
    /// Whether names are behind the last one.
    has_more: bool,
    /// An error that ended the listing.
    error: Option<io::Error>,
}

#[derive(Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Name {
    pub(super) name: OsString,
    pub(super) kind: NameKind,
}

/// The kind of a name, as far as the folder tells it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum NameKind {
    Folder,
    Link,
    Other,
}

impl Names {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self::holding(folder, HELD)
    }

    fn holding(folder: PathBuf, held: usize) -> Self {
        Self { folder, held, next: Vec::new(), last: None, has_more: true, error: None }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the next name. `None` behind the last one, and if the pool was stopped.
    pub(super) fn next(&mut self, pool: &Pool) -> Option<io::Result<Name>> {
        if self.next.is_empty() && std::mem::take(&mut self.has_more) {
            self.list(pool);
        }
        self.next.pop().map(Ok).or_else(|| self.error.take().map(Err))
    }

    /// Lists the names behind the last one.
    fn list(&mut self, pool: &Pool) {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) => return self.error = Some(error),
        };
        let mut first = BinaryHeap::new();
        for entry in entries.take_while(|_| !pool.is_stopped()) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.error = Some(error);
                    break;
                }
            };
            let name = Name { kind: kind(&entry), name: entry.file_name() };
            if self.last.as_ref().is_some_and(|last| name.name <= *last) {
                continue;
            }
            if first.len() < self.held {
                first.push(name);
                continue;
            }
            self.has_more = true;
            if let Some(mut largest) = first.peek_mut().filter(|largest| name < **largest) {
                *largest = name;
            }
        }
        self.next = first.into_sorted_vec();
        self.last = self.next.last().map(|name| name.name.clone());
        self.next.reverse();
        // An error would come back with each part.
        self.has_more &= self.error.is_none();
    }
}

fn kind(entry: &DirEntry) -> NameKind {
    match entry.file_type() {
        Ok(kind) if kind.is_dir() => NameKind::Folder,
        Ok(kind) if kind.is_symlink() => NameKind::Link,
        _ => NameKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::Names;
    use crate::pool::Pool;

    #[test]
    fn a_bounded_number_of_names_is_held() {
        let folder = std::env::temp_dir().join(format!("archive-names-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut expected: Vec<String> =
            (0..100).map(|n| format!("{}.json", n * 37 % 100)).collect();
        for name in &expected {
            std::fs::write(folder.join(name), "{}").expect("a file");
        }
        expected.sort();
        for held in [1, 7, 99, 100, 101] {
            let pool = Pool::new(1, true);
            let mut names = Names::holding(folder.clone(), held);
            let mut found = Vec::new();
            while let Some(name) = names.next(&pool) {
                assert!(names.next.capacity() <= held.next_power_of_two().max(4), "{held}");
                found.push(name.expect("a name").name.into_string().expect("UTF-8"));
            }
            assert_eq!(found, expected, "{held}");
        }
        let pool = Pool::new(1, true);
        pool.stop();
        assert!(Names::new(folder.clone()).next(&pool).is_none(), "listing is cancelled");
        drop(std::fs::remove_dir_all(folder));
    }
}
