//! The sources that match a pattern.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::walk::Walk;
use super::{Kind, Source};
use crate::fault::{Fault, FaultKind};
use crate::pool::Pool;
use crate::stop::Stop;

/// The files that match a pattern, and those in folders that match it.
pub(super) struct Matches {
    pattern: PathBuf,
    found: glob::Paths,
    pool: Arc<Pool>,
    /// The folder that was found last.
    walk: Option<(PathBuf, Walk)>,
    is_empty: bool,
}

impl Matches {
    /// Fails with a source that stands for the fault of the pattern.
    pub(super) fn new(pattern: PathBuf, text: &str, pool: &Arc<Pool>) -> Result<Self, Box<Source>> {
        match glob::glob(text) {
            Ok(found) => {
                Ok(Self { pattern, found, pool: Arc::clone(pool), walk: None, is_empty: true })
            }
            Err(error) => {
                let message = format!("the pattern is invalid: {error}");
                Err(Box::new(fault(&pattern, Fault::new(FaultKind::NotFound, message))))
            }
        }
    }

    fn find(&mut self) -> Option<Source> {
        loop {
            if let Some(source) = self.walk.as_mut().and_then(|(_, walk)| walk.next()) {
                return Some(source);
            }
            if self.pool.is_stopped() {
                return None;
            }
            match self.found.next()? {
                // `**` finds a folder and what is in it.
                Ok(path) if self.walk.as_ref().is_some_and(|(at, _)| path.starts_with(at)) => {}
                Ok(path) if path.is_dir() => {
                    let walk = Walk::new(path.clone(), &self.pool);
                    self.walk = Some((path, walk));
                }
                Ok(path) => return Some(Source::found(&path)),
                Err(error) => {
                    let stop = Stop::of_system(error.error());
                    return Some(fault(error.path(), stop.into_fault()));
                }
            }
        }
    }
}

impl Iterator for Matches {
    type Item = Source;

    fn next(&mut self) -> Option<Source> {
        let found = self.find();
        let was_empty = std::mem::replace(&mut self.is_empty, false);
        found.or_else(|| {
            let none = Fault::new(FaultKind::NotFound, "no file matches the pattern");
            (was_empty && !self.pool.is_stopped()).then(|| fault(&self.pattern, none))
        })
    }
}

fn fault(path: &Path, fault: Fault) -> Source {
    Source::new(path, Kind::Fault(fault))
}
