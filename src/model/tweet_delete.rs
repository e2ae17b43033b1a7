//! Deletions of Tweets.

include!(concat!(env!("OUT_DIR"), "/tweet_delete.rs"));
