//! Sources of an archive: files, folders, patterns, standard input and readers.

mod counted;
mod names;
mod pattern;
mod steady;
mod tree;
mod walk;

use std::borrow::Cow;
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use account_activity::UserId;

pub(crate) use self::counted::Counted;
use self::pattern::Matches;
pub(crate) use self::steady::Steady;
use self::walk::Walk;
use crate::fault::Fault;
use crate::no_data;
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
    /// Returns the number of bytes that reading the source takes from files. `None` if it is not known.
    pub(crate) fn length(&self) -> Option<u64> {
        match &self.kind {
            Kind::File { length, .. } => *length,
            Kind::Reader(_) => None,
            Kind::NotOpened(_) | Kind::Fault(_) => Some(0),
        }
    }

    fn new(path: &Path, kind: Kind) -> Self {
        Self { name: path.to_string_lossy().into(), kind, owner: None }
    }

    /// A file that was found in a folder or by a pattern. Reading a pipe or a device could wait for ever.
    fn found(path: &Path) -> Self {
        if let Some(reason) = no_data::reason(path) {
            return Self::new(path, Kind::NotOpened(reason.into()));
        }
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
                Self::new(path, Kind::File { path: path.to_owned(), length })
            }
            Err(error) => Self::new(path, Kind::Fault(Stop::of_system(&error).into_fault())),
        }
    }
}

/// The sources of inputs, found one after another as they are asked for, until the pool is stopped.
pub(crate) struct Sources {
    inputs: std::vec::IntoIter<Input>,
    found: Found,
    pool: Arc<Pool>,
}

/// The sources of one input.
enum Found {
    Nothing,
    Walk(Walk),
    Matches(Box<Matches>),
}

impl Sources {
    pub(crate) fn new(inputs: Vec<Input>, pool: &Arc<Pool>) -> Self {
        Self { inputs: inputs.into_iter(), found: Found::Nothing, pool: Arc::clone(pool) }
    }

    /// Opens an input. Returns its source if it is one itself.
    fn open(&mut self, input: Input) -> Option<Source> {
        let path = match input {
            Input::Path(path) => path,
            Input::Stdin => {
                let kind = Kind::Reader(Box::new(std::io::stdin()));
                return Some(Source { name: "-".into(), kind, owner: None });
            }
            Input::Reader { name, reader } => {
                return Some(Source { name, kind: Kind::Reader(reader), owner: None });
            }
        };
        let text = path.to_string_lossy().into_owned();
        if path.symlink_metadata().is_err() && text.contains(['*', '?', '[']) {
            match Matches::new(path, &text, &self.pool) {
                Ok(matches) => self.found = Found::Matches(Box::new(matches)),
                Err(source) => return Some(*source),
            }
        } else if path.is_dir() {
            self.found = Found::Walk(Walk::new(path, &self.pool));
        } else {
            return Some(Source::file(&path));
        }
        None
    }
}

impl Iterator for Sources {
    type Item = Source;

    fn next(&mut self) -> Option<Source> {
        loop {
            let found = match &mut self.found {
                Found::Nothing => None,
                Found::Walk(walk) => walk.next(),
                Found::Matches(matches) => matches.next(),
            };
            if found.is_some() {
                return found;
            }
            self.found = Found::Nothing;
            if self.pool.is_stopped() {
                return None;
            }
            let input = self.inputs.next()?;
            if let Some(source) = self.open(input) {
                return Some(source);
            }
        }
    }
}
