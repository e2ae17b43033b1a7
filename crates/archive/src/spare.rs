//! Memory of blocks that is used again.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

/// The bytes that a source is read by. A block of lines is about as long.
pub(crate) const BLOCK: usize = 256 << 10;

/// The most blocks whose memory is kept.
const KEPT: usize = 8;

/// The memory of blocks that nobody has any more. Clones share it.
///
/// Allocators are slow at memory of this size that one thread allocates and another one frees.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spare(Arc<Mutex<Vec<Vec<u8>>>>);

impl Spare {
    /// Returns a vector with room for some bytes. It has bytes of an earlier block, or none.
    pub(crate) fn take(&self, capacity: usize) -> Vec<u8> {
        let spare = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut spare = spare.unwrap_or_default();
        spare.reserve_exact(capacity.saturating_sub(spare.len()));
        spare
    }

    /// Keeps the memory of a block, unless items still have it or it is unusually large.
    pub(crate) fn give(&self, block: Bytes) {
        let Ok(block) = block.try_into_mut() else { return };
        let block = Vec::from(block);
        if block.capacity() < BLOCK || block.capacity() > 3 * BLOCK {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT {
            kept.push(block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_used_again_unless_somebody_has_it_or_it_is_too_large() {
        let spare = Spare::default();
        let block = Bytes::from(vec![1; BLOCK]);
        let (kept, at) = (block.slice(1..2), block.as_ptr());
        spare.give(block.clone());
        let other = spare.take(BLOCK);
        assert_ne!(other.as_ptr(), at);
        drop(kept);
        spare.give(block);
        let again = spare.take(BLOCK);
        assert_eq!((again.as_ptr(), again.len()), (at, BLOCK));
        spare.give(Bytes::from(vec![1; 4 * BLOCK]));
        assert!(spare.take(0).capacity() < BLOCK);
    }
}
