//! Values of one JSON token or of a fixed form: ids, text, timestamps, colors, indices and open
//! enumerations.

pub(crate) mod color;
pub(crate) mod id;
pub(crate) mod indices;
pub(crate) mod one_or_many;
pub(crate) mod open_enum;
mod snowflake;
pub(crate) mod text;
pub(crate) mod timestamp;
pub(crate) mod twin;
pub(crate) mod wrapped;
