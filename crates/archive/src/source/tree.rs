//! The files of a folder and of those in it.

use std::path::{Path, PathBuf};

use super::names::{Name, NameKind, Names};
use crate::fault::{Fault, FaultKind};
use crate::pool::Pool;
use crate::stop::Stop;

/// The files and folders below a folder, in the order of names. Symbolic links are followed.
#[derive(Debug)]
pub(super) struct Tree {
    /// The folders on the way to the next entry.
    open: Vec<Names>,
    /// The folder that was the last entry, and is not opened yet.
    entered: Option<PathBuf>,
}

/// A file or folder.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) path: PathBuf,
    pub(super) is_folder: bool,
}

impl Tree {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { open: Vec::new(), entered: Some(folder) }
    }

    /// Does not open the folder that was the last entry.
    pub(super) fn skip(&mut self) {
        self.entered = None;
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
                None => drop(self.open.pop()),
            }
        }
        None
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
        if is_folder
            && kind == NameKind::Link
            && let Some(ancestor) = self.ancestor(&path)
        {
            return Err((path, leads_back(&ancestor)));
        }
        self.entered = is_folder.then(|| path.clone());
        Ok(Entry { path, is_folder })
    }

    /// Returns the folder on the way to a link that the link leads to.
    fn ancestor(&self, link: &Path) -> Option<PathBuf> {
        let target = link.canonicalize().ok()?;
        let is_target = |names: &&Names| names.folder().canonicalize().is_ok_and(|at| at == target);
        self.open.iter().find(is_target).map(|names| names.folder().to_owned())
    }
}

fn leads_back(ancestor: &Path) -> Fault {
    let message =
        format!("the symbolic link leads back to {}, so it is not followed", ancestor.display());
    Fault::new(FaultKind::Loop, message)
}
