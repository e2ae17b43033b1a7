//! Open enumerations. They keep a value that is not in the schemas instead of failing.

use std::fmt;

use crate::value::text::Text;

/// The text of an enumeration value that is not in the schemas.
///
/// It has no constructor. The enumeration's `as_str()` returns the text. A comparison with that
/// text still works after a later version adds a variant for the value.
///
/// ```compile_fail
/// let photo = account_activity::UnknownValue("photo".into());
/// ```
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct UnknownValue(pub(crate) Text);

impl fmt::Debug for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Implements the codec and the conversions of an open enumeration from the table of its values.
macro_rules! open_enum {
    ($name:ident = $source:literal; $($variant:ident = $value:literal $(| $alias:literal)*;)*) => {
        impl $name {
            /// Returns the value as it is on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => &value.0,
                }
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($value $(| $alias)* => Self::$variant,)*
                    _ => Self::Unknown($crate::value::open_enum::UnknownValue(value.into())),
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(value))
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl $crate::wire::scalar::Scalar for $name {
            type Value = Self;
            const EXPECTED: &'static str = concat!(stringify!($name), " (", $source, ")");
            const SHAPE: $crate::wire::shape::Shape =
                $crate::wire::shape::Shape::Enumeration(stringify!($name), &[$($value),*]);
            const EMPTY_IS_ABSENT: bool = false;

            fn blank() -> Self {
                Self::Unknown($crate::value::open_enum::UnknownValue(
                    $crate::value::text::Text::default(),
                ))
            }

            fn from_text(text: &str) -> Option<Self> {
                Some(Self::from(text))
            }

            fn is_in_schema(value: &Self, text: &str) -> bool {
                !matches!(value, Self::Unknown(_)) && value.as_str() == text
            }

            fn from_number(literal: &dyn std::fmt::Display) -> Option<Self> {
                Some(Self::from(literal.to_string().as_str()))
            }

            fn from_boolean(value: bool) -> Option<Self> {
                Self::from_number(&value)
            }

            fn write<S: serde::Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(value.as_str())
            }
        }

        $crate::wire::scalar::scalar!($name);
    };
}
pub(crate) use open_enum;
