//! The serialized form of the counters: objects with the names of the fields. Members that are
//! missing keep their default, so that counters of an earlier version can be read.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Latency, Rejected, Stats};

macro_rules! members {
    ($name:ident: $($field:ident),*) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                // Without `..`, so that a field that the table lacks does not compile.
                let Self { $($field),* } = self;
                let mut map = serializer.serialize_map(None)?;
                $(map.serialize_entry(stringify!($field), $field)?;)*
                map.end()
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Members;

                impl<'de> Visitor<'de> for Members {
                    type Value = $name;

                    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                        formatter.write_str("an object with counters")
                    }

                    fn visit_map<A: MapAccess<'de>>(
                        self,
                        mut map: A,
                    ) -> Result<Self::Value, A::Error> {
                        let mut value = $name::default();
                        while let Some(key) = map.next_key::<String>()? {
                            match key.as_str() {
                                $(stringify!($field) => value.$field = map.next_value()?,)*
                                _ => drop(map.next_value::<IgnoredAny>()?),
                            }
                        }
                        Ok(value)
                    }
                }

                deserializer.deserialize_map(Members)
            }
        }
    };
}

members! {
    Stats: deliveries, account_activity, x_activity, undecodable, last_delivery, repeated, crc_requests,
    verified_crc_requests, last_crc, rejected, failed, panicked, unfinished, latency
}

members! {
    Rejected: unknown_path, method_not_allowed, crc, crc_signature, content_type, too_large,
    body_timeout, displaced, disconnected, signature, not_an_object, too_old, overloaded, queue_full,
    shutting_down, handler_failed, handler_timeout
}

members! { Latency: count, total, longest }
