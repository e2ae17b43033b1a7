//! The parties of Direct Messages.

include!(concat!(env!("OUT_DIR"), "/direct_message_user.rs"));
