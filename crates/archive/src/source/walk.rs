//! The files of a folder.

use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use super::{Kind, Source};
use crate::fault::{Fault, FaultKind};
use crate::personal::{Layout, Role};
use crate::pool::Pool;
use crate::stop::Stop;

/// Adds the files of a folder and of those in it. Symbolic links are followed. Personal archives have an order of
/// their own, and names that begin with a dot are not opened.
pub(crate) fn walk(folder: &Path, pool: &Pool, sources: &mut Vec<Source>) {
    let before = sources.len();
    let mut entries = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next()
        && !pool.is_stopped()
    {
        match entry {
            Ok(entry) if is_hidden(&entry) => {
                let reason = "its name begins with a dot";
                sources.push(Source::new(entry.path(), Kind::NotOpened(reason.into())));
                if entry.file_type().is_dir() {
                    entries.skip_current_dir();
                }
            }
            Ok(entry) if entry.file_type().is_dir() => {
                // The walk meets an error of the layout too.
                if let Ok(Some(layout)) = Layout::of_folder(entry.path()) {
                    add(entry.path(), layout, sources);
                    entries.skip_current_dir();
                }
            }
            Ok(entry) => sources.push(Source::found(entry.path())),
            Err(error) => sources.push(failure(folder, &error)),
        }
    }
    if sources.len() == before {
        let fault = Fault::new(FaultKind::Empty, "the folder has no files");
        sources.push(Source::new(folder, Kind::Fault(fault)));
    }
}

/// Adds the files of a personal archive.
fn add(folder: &Path, layout: Layout, sources: &mut Vec<Source>) {
    for (name, role) in layout.entries {
        let path = folder.join(name);
        let mut source = match role {
            Role::Read => Source::found(&path),
            Role::NotOpened(reason) => Source::new(&path, Kind::NotOpened(reason)),
        };
        source.owner = layout.owner;
        sources.push(source);
    }
}

fn failure(folder: &Path, error: &walkdir::Error) -> Source {
    let fault = match (error.loop_ancestor(), error.io_error()) {
        (Some(ancestor), _) => Fault::new(
            FaultKind::Loop,
            format!(
                "the symbolic link leads back to {}, so it is not followed",
                ancestor.display()
            ),
        ),
        (None, Some(error)) => Stop::of_system(error).into_fault(),
        (None, None) => Fault::new(FaultKind::Io, error.to_string()),
    };
    Source::new(error.path().unwrap_or(folder), Kind::Fault(fault))
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
}
