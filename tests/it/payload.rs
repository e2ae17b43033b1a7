//! Decoding payloads: every form, bad input, archives.

mod archive;
mod bad_input;
mod decode_example;
mod mutation;
mod openness;
pub(crate) mod reading;
