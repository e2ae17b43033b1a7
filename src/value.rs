//! Values that are one JSON token or a fixed form: ids, text, instants, colors, indices and open
//! enumerations.

pub(crate) mod color;
pub(crate) mod id;
pub(crate) mod indices;
pub(crate) mod one_or_many;
pub(crate) mod open_enum;
pub(crate) mod text;
pub(crate) mod timestamp;
pub(crate) mod twin;
