//! The files of a folder and of those in it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::names::{Name, NameKind, Names};
use crate::fault::{Fault, FaultKind};
use crate::pool::Pool;
use crate::stop::Stop;

/// The files and folders below a folder, in the order of names. Symbolic links are followed, but
/// not to a folder that was an entry before: a few links can lead to a folder in more ways than can be followed.
#[derive(Debug)]
pub(super) struct Tree {
    /// The folders on the way to the next entry.
    open: Vec<Names>,
    /// Where the first of those folders is behind a link. The others follow it.
    linked_from: Option<usize>,
    /// The folders that were entries.
    seen: HashSet<FolderId>,
    /// The folder that was the last entry, and is not opened yet.
    entered: Option<PathBuf>,
}

/// A file or folder.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) path: PathBuf,
    pub(super) is_folder: bool,
    /// A folder behind a link that was an entry before. It is not opened.
    pub(super) is_again: bool,
}

impl Tree {
    pub(super) fn new(folder: PathBuf) -> Self {
        let seen = id(&folder).into_iter().collect();
        Self { open: Vec::new(), linked_from: None, seen, entered: Some(folder) }
    }

    /// Does not open the folder that was the last entry.
    pub(super) fn skip(&mut self) {
        self.entered = None;
        self.leave_links();
    }

    /// Returns the next file or folder, or a path with its fault. `None` at the end, and if the pool was stopped.
    pub(super) fn next(&mut self, pool: &Pool) -> Option<Result<Entry, (PathBuf, Fault)>> {
        if let Some(folder) = self.entered.take() {
            self.open.push(Names::new(folder));
        }
        while let Some(names) = self.open.last_mut() {
            match names.next(pool) {
                Some(Ok(name)) => return Some(self.entry(name)),
                Some(Err(error)) => {
                    let fault = Stop::of_system(&error).into_fault();
                    return Some(Err((names.folder().to_owned(), fault)));
                }
                None if pool.is_stopped() => return None,
                None => {
                    self.open.pop();
                    self.leave_links();
                }
            }
        }
        None
    }

    fn leave_links(&mut self) {
        self.linked_from = self.linked_from.filter(|from| *from < self.open.len());
    }

    fn entry(&mut self, Name { name, kind }: Name) -> Result<Entry, (PathBuf, Fault)> {
        let folder = self.open.last().map_or_else(|| Path::new(""), Names::folder);
        let path = folder.join(name);
        let is_folder = match kind {
            NameKind::Folder => true,
            NameKind::Link => match path.metadata() {
                Ok(target) => target.is_dir(),
                Err(error) => return Err((path, Stop::of_system(&error).into_fault())),
            },
            NameKind::Other => false,
        };
        let is_link = kind == NameKind::Link;
        if is_folder
            && is_link
            && let Some(ancestor) = self.ancestor(&path)
        {
            return Err((path, leads_back(&ancestor)));
        }
        let is_new = !is_folder || id(&path).is_none_or(|id| self.seen.insert(id));
        let is_again = !is_new && (is_link || self.linked_from.is_some());
        self.entered = (is_folder && !is_again).then(|| path.clone());
        if self.entered.is_some() && is_link {
            self.linked_from.get_or_insert(self.open.len());
        }
        Ok(Entry { path, is_folder, is_again })
    }

    /// Returns the folder on the way to a link that the link leads to.
    fn ancestor(&self, link: &Path) -> Option<PathBuf> {
        let target = link.canonicalize().ok()?;
        let is_target = |names: &&Names| names.folder().canonicalize().is_ok_and(|at| at == target);
        self.open.iter().find(is_target).map(|names| names.folder().to_owned())
    }
}

/// What tells a folder from others, by whichever path.
#[cfg(unix)]
type FolderId = (u64, u64);

#[cfg(not(unix))]
type FolderId = PathBuf;

#[cfg(unix)]
fn id(folder: &Path) -> Option<FolderId> {
    use std::os::unix::fs::MetadataExt;

    folder.metadata().ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn id(folder: &Path) -> Option<FolderId> {
    folder.canonicalize().ok()
}

fn leads_back(ancestor: &Path) -> Fault {
    let message =
        format!("the symbolic link leads back to {}, so it is not followed", ancestor.display());
    Fault::new(FaultKind::Loop, message)
}
