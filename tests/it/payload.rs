//! Decoding payloads: every form, bad input, archives.

mod archive;
mod bad_input;
mod bare;
mod faults;
mod hostile;
mod left_out;
mod mark;
pub(crate) mod mutation;
mod odd;
mod openness;
pub(crate) mod reading;
mod repeated;
pub(crate) mod unknown;
