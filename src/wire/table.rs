//! The tables of wire forms, which the generator writes, and what they become.

/// Implements the traits of a generated struct from the table of its members.
macro_rules! object {
    (
        $name:ident = $source:literal;
        $($field:ident: $presence:ty = $key:literal $(| $alias:literal)* $(, $twin:literal)?;)*
    ) => {
        const _: () = {
        use $crate::wire::object::{Member, Search};
        use $crate::wire::skip;
        use $crate::wire::presence::{Presence, name, twin_name};

        #[derive(Default)]
        pub(crate) struct Slots {
            $($field: <$presence as Presence>::Slot,)*
        }

        #[allow(non_camel_case_types, clippy::enum_variant_names)]
        enum Index { $($field),* }

        impl $crate::wire::object::Members for $name {
            const SHAPE: &'static $crate::wire::shape::Object = &$crate::wire::shape::Object::new(
                stringify!($name),
                $source,
                &[$($crate::wire::presence::property::<$presence>(
                    $key,
                    $crate::wire::table::object!(@twin $($twin)?),
                ).or(&[$($alias),*])),*],
            );

            type Slots = Slots;

            fn read_member<'de, A: serde::de::MapAccess<'de>>(
                slots: &mut Slots,
                member: Member,
                map: &mut A,
            ) -> Result<(), A::Error> {
                match member {
                    $(Member::Property(index) if index == Index::$field as usize => {
                        <$presence>::read(&mut slots.$field, map)
                    })*
                    $(Member::Twin(index) if index == Index::$field as usize => {
                        <$presence>::read_twin(&mut slots.$field, map)
                    })*
                    _ => skip(map),
                }
            }

            fn read_members_json<M: $crate::wire::json::Mode>(
                slots: &mut Slots,
                reader: &mut $crate::wire::json::Reader<'_, M>,
            ) -> Result<(), $crate::wire::json::GaveUp> {
                let mut next = 0;
                loop {
                    $(if next <= Index::$field as usize {
                        if reader.take_key(concat!("\"", $key, "\""))? {
                            next = Index::$field as usize;
                            reader.member(name::<$presence>($key, $crate::wire::table::object!(@twin $($twin)?)), |reader| {
                                <$presence>::read_json(&mut slots.$field, reader)
                            })?;
                            if !reader.more(b'}')? {
                                return Ok(());
                            }
                        }
                        $(if reader.take_key(concat!("\"", $twin, "\""))? {
                            reader.member(twin_name($key), |reader| {
                                <$presence>::read_twin_json(&mut slots.$field, reader)
                            })?;
                            if !reader.more(b'}')? {
                                return Ok(());
                            }
                        })?
                    })*
                    let member = Search::new(<Self as $crate::wire::object::Members>::SHAPE)
                        .find(&reader.key()?);
                    match member {
                        $(Member::Property(index) if index == Index::$field as usize => {
                            next = index;
                            reader.member(name::<$presence>($key, $crate::wire::table::object!(@twin $($twin)?)), |reader| {
                                <$presence>::read_json(&mut slots.$field, reader)
                            })?;
                        })*
                        $(Member::Twin(index) if index == Index::$field as usize => {
                            next = index;
                            reader.member(twin_name($key), |reader| {
                                <$presence>::read_twin_json(&mut slots.$field, reader)
                            })?;
                        })*
                        _ => reader.skip()?,
                    }
                    if !reader.more(b'}')? {
                        return Ok(());
                    }
                }
            }

            fn finish<O: $crate::wire::presence::Outcome>(
                slots: &mut Slots,
                value: &mut Option<Self>,
                outcome: &mut O,
            ) -> Result<(), O::Error> {
                *value = Some(Self {
                    $($field: <$presence>::finish(
                        std::mem::take(&mut slots.$field),
                        $key,
                        outcome,
                    )?,)*
                });
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

            fn read_json<M: $crate::wire::json::Mode>(
                slot: &mut Option<Self>,
                reader: &mut $crate::wire::json::Reader<'_, M>,
            ) -> Result<(), $crate::wire::json::GaveUp> {
                $crate::wire::object::read_json(slot, reader)
            }

            fn write<S: serde::Serializer>(
                value: &Self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::wire::object::write(value, serializer)
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
    use crate::wire::json::Reader;
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
    fn the_shape_names_every_spelling() {
        let shape::Shape::Object(pair) = <Pair as Wire>::SHAPE else { panic!("an object") };
        let property = pair().property("newer").unwrap();
        assert_eq!((property.name(), property.aliases()), ("old", ["new", "newer"].as_slice()));
    }
}
