//! The guide: the documents in `docs/`.

#[doc = include_str!("../docs/production.md")]
pub mod production {}

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
