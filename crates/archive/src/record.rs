//! Records: texts cut out of a source, before they are interpreted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use account_activity::{Timestamp, UserId};
use bytes::Bytes;

use crate::fault::FaultKind;
use crate::form::{Form, Values};
use crate::item::Item;
use crate::personal::Part;
use crate::progress::Progress;
use crate::selection::Selection;

/// One text cut out of a source: a JSON value, a row, or other text in the place of one.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// The text, without the separators around it. Of a row, the whole row.
    pub(crate) bytes: Bytes,
    /// The byte of the source at which it begins.
    pub(crate) offset: u64,
    /// The line of the source on which it begins, counted from 1.
    pub(crate) line: u64,
    pub(crate) received_at: Option<Timestamp>,
    pub(crate) place: Place,
}

/// The place of a record.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// A JSON value of a line, an array or a sequence.
    Value,
    /// A row of CSV or TSV: its cells without quotes.
    Row { columns: Arc<Columns>, cells: Vec<Bytes> },
    /// An element of the array of a file of a personal archive.
    Personal(Part),
}

/// The names of the columns of CSV or TSV. Empty if the first row is not a header.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    pub(crate) names: Vec<Box<str>>,
}

/// The settings and facts that the records of one source share.
#[derive(Debug)]
pub(crate) struct Context {
    /// The name of the source, as its items have it.
    pub(crate) name: Arc<str>,
    pub(crate) form: Option<Form>,
    pub(crate) values: Option<Values>,
    /// The author of Tweets without `user`: from `account.js` of the same personal archive, or else from the
    /// settings.
    pub(crate) owner: Option<UserId>,
    /// The kinds of activities that are given.
    pub(crate) selection: Selection,
    pub(crate) progress: Progress,
    /// Whether items have their bytes in common with the block.
    pub(crate) shares_blocks: bool,
    /// Whether a read of the source may wait for a person or a network.
    pub(crate) is_live: bool,
    /// The number of earlier sources of this name.
    pub(crate) occurrence: u32,
    owner_asked: AtomicBool,
}

impl Context {
    pub(crate) fn new(name: impl Into<Arc<str>>) -> Self {
        Self {
            name: name.into(),
            form: None,
            values: None,
            owner: None,
            selection: Selection::default(),
            progress: Progress::default(),
            shares_blocks: false,
            is_live: false,
            occurrence: 0,
            owner_asked: AtomicBool::new(false),
        }
    }

    /// Returns a context with the same settings, for items that are not given out.
    pub(crate) fn settings(&self) -> Self {
        let Self { form, values, owner, .. } = *self;
        Self { form, values, owner, ..Self::new(Arc::clone(&self.name)) }
    }

    /// Returns `true` as long as no item asked for the owner that is not known.
    pub(crate) fn asks_for_owner(&self) -> bool {
        self.owner.is_none() && !self.owner_asked.load(Ordering::Relaxed)
    }

    /// Returns `false` for an item that repeats a fault of the whole source. The pipeline calls it for each
    /// item in the order of the source, and drops the items for which it returns `false`.
    pub(crate) fn keeps(&self, item: &Item) -> bool {
        !is_once(item) || !self.owner_asked.swap(true, Ordering::Relaxed)
    }
}

/// Returns `true` for a fault of the whole source, of which only the first is kept.
pub(crate) fn is_once(item: &Item) -> bool {
    item.fault().is_some_and(|fault| fault.kind() == FaultKind::OwnerUnknown)
}
