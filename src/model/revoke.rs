//! Withdrawals of access.

include!(concat!(env!("OUT_DIR"), "/revoke.rs"));
