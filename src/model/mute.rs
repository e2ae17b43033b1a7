//! Mutes and unmutes.

include!(concat!(env!("OUT_DIR"), "/mute.rs"));
