//! Follows and unfollows.

include!(concat!(env!("OUT_DIR"), "/follow.rs"));
