//! The string type of events.

use std::borrow::Borrow;
use std::convert::Infallible;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use smol_str::SmolStr;

use crate::wire::scalar::{Scalar, scalar};

/// An immutable string that stores up to 23 bytes inline. Clones of longer strings share their
/// bytes.
///
/// It dereferences to `str`. It serializes as a JSON string. It also deserializes from a number or
/// boolean, as the text of that value.
///
/// ```
/// use account_activity::Text;
///
/// let text = Text::from("@ScruffyMcG");
/// assert_eq!(text, "@ScruffyMcG");
/// assert!(text.starts_with('@'));
/// ```
#[derive(Clone, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Text(SmolStr);

impl Text {
    /// Returns the text as a string slice.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), formatter)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), formatter)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(SmolStr::new(text))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(SmolStr::new(text))
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0.into()
    }
}

impl FromStr for Text {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::from(text))
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl Scalar for Text {
    type Value = Self;
    const EXPECTED: &'static str = "text";
    const SHAPE: crate::wire::shape::Shape = crate::wire::shape::Shape::Text;
    const EMPTY_IS_ABSENT: bool = false;

    fn from_text(text: &str) -> Option<Self> {
        Some(Self::from(text))
    }

    fn from_number(literal: &dyn fmt::Display) -> Option<Self> {
        Some(Self(smol_str::format_smolstr!("{literal}")))
    }

    fn from_boolean(value: bool) -> Option<Self> {
        Some(Self::from(if value { "true" } else { "false" }))
    }

    fn write<S: serde::Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value)
    }
}

scalar!(Text);

/// Decodes `&amp;`, `&lt;` and `&gt;`, the entities that the API writes.
#[must_use]
pub fn unescape(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, entity)) = rest.split_once('&') {
        decoded.push_str(before);
        let known = [("amp;", '&'), ("lt;", '<'), ("gt;", '>')];
        let known = known.iter().find_map(|(name, character)| {
            entity.strip_prefix(name).map(|after| (*character, after))
        });
        let (character, after) = known.unwrap_or(('&', entity));
        decoded.push(character);
        rest = after;
    }
    decoded.push_str(rest);
    decoded
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn entities_are_decoded_once() {
        for (escaped, text) in [
            ("", ""),
            ("a &amp; b", "a & b"),
            ("&lt;p&gt;", "<p>"),
            ("&amp;lt;", "&lt;"),
            ("&amp;&amp;", "&&"),
            ("AT&T", "AT&T"),
            ("&", "&"),
            ("&quot; &AMP; &amp", "&quot; &AMP; &amp"),
            ("é&amp;👋", "é&👋"),
        ] {
            assert_eq!(unescape(escaped), text, "{escaped}");
        }
    }
}
