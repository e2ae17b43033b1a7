//! Photos, videos and GIFs.

include!(concat!(env!("OUT_DIR"), "/media.rs"));
