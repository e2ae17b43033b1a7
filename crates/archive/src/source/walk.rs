//! The sources in a folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::tree::{Entry, Tree};
use super::{Kind, Source};
use crate::fault::{Fault, FaultKind};
use crate::personal::{Layout, Role};
use crate::pool::Pool;

/// The files of a folder and of those in it, in the order of names. Folders are listed as they are reached. Personal
/// archives have an order of their own, so each of them is listed as a whole. Names that begin with a dot are not
/// opened.
pub(super) struct Walk {
    folder: PathBuf,
    tree: Tree,
    pool: Arc<Pool>,
    /// The files of the personal archive that was reached last.
    personal: std::vec::IntoIter<Source>,
    is_started: bool,
    is_empty: bool,
}

impl Walk {
    pub(super) fn new(folder: PathBuf, pool: &Arc<Pool>) -> Self {
        Self {
            tree: Tree::new(folder.clone()),
            folder,
            pool: Arc::clone(pool),
            personal: Vec::new().into_iter(),
            is_started: false,
            is_empty: true,
        }
    }

    fn find(&mut self) -> Option<Source> {
        if !std::mem::replace(&mut self.is_started, true) {
            let folder = self.folder.clone();
            self.enter(&folder);
        }
        loop {
            if let Some(source) = self.personal.next() {
                return Some(source);
            }
            match self.tree.next(&self.pool)? {
                Ok(Entry { path, .. }) if is_hidden(&path) => {
                    self.tree.skip();
                    let reason = "its name begins with a dot";
                    return Some(Source::new(&path, Kind::NotOpened(reason.into())));
                }
                Ok(Entry { path, is_again: true, .. }) => {
                    let reason = "its symbolic links lead to a folder that is read by another path";
                    return Some(Source::new(&path, Kind::NotOpened(reason.into())));
                }
                Ok(Entry { path, is_folder: true, .. }) => self.enter(&path),
                Ok(Entry { path, is_folder: false, .. }) => return Some(Source::found(&path)),
                Err((path, fault)) => return Some(Source::new(&path, Kind::Fault(fault))),
            }
        }
    }

    /// Lists a folder as a whole if it is a personal archive.
    fn enter(&mut self, folder: &Path) {
        if Layout::is_in(folder)
            && let Some(sources) = personal(folder, &self.pool)
        {
            self.personal = sources.into_iter();
            self.tree.skip();
        }
    }
}

impl Iterator for Walk {
    type Item = Source;

    fn next(&mut self) -> Option<Source> {
        let found = self.find();
        let was_empty = std::mem::replace(&mut self.is_empty, false);
        found.or_else(|| {
            let fault = Fault::new(FaultKind::Empty, "the folder has no files");
            (was_empty && !self.pool.is_stopped())
                .then(|| Source::new(&self.folder, Kind::Fault(fault)))
        })
    }
}

/// Returns the files of a personal archive. `None` if the folder is not one.
fn personal(folder: &Path, pool: &Pool) -> Option<Vec<Source>> {
    let (mut names, mut failures) = (Vec::new(), Vec::new());
    let mut tree = Tree::new(folder.to_owned());
    while let Some(entry) = tree.next(pool) {
        match entry {
            Ok(entry) if entry.is_again => {}
            Ok(entry) => names.push(name_in(folder, &entry)),
            Err((path, fault)) => failures.push(Source::new(&path, Kind::Fault(fault))),
        }
    }
    let layout = Layout::of_folder(folder, &names)?;
    let sources = layout.entries.into_iter().map(|(name, role)| {
        let path = folder.join(name);
        let mut source = match role {
            Role::Read => Source::found(&path),
            Role::NotOpened(reason) => Source::new(&path, Kind::NotOpened(reason)),
        };
        source.owner = layout.owner;
        source
    });
    Some(sources.chain(failures).collect())
}

/// Returns the path of an entry within a folder, with `/` between its parts, and behind it if it is a folder.
fn name_in(folder: &Path, entry: &Entry) -> String {
    let path = entry.path.strip_prefix(folder).unwrap_or(&entry.path);
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    let end = if entry.is_folder { "/" } else { "" };
    format!("{}{end}", parts.join("/"))
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}
