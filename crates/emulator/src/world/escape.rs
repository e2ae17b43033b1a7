//! The escapes of X's JSON.

use std::fmt::Write;

/// Escapes a JSON text as X does: ASCII only, and `/`, `<` and `>` escaped too. So its bytes differ
/// from those that most JSON writers would write for the same value.
///
/// The text comes from `serde_json`, in which these characters stand unescaped and in strings only.
pub(crate) fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '/' => escaped.push_str("\\/"),
            '<' | '>' => push_units(&mut escaped, character),
            _ if character.is_ascii() => escaped.push(character),
            _ => push_units(&mut escaped, character),
        }
    }
    escaped
}

/// Writes a character as `\u` and four digits, and one beyond U+FFFF as a surrogate pair.
fn push_units(text: &mut String, character: char) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        // Writing to a `String` does not fail.
        let _ = write!(text, "\\u{unit:04x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_are_those_of_x_and_the_value_is_the_same() {
        let json = r#"{"a":"<a href=\"https://x.com\">h\u00fc\\/ü😀&amp;</a>","é":[1.5,null]}"#;
        let escaped = escaped(json);
        assert_eq!(
            escaped,
            r#"{"a":"\u003ca href=\"https:\/\/x.com\"\u003eh\u00fc\\\/\u00fc\ud83d\ude00&amp;\u003c\/a\u003e","\u00e9":[1.5,null]}"#
        );
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&escaped), value(json));
    }
}
