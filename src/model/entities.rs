//! What was found in a text: links, mentions, hashtags.

include!(concat!(env!("OUT_DIR"), "/entities.rs"));
