//! Ids, which are numbers or hexadecimal text. Each kind of id has its own type.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::ser::Serializer;

use crate::value::text::Text;
use crate::wire::json::number;
use crate::wire::scalar::{Scalar, scalar};
use crate::wire::shape::Shape;

/// An error parsing an id.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected an id: decimal digits that fit 64 bits, without sign or leading zero")]
pub struct ParseIdError(());

/// Parses decimal digits without sign or leading zero, so that equal ids have equal text.
fn parse(text: &str) -> Option<u64> {
    // Most ids have up to 19 digits, of which this reads eight at once.
    if let Some((id, length)) = number::unsigned(text.as_bytes())
        && length == text.len()
    {
        return Some(id);
    }
    let canonical = text == "0" || !text.starts_with(['0', '+']);
    text.parse().ok().filter(|_| canonical)
}

/// An id with a numeric value.
pub(crate) trait NumberId: Copy {
    fn from_u64(value: u64) -> Self;
    fn to_u64(self) -> u64;
}

/// The codec of an id that is serialized as text, as most newer ids are.
pub(crate) struct IdText<I>(PhantomData<I>);

/// The codec of an id that is serialized as a number.
pub(crate) struct IdNumber<I>(PhantomData<I>);

impl<I: NumberId> Scalar for IdText<I> {
    type Value = I;
    const EXPECTED: &'static str = "an id of decimal digits";
    const SHAPE: Shape = Shape::Id;
    const IS_DIGITS: bool = true;

    fn blank() -> I {
        I::from_u64(0)
    }

    fn from_text(text: &str) -> Option<I> {
        parse(text).map(I::from_u64)
    }

    fn from_number(_: &dyn fmt::Display) -> Option<I> {
        None
    }

    fn from_unsigned(value: u64) -> Option<I> {
        Some(I::from_u64(value))
    }

    fn from_signed(value: i64) -> Option<I> {
        u64::try_from(value).ok().map(I::from_u64)
    }

    fn write<S: Serializer>(value: &I, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&value.to_u64())
    }
}

impl<I: NumberId> Scalar for IdNumber<I> {
    type Value = I;
    const EXPECTED: &'static str = IdText::<I>::EXPECTED;
    const SHAPE: Shape = Shape::Id;
    const IS_DIGITS: bool = true;

    fn blank() -> I {
        I::from_u64(0)
    }

    fn from_text(text: &str) -> Option<I> {
        IdText::from_text(text)
    }

    fn from_number(_: &dyn fmt::Display) -> Option<I> {
        None
    }

    fn from_unsigned(value: u64) -> Option<I> {
        IdText::from_unsigned(value)
    }

    fn from_signed(value: i64) -> Option<I> {
        IdText::from_signed(value)
    }

    fn write<S: Serializer>(value: &I, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(value.to_u64())
    }
}

macro_rules! number_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// A 64-bit number. It serializes as text. It deserializes from text or a number, but never
        /// from a float that may have rounded it.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name(u64);

        impl $name {
            /// Creates the id with this number.
            #[must_use]
            pub const fn new(id: u64) -> Self {
                Self(id)
            }

            /// Returns the id as a number.
            #[must_use]
            pub const fn get(self) -> u64 {
                self.0
            }
        }

        impl NumberId for $name {
            fn from_u64(value: u64) -> Self {
                Self(value)
            }

            fn to_u64(self) -> u64 {
                self.0
            }
        }

        impl From<u64> for $name {
            fn from(id: u64) -> Self {
                Self(id)
            }
        }

        impl From<$name> for u64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                parse(text).map(Self).ok_or(ParseIdError(()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl Scalar for $name {
            type Value = Self;
            const EXPECTED: &'static str = IdText::<Self>::EXPECTED;
            const SHAPE: Shape = Shape::Id;

            fn blank() -> Self {
                Self(0)
            }

            fn from_text(text: &str) -> Option<Self> {
                IdText::from_text(text)
            }

            fn from_number(_: &dyn fmt::Display) -> Option<Self> {
                None
            }

            fn from_unsigned(value: u64) -> Option<Self> {
                IdText::from_unsigned(value)
            }

            fn from_signed(value: i64) -> Option<Self> {
                IdText::from_signed(value)
            }

            fn write<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
                IdText::write(value, serializer)
            }
        }

        scalar!($name);
    )*};
}

number_ids! {
    /// The id of an app, as the developer portal shows it.
    AppId;
    /// The id of a Direct Message.
    DirectMessageId;
    /// The id of a photo, video or GIF.
    MediaId;
    /// The id of a Replay job.
    ReplayJobId;
    /// The id of a search or PowerTrack rule.
    RuleId;
    /// The id of a subscription of the X Activity API.
    SubscriptionId;
    /// The id of a Tweet.
    #[doc(alias = "PostId")]
    TweetId;
    /// The id of a user.
    UserId;
    /// The id of a webhook.
    WebhookId;
    /// The id of a welcome message.
    WelcomeMessageId;
}

/// Defines newtypes of text.
macro_rules! text_types {
    ($($(#[$doc:meta])* $name:ident: $expected:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name(Text);

        impl $name {
            /// Returns the text as received.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl Scalar for $name {
            type Value = Self;
            const EXPECTED: &'static str = $expected;
            const SHAPE: Shape = Shape::Text;

            fn blank() -> Self {
                Self(Text::default())
            }

            fn from_text(text: &str) -> Option<Self> {
                Some(Self(text.into()))
            }

            fn from_number(literal: &dyn fmt::Display) -> Option<Self> {
                Text::from_number(literal).map(Self)
            }

            fn write<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&value.0)
            }
        }

        scalar!($name);
    )*};
}
pub(crate) use text_types;

text_types! {
    /// The id of a like: 32 hexadecimal digits, kept as received.
    #[doc(alias = "LikeId")]
    FavoriteId: "the id of a like";
    /// The id of a place: hexadecimal digits, kept as received.
    PlaceId: "the id of a place";
}
