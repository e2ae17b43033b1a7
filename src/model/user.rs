//! Users inside Tweets and likes.

include!(concat!(env!("OUT_DIR"), "/user.rs"));
