//! What is attached to a Direct Message.

include!(concat!(env!("OUT_DIR"), "/attachment.rs"));
