//! Read receipts of Direct Messages.

include!(concat!(env!("OUT_DIR"), "/direct_message_mark_read.rs"));
