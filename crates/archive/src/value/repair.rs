//! Repair of texts that are not UTF-8.

use account_activity::Body;
use bytes::Bytes;

use crate::fault::{Fault, FaultKind};

/// Replaces what is not UTF-8 in a text by U+FFFD. Halves of surrogate pairs (CESU-8) are not UTF-8 either.
pub(super) fn repaired(bytes: &Bytes) -> (Bytes, Fault) {
    let count: usize = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    let pointer = match Body::from_bytes(bytes.clone()) {
        Err(error) => error.pointer().to_owned(),
        Ok(_) => String::new(),
    };
    let noun = if count == 1 { "byte is" } else { "bytes are" };
    let message = format!("{count} {noun} not UTF-8 and replaced by U+FFFD");
    let repaired = String::from_utf8_lossy(bytes).into_owned();
    (repaired.into(), Fault::new(FaultKind::Encoding, message).at(pointer))
}
