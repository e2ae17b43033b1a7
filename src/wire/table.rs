//! The tables of wire forms, which the generator writes, and what they become.

/// Implements the traits of a generated struct from the table of its members.
macro_rules! object {
    (
        $name:ident = $source:literal;
        $($field:ident: $presence:ty = $key:literal $(| $alias:literal)* $(, $twin:literal)?;)*
    ) => {
        const _: () = {
        use $crate::wire::key_list;
        use $crate::wire::keys::{Keys, Member};
        use $crate::wire::order::{self, Order};
        use $crate::wire::presence::Presence;

        use std::cell::Cell;

        const PROPERTIES: &[$crate::wire::shape::Property] = &[
            $($crate::wire::presence::property::<$presence>(
                $key,
                $crate::wire::table::object!(@twin $($twin)?),
            ).or(&[$($alias),*]),)*
        ];

        #[derive(Default)]
        pub(crate) struct States {
            $($field: $crate::wire::table::object!(@state $presence $(| $alias)*),)*
        }

        #[allow(non_camel_case_types, clippy::enum_variant_names)]
        enum Index { $($field),* }

        /// The indices of the properties, for patterns.
        struct At;

        #[allow(non_upper_case_globals)]
        impl At {
            $(const $field: u8 = Index::$field as u8;)*
        }

        impl $crate::wire::object::Members for $name {
            const SHAPE: &'static $crate::wire::shape::Object = &$crate::wire::shape::Object::new(
                stringify!($name),
                $source,
                PROPERTIES,
            ).with_keys(Keys::new(&key_list::list::<{ key_list::count(PROPERTIES) }>(PROPERTIES)));

            fn with_order<R>(use_order: impl FnOnce(Order<'_>) -> R) -> R {
                thread_local! {
                    static ORDER: [Cell<u8>; key_list::count(PROPERTIES) + 1] = const { order::unknown() };
                }
                ORDER.with(|memory| use_order(Order::new(memory)))
            }

            type States = States;

            fn blank() -> Self {
                Self { $($field: <$presence>::blank(),)* }
            }

            fn read_member<'de, A: serde::de::MapAccess<'de>>(
                &mut self,
                states: &mut States,
                member: Member,
                map: &mut A,
            ) -> Result<(), A::Error> {
                match member.property {
                    $(At::$field => $crate::wire::table::object!(
                        @read $presence $(| $alias)* $(, $twin)?;
                        (read, read_twin) (self, states, $field, member.spelling, map)
                    ),)*
                    _ => $crate::wire::skip(map),
                }
            }

            #[inline]
            fn read_member_json<M: $crate::wire::json::Mode>(
                &mut self,
                states: &mut States,
                member: Member,
                reader: &mut $crate::wire::json::Reader<'_, M>,
            ) -> Result<(), $crate::wire::json::GaveUp> {
                match member.property {
                    $(At::$field => $crate::wire::table::object!(
                        @read $presence $(| $alias)* $(, $twin)?;
                        (read_json, read_twin_json)
                        (self, states, $field, member.spelling, reader)
                    ),)*
                    _ => reader.skip(),
                }
            }

            fn finish<O: $crate::wire::presence::Outcome>(
                &mut self,
                states: States,
                outcome: &mut O,
            ) -> Result<(), O::Error> {
                $(<$crate::wire::table::object!(@presence $presence $(| $alias)*)>::finish(
                    &mut self.$field,
                    states.$field,
                    $key,
                    outcome,
                )?;)*
                Ok(())
            }

            fn count(&self) -> usize {
                [$(<$presence>::count(&self.$field)),*].iter().sum()
            }

            fn write_members<M: serde::ser::SerializeMap>(
                &self,
                map: &mut M,
            ) -> Result<(), M::Error> {
                $(<$presence>::write(
                    &self.$field,
                    $key,
                    $crate::wire::table::object!(@twin $($twin)?),
                    map,
                )?;)*
                Ok(())
            }
        }
        };

        impl $crate::wire::Wire for $name {
            type Value = Self;
            const SHAPE: $crate::wire::shape::Shape =
                $crate::wire::shape::Shape::Object($crate::wire::object::shape::<Self>);

            fn blank() -> Self {
                $crate::wire::object::Members::blank()
            }

            fn read<'de, D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Option<Self>, D::Error> {
                $crate::wire::object::read(deserializer)
            }

            fn read_element<'de, D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Option<Self>, D::Error> {
                $crate::wire::object::read_element(deserializer)
            }

            fn read_into<'de, D: serde::Deserializer<'de>>(
                slot: &mut Option<Self>,
                deserializer: D,
            ) -> Result<(), D::Error> {
                $crate::wire::object::read_into(slot, deserializer)
            }

            fn replace<'de, D: serde::Deserializer<'de>>(
                blank: &mut Self,
                deserializer: D,
            ) -> Result<bool, D::Error> {
                $crate::wire::object::replace(blank, deserializer)
            }

            fn read_json<M: $crate::wire::json::Mode>(
                slot: &mut Option<Self>,
                reader: &mut $crate::wire::json::Reader<'_, M>,
            ) -> Result<(), $crate::wire::json::GaveUp> {
                $crate::wire::object::read_json(slot, reader)
            }

            fn replace_json<M: $crate::wire::json::Mode>(
                blank: &mut Self,
                reader: &mut $crate::wire::json::Reader<'_, M>,
            ) -> Result<bool, $crate::wire::json::GaveUp> {
                $crate::wire::object::replace_json(blank, reader)
            }

            fn write<S: serde::Serializer>(
                value: &Self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::wire::object::write(value, serializer)
            }

            fn write_element<S: serde::Serializer>(
                value: &Self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::wire::object::write_element(value, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::wire::object::read(deserializer)?
                    .ok_or_else($crate::wire::object::missing::<Self, D::Error>)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::wire::object::write(self, serializer)
            }
        }
    };
    (@presence $presence:ty) => { $presence };
    (@presence $presence:ty $(| $alias:literal)+) => { $crate::wire::spelled::Spelled<$presence> };
    (@state $presence:ty) => { <$presence as $crate::wire::presence::Presence>::State };
    (@state $presence:ty $(| $alias:literal)+) => {
        $crate::wire::spelled::Slot<
            <<$presence as $crate::wire::presence::Coded>::Codec as $crate::wire::Wire>::Value
        >
    };
    (@read $presence:ty; ($read:ident, $read_twin:ident)
        ($value:expr, $states:expr, $field:ident, $spelling:expr, $from:ident)) => {
        <$presence as $crate::wire::presence::Presence>::$read(
            &mut $value.$field,
            &mut $states.$field,
            $from,
        )
    };
    (@read $presence:ty, $twin:literal; ($read:ident, $read_twin:ident)
        ($value:expr, $states:expr, $field:ident, $spelling:expr, $from:ident)) => {
        if $spelling == $crate::wire::keys::Spelling::TWIN {
            <$presence as $crate::wire::presence::Presence>::$read_twin(
                &mut $value.$field,
                &mut $states.$field,
                $from,
            )
        } else {
            <$presence as $crate::wire::presence::Presence>::$read(
                &mut $value.$field,
                &mut $states.$field,
                $from,
            )
        }
    };
    (@read $presence:ty $(| $alias:literal)+; ($read:ident, $read_twin:ident)
        ($value:expr, $states:expr, $field:ident, $spelling:expr, $from:ident)) => {
        $crate::wire::spelled::Spelled::<$presence>::$read(
            &mut $states.$field,
            $spelling,
            $from,
        )
    };
    (@twin) => { None };
    (@twin $twin:literal) => { Some($twin) };
}
pub(crate) use object;

/// Defines a struct with the fields of a table of wire forms, and implements what `object!` does.
#[cfg(feature = "client")]
macro_rules! record {
    (
        $visibility:vis $name:ident = $source:literal;
        $($field:ident: $presence:ty = $key:literal;)*
    ) => {
        #[derive(Clone, Debug, PartialEq)]
        $visibility struct $name {
            $($field: <$presence as $crate::wire::presence::Presence>::Field,)*
        }

        $crate::wire::table::object! {
            $name = $source;
            $($field: $presence = $key;)*
        }
    };
}
#[cfg(feature = "client")]
pub(crate) use record;

#[cfg(test)]
mod tests {
    use crate::wire::json::{Reader, Tolerant};
    use crate::wire::presence::Optional;
    use crate::wire::scalar::Integer;
    use crate::wire::{Wire, shape};

    #[derive(Debug, Default, PartialEq)]
    struct Pair {
        old: Option<i64>,
        count: Option<i64>,
    }

    object! {
        Pair = "schemas/pair.json";
        old: Optional<Integer> = "old" | "new" | "newer";
        count: Optional<Integer> = "count";
    }

    /// Reads through serde and from text, and checks that the results are equal.
    fn read(json: &str) -> Pair {
        let by_serde = serde_json::from_str(json).unwrap();
        let mut from_text = None;
        Pair::read_json(&mut from_text, &mut Reader::new(json)).unwrap();
        assert_eq!(from_text.as_ref(), Some(&by_serde), "{json}");
        let mut tolerantly = None;
        Pair::read_json(&mut tolerantly, &mut Reader::with_mode(json, Tolerant::new(9))).unwrap();
        assert_eq!(tolerantly.as_ref(), Some(&by_serde), "{json}");
        by_serde
    }

    #[test]
    fn a_member_is_read_under_every_spelling_and_written_under_the_first() {
        for key in ["old", "new", "newer"] {
            for json in [
                format!(r#"{{"{key}":2,"count":1}}"#),
                format!(r#"{{"count":1,"other":{{"{key}":3}},"{key}":2}}"#),
            ] {
                let pair = read(&json);
                assert_eq!(pair, Pair { old: Some(2), count: Some(1) });
                assert_eq!(serde_json::to_string(&pair).unwrap(), r#"{"old":2,"count":1}"#);
            }
        }
        assert_eq!(read(r#"{"newest":2}"#), Pair::default());
    }

    #[test]
    fn the_newest_spelling_that_has_a_value_counts() {
        let values = ["null", "1", "2"];
        for (old, new, newer) in permutations(&values) {
            let members = [("old", old), ("new", new), ("newer", newer)];
            let newest = members.iter().rev().find(|(_, value)| *value != "null");
            let expected = newest.map(|(_, value)| value.parse().unwrap());
            for [first, second, third] in ORDERS {
                let members = [members[first], members[second], members[third]];
                let json = members.map(|(key, value)| format!("\"{key}\":{value}")).join(",");
                assert_eq!(read(&format!("{{{json}}}")).old, expected, "{json}");
            }
        }
        // Of one spelling, the last value counts.
        assert_eq!(read(r#"{"new":1,"new":2,"old":3}"#).old, Some(2));
        assert_eq!(read(r#"{"old":1,"old":null}"#).old, None);
    }

    const ORDERS: [[usize; 3]; 6] =
        [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

    fn permutations<'a>(values: &[&'a str; 3]) -> Vec<(&'a str, &'a str, &'a str)> {
        let pairs = values.iter().flat_map(|a| values.iter().map(move |b| (*a, *b)));
        pairs.flat_map(|(a, b)| values.iter().map(move |c| (a, b, *c))).collect()
    }

    #[test]
    fn a_bad_value_under_one_spelling_leaves_the_value_of_another() {
        for json in [r#"{"old":1,"new":[]}"#, r#"{"new":[],"old":1}"#] {
            let mut pair = None;
            let mut reader = Reader::with_mode(json, Tolerant::new(9));
            Pair::read_json(&mut pair, &mut reader).unwrap();
            assert_eq!(pair, Some(Pair { old: Some(1), count: None }), "{json}");
            let (faults, _) = reader.mode.take_faults();
            let lost = faults.iter().map(|fault| json.get(fault.lost..fault.lost + 2));
            assert_eq!(lost.collect::<Vec<_>>(), [Some("[]")], "{json}");
        }
    }

    #[test]
    fn the_shape_names_every_spelling() {
        let shape::Shape::Object(pair) = <Pair as Wire>::SHAPE else { panic!("an object") };
        let property = pair().property("newer").unwrap();
        assert_eq!((property.name(), property.aliases()), ("old", ["new", "newer"].as_slice()));
    }
}
