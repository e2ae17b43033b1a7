//! Links in profiles.

include!(concat!(env!("OUT_DIR"), "/user_entities.rs"));
