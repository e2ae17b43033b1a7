//! The changes that the file does not have yet.

use super::change::Change;

/// The changes of the state since it was last written, as lines of the file.
#[derive(Clone, Debug, Default)]
pub(crate) enum Journal {
    /// Changes are not recorded: the state has no file, or is being read from it.
    #[default]
    Off,
    Lines(Vec<u8>),
    /// The whole state must be written, because lines cannot express the changes or were lost.
    Whole,
}

impl Journal {
    pub(super) fn record(&mut self, change: &Change) {
        let Self::Lines(lines) = self else { return };
        match serde_json::to_writer(&mut *lines, change) {
            Ok(()) => lines.push(b'\n'),
            Err(_) => *self = Self::Whole,
        }
    }

    /// Returns the changes, and begins anew.
    pub(super) fn take(&mut self) -> Self {
        match self {
            Self::Off => Self::Off,
            Self::Lines(_) | Self::Whole => std::mem::replace(self, Self::Lines(Vec::new())),
        }
    }

    /// Makes the next write one of the whole state, if there is a file.
    pub(crate) fn lose(&mut self) {
        if !matches!(self, Self::Off) {
            *self = Self::Whole;
        }
    }
}
