//! The string type of events.

use std::borrow::Borrow;
use std::convert::Infallible;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use compact_str::{CompactString, format_compact};

use crate::wire::scalar::{Scalar, scalar};

/// An immutable string that stores up to 24 bytes inline (12 on 32-bit targets).
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
pub struct Text(CompactString);

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
        Self(CompactString::from(text))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(CompactString::from(text))
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

    fn blank() -> Self {
        Self::default()
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(Self::from(text))
    }

    fn from_number(literal: &dyn fmt::Display) -> Option<Self> {
        Some(Self(format_compact!("{literal}")))
    }

    fn from_boolean(value: bool) -> Option<Self> {
        Some(Self::from(if value { "true" } else { "false" }))
    }

    fn write<S: serde::Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value)
    }
}

scalar!(Text);

/// Decodes HTML entities, each once: `&amp;lt;` becomes `&lt;`.
///
/// The API escapes the text of Tweets and Direct Messages, and the names and descriptions of users.
/// It writes `&amp;`, `&lt;` and `&gt;`. Old data also has `&quot;` and `&#39;`. `&apos;` and all
/// other numeric entities are decoded too. Everything else is kept as it is.
///
/// ```
/// use account_activity::model::User;
/// use account_activity::{UserId, unescape};
///
/// let mut user = User::new(UserId::new(1));
/// user.name = "R&amp;D, &quot;mostly&quot;".into();
/// assert_eq!(unescape(&user.name), r#"R&D, "mostly""#);
/// ```
#[must_use]
pub fn unescape(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, entity)) = rest.split_once('&') {
        decoded.push_str(before);
        let (character, after) = decode(entity).unwrap_or(('&', entity));
        decoded.push(character);
        rest = after;
    }
    decoded.push_str(rest);
    decoded
}

/// Returns how many code points of the decoded text precede each code point of the escaped text,
/// and its end.
pub(crate) fn decoded_positions(escaped: &str) -> Vec<i64> {
    let mut positions = Vec::with_capacity(escaped.len() + 1);
    let (mut rest, mut position) = (escaped, 0);
    while let Some(first) = rest.chars().next() {
        let next = rest.get(first.len_utf8()..).unwrap_or_default();
        let decoded = rest.strip_prefix('&').and_then(decode);
        let after = decoded.map_or(next, |(_, after)| after);
        let read = rest.strip_suffix(after).unwrap_or_default();
        positions.extend(read.chars().map(|_| position));
        (rest, position) = (after, position + 1);
    }
    positions.push(position);
    positions
}

/// The length of the longest entity, `&#x10FFFF;`, without its `&`.
const LONGEST_ENTITY: usize = 9;

/// Decodes the entity at the start of a text, without its `&`. Returns the rest of the text too.
pub(crate) fn decode(text: &str) -> Option<(char, &str)> {
    let end = text.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';')?;
    let character = match text.get(..end)? {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        number => decode_number(number.strip_prefix('#')?)?,
    };
    Some((character, text.get(end + 1..)?))
}

fn decode_number(digits: &str) -> Option<char> {
    let (digits, radix) = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (digits, 10),
    };
    // `from_str_radix` accepts a sign.
    let valid = digits.chars().all(|digit| digit.is_digit(radix));
    let code = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(code).filter(|character| valid && *character != '\0')
}

#[cfg(test)]
mod tests {
    use super::{decoded_positions, unescape};

    #[test]
    fn entities_are_decoded_once() {
        for (escaped, text) in [
            ("", ""),
            ("a &amp; b", "a & b"),
            ("&lt;p&gt;", "<p>"),
            ("&amp;lt;", "&lt;"),
            ("&amp;&amp;", "&&"),
            ("&amp;#39;", "&#39;"),
            ("AT&T", "AT&T"),
            ("&", "&"),
            ("&AMP; &amp", "&AMP; &amp"),
            ("é&amp;👋", "é&👋"),
            ("&quot;it&#39;s&apos;&quot;", "\"it's'\""),
            ("&#039;&#x27;&#X27;&#128075;&#x1f44b;", "'''👋👋"),
            ("&#x10FFFF;", "\u{10ffff}"),
            ("&#;&#x;&#+39;&#-1;&#0;&#xd800;", "&#;&#x;&#+39;&#-1;&#0;&#xd800;"),
            ("&nbsp;&#0000000039;&#1114112;", "&nbsp;&#0000000039;&#1114112;"),
        ] {
            assert_eq!(unescape(escaped), text, "{escaped}");
            let positions = decoded_positions(escaped);
            assert_eq!(positions.len(), escaped.chars().count() + 1, "{escaped}");
            let end = positions.last().copied().and_then(|end| usize::try_from(end).ok());
            assert_eq!(end, Some(text.chars().count()), "{escaped}");
        }
        assert_eq!(decoded_positions("a&lt;👋"), [0, 1, 1, 1, 1, 2, 3]);
    }
}
