//! ZIP files.

use std::fs::File;
use std::io::Read;

use super::layout::Layout;
use crate::fault::{Fault, FaultKind};

/// Returns `true` for the first bytes of a ZIP file.
pub(crate) fn is_zip(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06")
}

/// An open ZIP file.
#[derive(Debug)]
pub(crate) struct Zip {
    layout: Layout,
}

impl Zip {
    /// Opens a ZIP file and reads its directory.
    pub(crate) fn open(file: File) -> Result<Self, Fault> {
        drop(file);
        Err(Fault::new(FaultKind::Unsupported, "ZIP"))
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Opens a file of the ZIP file by its index in the entries of the layout.
    pub(crate) fn reader(&mut self, entry: usize) -> Result<impl Read + '_, Fault> {
        let _ = entry;
        Ok(std::io::empty())
    }
}
