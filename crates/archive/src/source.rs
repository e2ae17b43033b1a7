//! Sources of an archive: files, folders, patterns, standard input and readers.

mod counted;
mod steady;
mod walk;

use std::borrow::Cow;
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use account_activity::UserId;

pub(crate) use self::counted::Counted;
pub(crate) use self::steady::Steady;
use crate::fault::{Fault, FaultKind};
use crate::personal::owner_beside;
use crate::pool::Pool;
use crate::stop::Stop;

/// One thing that an archive was given.
pub(crate) enum Input {
    Path(PathBuf),
    Stdin,
    Reader { name: Arc<str>, reader: Box<dyn Read + Send> },
}

impl fmt::Debug for Input {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => path.fmt(formatter),
            Self::Stdin => formatter.write_str("-"),
            Self::Reader { name, .. } => name.fmt(formatter),
        }
    }
}

/// One source, or what stands in place of one.
pub(crate) struct Source {
    pub(crate) name: Arc<str>,
    pub(crate) kind: Kind,
    /// The owner of the personal archive that the source is part of.
    pub(crate) owner: Option<UserId>,
}

pub(crate) enum Kind {
    /// A file, with its length if it is a regular one.
    File {
        path: PathBuf,
        length: Option<u64>,
    },
    Reader(Box<dyn Read + Send>),
    NotOpened(Cow<'static, str>),
    Fault(Fault),
}

impl Source {
    fn new(path: &Path, kind: Kind) -> Self {
        Self { name: path.to_string_lossy().into(), kind, owner: None }
    }

    /// A file that was found in a folder or by a pattern. Reading a pipe or a device could wait for ever.
    fn found(path: &Path) -> Self {
        let source = Self::file(path);
        match source.kind {
            Kind::File { length: None, .. } => {
                Self::new(path, Kind::NotOpened("it is not a regular file".into()))
            }
            _ => source,
        }
    }

    fn file(path: &Path) -> Self {
        match path.metadata() {
            Ok(metadata) => {
                let length = metadata.is_file().then_some(metadata.len());
                let mut source = Self::new(path, Kind::File { path: path.to_owned(), length });
                // `account.js` is beside the files of a personal archive.
                if path.extension().is_some_and(|extension| extension == "js") {
                    source.owner = owner_beside(path);
                }
                source
            }
            Err(error) => Self::new(path, Kind::Fault(Stop::of_system(&error).into_fault())),
        }
    }
}

/// Finds the sources of an input, in the order of their names, until the pool is stopped.
pub(crate) fn expand(input: Input, pool: &Pool, sources: &mut Vec<Source>) {
    let path = match input {
        Input::Path(path) => path,
        Input::Stdin => {
            let kind = Kind::Reader(Box::new(std::io::stdin()));
            return sources.push(Source { name: "-".into(), kind, owner: None });
        }
        Input::Reader { name, reader } => {
            return sources.push(Source { name, kind: Kind::Reader(reader), owner: None });
        }
    };
    let text = path.to_string_lossy();
    if path.symlink_metadata().is_err() && text.contains(['*', '?', '[']) {
        matches(&path, &text, pool, sources);
    } else if path.is_dir() {
        walk::walk(&path, pool, sources);
    } else {
        sources.push(Source::file(&path));
    }
}

/// Adds the files and folders that match a pattern.
fn matches(path: &Path, pattern: &str, pool: &Pool, sources: &mut Vec<Source>) {
    let found = match glob::glob(pattern) {
        Ok(found) => found,
        Err(error) => {
            let fault = Fault::new(FaultKind::NotFound, format!("the pattern is invalid: {error}"));
            return sources.push(Source::new(path, Kind::Fault(fault)));
        }
    };
    let before = sources.len();
    for path in found.take_while(|_| !pool.is_stopped()) {
        match path {
            Ok(path) if path.is_dir() => walk::walk(&path, pool, sources),
            Ok(path) => sources.push(Source::found(&path)),
            Err(error) => {
                let fault = Stop::of_system(error.error()).into_fault();
                sources.push(Source::new(error.path(), Kind::Fault(fault)));
            }
        }
    }
    if sources.len() == before {
        let fault = Fault::new(FaultKind::NotFound, "no file matches the pattern");
        sources.push(Source::new(path, Kind::Fault(fault)));
    }
}
