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
                if Layout::is_in(entry.path()) && add(entry.path(), pool, sources) {
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

/// Adds the files of a personal archive. Returns `false` if it is not one.
fn add(folder: &Path, pool: &Pool, sources: &mut Vec<Source>) -> bool {
    let (mut names, mut failures) = (Vec::new(), Vec::new());
    let entries = WalkDir::new(folder).min_depth(1).follow_links(true).sort_by_file_name();
    for entry in entries.into_iter().take_while(|_| !pool.is_stopped()) {
        match entry {
            Ok(entry) => names.push(name_in(folder, &entry)),
            Err(error) => failures.push(failure(folder, &error)),
        }
    }
    let Some(layout) = Layout::of_folder(folder, &names) else { return false };
    for (name, role) in layout.entries {
        let path = folder.join(name);
        let mut source = match role {
            Role::Read => Source::found(&path),
            Role::NotOpened(reason) => Source::new(&path, Kind::NotOpened(reason)),
        };
        source.owner = layout.owner;
        sources.push(source);
    }
    sources.append(&mut failures);
    true
}

/// Returns the path of an entry within a folder, with `/` between its parts, and behind it if it is a folder.
fn name_in(folder: &Path, entry: &DirEntry) -> String {
    let path = entry.path().strip_prefix(folder).unwrap_or_else(|_| entry.path());
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    let end = if entry.file_type().is_dir() { "/" } else { "" };
    format!("{}{end}", parts.join("/"))
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
