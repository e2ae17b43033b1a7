//! All media of a Tweet.

include!(concat!(env!("OUT_DIR"), "/extended_entities.rs"));
