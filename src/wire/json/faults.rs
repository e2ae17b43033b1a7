//! The faults that a reader has noted, counted.

/// A number of faults.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) struct Faults {
    pub(super) listed: usize,
    /// Listed or not.
    pub(super) all: usize,
    /// Of members by which the event is identified.
    pub(super) unidentified: usize,
}
