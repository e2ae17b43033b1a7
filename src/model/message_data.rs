//! The content of Direct Messages.

include!(concat!(env!("OUT_DIR"), "/message_data.rs"));
