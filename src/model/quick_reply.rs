//! Quick replies in Direct Messages.

include!(concat!(env!("OUT_DIR"), "/quick_reply.rs"));
