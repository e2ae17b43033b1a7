//! Points in the deprecated form.

include!(concat!(env!("OUT_DIR"), "/geo.rs"));
