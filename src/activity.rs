//! One view over the events of both APIs.
//!
//! X delivers the events of an account through the Account Activity API and, in other forms, through
//! the X Activity API, which replaces it. A [`Body`] is the body of a delivery of either, and tells
//! them apart.

mod body;
mod family;
mod raw_body;
mod top_level;

pub use body::Body;
pub use family::{Family, ParseFamilyError};
pub use raw_body::RawBody;
