//! The compared ways to decode a delivery.

use std::hint::black_box;

use account_activity::Payload;
use account_activity::xaa::Envelope;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::derived::DerivedPayload;

/// A way to decode a delivery. The time to drop the result counts too.
#[derive(Clone, Copy)]
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    pub(crate) read: fn(&[u8]),
}

pub(crate) const TYPED: usize = 0;
pub(crate) const VALUE: usize = 1;
pub(crate) const DERIVED: usize = 2;

pub(crate) const ALL: [Contender; 6] = [
    Contender { name: "account_activity::Payload", read: typed },
    Contender { name: "serde_json::Value", read: with_serde_json::<serde_json::Value> },
    Contender { name: "derived structs, serde_json", read: with_serde_json::<DerivedPayload> },
    Contender { name: "sonic_rs::Value", read: sonic },
    Contender { name: "simd_json::OwnedValue, and a copy", read: simd },
    Contender { name: "serde_json, skipping all", read: with_serde_json::<IgnoredAny> },
];

/// The decode of the X Activity API's deliveries.
pub(crate) const ENVELOPE: Contender =
    Contender { name: "account_activity::xaa::Envelope", read: envelope };

/// Includes the copy of the body that the envelope keeps.
fn envelope(body: &[u8]) {
    black_box(Envelope::from_slice(black_box(body)).expect("fixtures decode"));
}

/// Includes the copy of the body that the payload keeps.
fn typed(body: &[u8]) {
    black_box(Payload::from_slice(black_box(body)).expect("fixtures decode"));
}

fn with_serde_json<T: DeserializeOwned>(body: &[u8]) {
    black_box(serde_json::from_slice::<T>(black_box(body)).expect("fixtures decode"));
}

fn sonic(body: &[u8]) {
    black_box(sonic_rs::from_slice::<sonic_rs::Value>(black_box(body)).expect("fixtures decode"));
}

/// Copies the delivery for each read, because the reader writes to its input.
fn simd(body: &[u8]) {
    let mut copy = black_box(body).to_vec();
    black_box(simd_json::to_owned_value(&mut copy).expect("fixtures decode"));
}
