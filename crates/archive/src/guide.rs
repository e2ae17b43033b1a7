//! The guide: the documents in `docs/`.

#[doc = include_str!("../docs/archives.md")]
pub mod archives {}

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
