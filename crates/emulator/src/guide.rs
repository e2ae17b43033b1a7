//! The guide: the documents in `docs/`.

#[doc = include_str!("../docs/testing.md")]
pub mod testing {}

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
