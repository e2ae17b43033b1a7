//! Scalars. One visitor reads all of them, so that each accepts its number and string forms.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, MapAccess, Unexpected, Visitor};
use serde::ser::Serializer;

use super::Wire;
use super::json::{GaveUp, Mode, Reader};
use super::number;
use super::presence::Repeatable;
use crate::wire::shape::Shape;

/// The codec of a value that is one token of JSON.
pub(crate) trait Scalar {
    type Value;

    /// The expected value, as error messages name it.
    const EXPECTED: &'static str;
    const SHAPE: Shape;
    /// Whether `""` is absence. It is a value for plain text and for enumerations.
    const EMPTY_IS_ABSENT: bool = true;
    /// Whether text mostly consists of digits, and then has the value of the number.
    const IS_DIGITS: bool = false;

    /// Returns a value that a value which is read replaces.
    fn blank() -> Self::Value;

    fn from_text(text: &str) -> Option<Self::Value>;

    /// Returns `false` for a value of an enumeration whose text is not in the schema.
    fn is_in_schema(_: &Self::Value, _: &str) -> bool {
        true
    }

    /// Converts the digits of a number, unless a more specific method does.
    fn from_number(literal: &dyn fmt::Display) -> Option<Self::Value>;

    fn from_unsigned(value: u64) -> Option<Self::Value> {
        Self::from_number(&value)
    }

    fn from_signed(value: i64) -> Option<Self::Value> {
        Self::from_number(&value)
    }

    fn from_float(value: f64) -> Option<Self::Value> {
        // A whole float that is small enough to be exact counts as an integer.
        match number::whole(value) {
            Some(whole) => Self::from_signed(whole),
            None => Self::from_number(&value),
        }
    }

    fn from_boolean(_: bool) -> Option<Self::Value> {
        None
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error>;
}

impl<T: Scalar> Wire for T {
    type Value = T::Value;
    const SHAPE: Shape = T::SHAPE;

    fn blank() -> T::Value {
        T::blank()
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error> {
        deserializer.deserialize_any(ScalarVisitor::<T>(PhantomData))
    }

    fn read_json<M: Mode>(
        slot: &mut Option<Self::Value>,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        if slot.is_some() {
            *slot = None;
        }
        read_value::<T, M>(reader, |value| *slot = Some(value)).map(drop)
    }

    fn replace_json<M: Mode>(
        blank: &mut Self::Value,
        reader: &mut Reader<'_, M>,
    ) -> Result<bool, GaveUp> {
        read_value::<T, M>(reader, |value| *blank = value)
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        T::write(value, serializer)
    }
}

/// Reads a value from JSON text and puts it into its place. Returns `false` for absence.
#[inline(always)]
fn read_value<T: Scalar, M: Mode>(
    reader: &mut Reader<'_, M>,
    put: impl FnOnce(T::Value),
) -> Result<bool, GaveUp> {
    let byte = reader.peek();
    let start = reader.here();
    let value = match byte {
        Some(b'"') => match T::IS_DIGITS.then(|| reader.quoted_unsigned()).flatten() {
            Some(value) => T::from_unsigned(value),
            None => match reader.quoted()? {
                "" if T::EMPTY_IS_ABSENT => return Ok(false),
                text => match T::from_text(text) {
                    Some(value) => {
                        if !T::is_in_schema(&value, text) {
                            reader.note_unknown();
                        }
                        put(value);
                        return Ok(true);
                    }
                    None => None,
                },
            },
        },
        Some(b'0'..=b'9') => match reader.unsigned() {
            Some(value) => T::from_unsigned(value),
            None => reader.through_serde::<T>().unwrap_or(None),
        },
        Some(b'-') => match reader.negative() {
            Some(value) => T::from_signed(value),
            None => reader.through_serde::<T>().unwrap_or(None),
        },
        Some(b't') => reader.literal(b"true").map(|()| T::from_boolean(true))?,
        Some(b'f') => reader.literal(b"false").map(|()| T::from_boolean(false))?,
        _ if M::TOLERANT && byte != Some(b'n') => None,
        _ => return reader.literal(b"null").map(|()| false),
    };
    let Some(value) = value else { return reader.reject(start, T::EXPECTED) };
    put(value);
    Ok(true)
}

struct ScalarVisitor<T>(PhantomData<T>);

impl<T: Scalar> ScalarVisitor<T> {
    fn accept<E: Error>(
        self,
        value: Option<T::Value>,
        unexpected: Unexpected<'_>,
    ) -> Result<Option<T::Value>, E> {
        match value {
            Some(value) => Ok(Some(value)),
            None => Err(E::invalid_value(unexpected, &self)),
        }
    }
}

impl<'de, T: Scalar> Visitor<'de> for ScalarVisitor<T> {
    type Value = Option<T::Value>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(T::EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        if T::EMPTY_IS_ABSENT && text.is_empty() {
            return Ok(None);
        }
        self.accept(T::from_text(text), Unexpected::Str(text))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        self.accept(T::from_unsigned(value), Unexpected::Unsigned(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        self.accept(T::from_signed(value), Unexpected::Signed(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        self.accept(T::from_float(value), Unexpected::Float(value))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        self.accept(T::from_boolean(value), Unexpected::Bool(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    /// Reads a number if the feature `arbitrary_precision` of `serde_json` is on.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        match number::from_map(map) {
            Some(literal) => {
                let value = from_literal::<T>(&literal);
                self.accept(value, Unexpected::Other(&literal.to_string()))
            }
            None => Err(A::Error::invalid_type(Unexpected::Map, &self)),
        }
    }
}

/// Converts a number in the same way as without `arbitrary_precision`.
fn from_literal<T: Scalar>(literal: &serde_json::Number) -> Option<T::Value> {
    if let Some(value) = literal.as_u64() {
        T::from_unsigned(value)
    } else if let Some(value) = literal.as_i64() {
        T::from_signed(value)
    } else {
        T::from_float(literal.as_f64()?)
    }
}

/// Implements serde's traits for a scalar that is its own value.
macro_rules! scalar {
    ($name:ident) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <Self as $crate::wire::Wire>::read(deserializer)?.ok_or_else(|| {
                    serde::de::Error::invalid_type(
                        serde::de::Unexpected::Unit,
                        &<Self as $crate::wire::scalar::Scalar>::EXPECTED,
                    )
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                <Self as $crate::wire::Wire>::write(self, serializer)
            }
        }
    };
}
pub(crate) use scalar;

/// The codec of `true` and `false`, also as text: `user_has_blocked` is documented as `"false"`.
/// Databases write 0 and 1, and Python writes `True`.
pub(crate) struct Boolean;

impl Scalar for Boolean {
    type Value = bool;
    const EXPECTED: &'static str = "true or false";
    const SHAPE: Shape = Shape::Boolean;

    fn blank() -> bool {
        false
    }

    fn from_text(text: &str) -> Option<bool> {
        match text {
            "true" | "True" | "1" => Some(true),
            "false" | "False" | "0" => Some(false),
            _ => None,
        }
    }

    fn from_number(literal: &dyn fmt::Display) -> Option<bool> {
        Self::from_text(&literal.to_string())
    }

    fn from_unsigned(value: u64) -> Option<bool> {
        match value {
            0 | 1 => Some(value == 1),
            _ => None,
        }
    }

    fn from_boolean(value: bool) -> Option<bool> {
        Some(value)
    }

    fn write<S: Serializer>(value: &bool, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*value)
    }
}

/// The codec of an integer, also as text. `"100+"`, an old form of Retweet counts, is read as 100.
pub(crate) struct Integer;

impl Scalar for Integer {
    type Value = i64;
    const EXPECTED: &'static str = "an integer";
    const SHAPE: Shape = Shape::Integer;

    fn blank() -> i64 {
        0
    }

    fn from_text(text: &str) -> Option<i64> {
        let text = text.strip_suffix('+').unwrap_or(text);
        text.parse().ok().or_else(|| without_separators(text)?.parse().ok())
    }

    fn from_number(_: &dyn fmt::Display) -> Option<i64> {
        None
    }

    fn from_unsigned(value: u64) -> Option<i64> {
        i64::try_from(value).ok()
    }

    fn from_signed(value: i64) -> Option<i64> {
        Some(value)
    }

    fn write<S: Serializer>(value: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(*value)
    }
}

impl Repeatable for Integer {
    fn to_text(value: &i64) -> String {
        value.to_string()
    }
}

/// Removes the separators from a number whose digits are in groups of three, such as `1,234`.
fn without_separators(text: &str) -> Option<String> {
    let (whole, fraction) = text.find('.').map_or((text, ""), |point| text.split_at(point));
    let digits = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    let separator = digits.chars().find(|digit| !digit.is_ascii_digit())?;
    let mut groups = digits.split(separator);
    let is_grouped =
        (1..=3).contains(&groups.next()?.len()) && groups.all(|group| group.len() == 3);
    let is_separator = [',', '_', '\'', ' ', '\u{a0}', '\u{202f}'].contains(&separator);
    (is_grouped && is_separator).then(|| whole.replace(separator, "") + fraction)
}

/// The codec of a number, also as text.
pub(crate) struct Number;

impl Scalar for Number {
    type Value = f64;
    const EXPECTED: &'static str = "a number";
    const SHAPE: Shape = Shape::Number;

    fn blank() -> f64 {
        0.0
    }

    fn from_text(text: &str) -> Option<f64> {
        let value: Option<f64> =
            text.parse().ok().or_else(|| without_separators(text)?.parse().ok());
        value.filter(|value| value.is_finite())
    }

    fn from_number(literal: &dyn fmt::Display) -> Option<f64> {
        Self::from_text(&literal.to_string())
    }

    fn from_float(value: f64) -> Option<f64> {
        Some(value)
    }

    fn write<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(*value)
    }
}
