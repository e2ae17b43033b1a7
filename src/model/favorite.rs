//! Likes.

include!(concat!(env!("OUT_DIR"), "/favorite.rs"));
