//! Apps that send Direct Messages.

include!(concat!(env!("OUT_DIR"), "/app.rs"));
