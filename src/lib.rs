//! WIP
#![warn(missing_docs)]

mod color;
pub mod event;
mod id;
mod indices;
pub mod model;
mod one_or_many;
mod open_enum;
pub mod payload;
pub mod schema;
mod text;
mod timestamp;
mod wire;

pub use color::Color;
pub use event::*;
pub use id::*;
pub use indices::Indices;
pub use one_or_many::OneOrMany;
pub use open_enum::UnknownValue;
pub use payload::*;
pub use text::Text;
pub use timestamp::{ParseTimestampError, Timestamp};
