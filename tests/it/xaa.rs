//! Deliveries of the X Activity API: every form, bad input, archives.

mod archive;
mod bad_input;
mod coverage;
mod faults;
mod member;
mod messages;
mod mutation;
mod openness;
mod reading;
mod unknown;
