//! Users of follows, blocks and mutes.

include!(concat!(env!("OUT_DIR"), "/webhook_user.rs"));
