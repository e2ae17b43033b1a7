//! Places.

include!(concat!(env!("OUT_DIR"), "/place.rs"));
