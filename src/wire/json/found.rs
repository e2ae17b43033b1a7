//! Descriptions of JSON values, for messages.

use std::fmt;

/// A JSON value, described as the value found: `an object`, `text "me"` or `-7`.
pub(crate) struct Found<'a>(pub(crate) &'a str);

/// The number of characters of a value that a message repeats.
const LONGEST: usize = 40;

impl fmt::Display for Found<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_bytes().first() {
            Some(b'{') => return formatter.write_str("an object"),
            Some(b'[') => return formatter.write_str("an array"),
            Some(b'"') => formatter.write_str("text ")?,
            _ => {}
        }
        Excerpt(self.0).fmt(formatter)
    }
}

/// The start of a text that may be too long for a message.
pub(crate) struct Excerpt<'a>(pub(crate) &'a str);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(LONGEST) {
            Some((at, _)) => write!(formatter, "{}…", self.0.get(..at).unwrap_or_default()),
            None => formatter.write_str(self.0),
        }
    }
}

/// Returns the message for an id of which only an inexact float is present.
pub(crate) fn inexact(key: &str) -> String {
    format!("expected an exact number `{key}` or a text `{key}_str`, found an inexact float")
}

#[cfg(test)]
mod tests {
    use super::Found;

    #[test]
    fn long_values_are_cut() {
        for (json, found) in [
            ("{\"a\":1}", "an object".to_owned()),
            ("[]", "an array".to_owned()),
            ("\"me\"", "text \"me\"".to_owned()),
            ("-7", "-7".to_owned()),
            ("null", "null".to_owned()),
            (&format!("\"{}\"", "é".repeat(50)), format!("text \"{}…", "é".repeat(39))),
        ] {
            assert_eq!(Found(json).to_string(), found);
        }
    }
}
