//! Points.

include!(concat!(env!("OUT_DIR"), "/point.rs"));
