//! Reads stored payloads and posts of X (Twitter) accounts.

pub use account_activity;
