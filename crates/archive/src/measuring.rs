//! The lengths of all files, ahead of the reading.

use std::sync::Arc;

use crate::pool::Pool;
use crate::progress::Progress;
use crate::reading::Reading;
use crate::source::{Input, Sources};

/// Adds up the lengths of files, so that the total is known before all of them are read.
pub(crate) struct Measuring {
    inputs: Vec<Input>,
    pool: Arc<Pool>,
    progress: Progress,
}

impl Measuring {
    /// Returns `None` if an input is not a path.
    pub(crate) fn of(inputs: &[Input], reading: &Reading) -> Option<Self> {
        let path = |input: &Input| match input {
            Input::Path(path) => Some(Input::Path(path.clone())),
            Input::Stdin | Input::Reader { .. } => None,
        };
        Some(Self {
            inputs: inputs.iter().map(path).collect::<Option<_>>()?,
            pool: Arc::clone(&reading.pool),
            progress: reading.progress.clone(),
        })
    }

    /// Adds up until all files are found, or the reading ends.
    pub(crate) fn run(self) {
        let mut total = Some(0);
        for source in Sources::new(self.inputs, &self.pool) {
            total = total.zip(source.length()).map(|(total, length)| total + length);
            if total.is_none() || self.pool.has_ended() {
                return;
            }
        }
        if let Some(total) = total.filter(|_| !self.pool.has_ended()) {
            self.progress.estimate_total(total);
        }
    }
}
