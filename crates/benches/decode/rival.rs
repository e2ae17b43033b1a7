//! The other readers of JSON.

use std::hint::black_box;

use bytes::Bytes;
use serde::de::IgnoredAny;

use crate::contender::{Contender, each};
use crate::derived::DerivedPayload;
use crate::input::Family;

pub(crate) const SONIC_TYPED: &str = "derived structs, sonic-rs";
pub(crate) const SERDE_TYPED: &str = "derived structs, serde_json";

/// Returns the readers for a family.
pub(crate) fn all(family: Family) -> Vec<Contender> {
    let rival = |name, read| Contender { name, read };
    let mut rivals = vec![
        rival("simd-json values, and a copy", simd_json_values),
        rival("sonic-rs values", sonic_rs_values),
        rival("serde_json, skipping all", skip_with_serde_json),
    ];
    if family == Family::AccountActivity {
        rivals.push(rival(SERDE_TYPED, serde_json_structs));
        rivals.push(rival(SONIC_TYPED, sonic_rs_structs));
    }
    rivals
}

/// Copies each body, because the reader writes to its input.
fn simd_json_values(bodies: &[Bytes]) -> usize {
    each(bodies, |body| {
        let mut copy = body.to_vec();
        simd_json::to_borrowed_value(&mut copy).map(|value| drop(black_box(value)))
    })
}

fn sonic_rs_values(bodies: &[Bytes]) -> usize {
    each(bodies, sonic_rs::from_slice::<sonic_rs::Value>)
}

fn skip_with_serde_json(bodies: &[Bytes]) -> usize {
    each(bodies, serde_json::from_slice::<IgnoredAny>)
}

fn serde_json_structs(bodies: &[Bytes]) -> usize {
    each(bodies, serde_json::from_slice::<DerivedPayload>)
}

fn sonic_rs_structs(bodies: &[Bytes]) -> usize {
    each(bodies, sonic_rs::from_slice::<DerivedPayload>)
}
