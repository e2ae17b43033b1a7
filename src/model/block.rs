//! Blocks and unblocks.

include!(concat!(env!("OUT_DIR"), "/block.rs"));
