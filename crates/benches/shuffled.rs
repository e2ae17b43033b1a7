//! Deliveries whose members are in another order.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Shuffles the members of all objects of a delivery. A seed always gives the same order.
pub(crate) fn shuffled(body: &[u8], seed: u64) -> Vec<u8> {
    let json = std::str::from_utf8(body).expect("fixtures are UTF-8");
    let mut out = String::with_capacity(json.len());
    write_shuffled(json, &mut fastrand::Rng::with_seed(seed), &mut out);
    out.into_bytes()
}

fn write_shuffled(json: &str, random: &mut fastrand::Rng, out: &mut String) {
    match json.as_bytes().first() {
        Some(b'{') => {
            let Members(mut members) = serde_json::from_str(json).expect("an object");
            random.shuffle(&mut members);
            out.push('{');
            for (index, (key, value)) in members.into_iter().enumerate() {
                out.push_str(if index == 0 { "\"" } else { ",\"" });
                out.push_str(&key);
                out.push_str("\":");
                write_shuffled(value.get(), random, out);
            }
            out.push('}');
        }
        Some(b'[') => {
            let elements: Vec<&RawValue> = serde_json::from_str(json).expect("an array");
            out.push('[');
            for (index, value) in elements.into_iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                write_shuffled(value.get(), random, out);
            }
            out.push(']');
        }
        _ => out.push_str(json),
    }
}

/// The members of an object in their order.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}
