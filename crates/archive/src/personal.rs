//! The personal archive that X creates for a user.

mod account;
mod layout;
mod part;
mod zip;

pub(crate) use account::owner_beside;
pub(crate) use layout::{Layout, Role};
pub(crate) use part::Part;
pub(crate) use zip::{Zip, is_zip, not_seekable};
