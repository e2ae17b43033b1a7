//! The whole text of a long Tweet.

include!(concat!(env!("OUT_DIR"), "/extended_tweet.rs"));
