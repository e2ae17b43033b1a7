//! What is said of a whole delivery.

include!(concat!(env!("OUT_DIR"), "/meta.rs"));
