//! The guide: the documents of `docs/`.

#[doc = include_str!("../docs/events.md")]
pub mod events {}

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
