//! Halves of surrogate pairs. JSON allows an escape such as `\ud83d` without its other half, but no
//! Unicode text can contain one.

use std::borrow::Cow;

use super::{skip, string};

/// The escape of U+FFFD, the replacement character. It is as long as the escape of half a pair, so
/// that a replacement changes no offset.
const REPLACEMENT: &str = "\\ufffd";

/// Returns the offsets of the escapes that are half a surrogate pair.
pub(crate) fn halves(json: &str) -> Vec<usize> {
    let (mut halves, mut at) = (Vec::new(), 0);
    while let Some(distance) = json.get(at..).and_then(|rest| rest.find('\\')) {
        at += distance;
        at += match (unit(json, at), unit(json, at + 6)) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => 12,
            (Some(0xD800..0xE000), _) => {
                halves.push(at);
                6
            }
            (Some(_), _) => 6,
            (None, _) => {
                let escaped = json.get(at + 1..).and_then(|rest| rest.chars().next());
                1 + escaped.map_or(0, char::len_utf8)
            }
        };
    }
    halves
}

/// Returns those of the offsets that are the first ones in their strings.
pub(crate) fn first_of_each_string(json: &str, halves: &[usize]) -> Vec<usize> {
    let mut end = 0;
    let mut is_first = |half: &usize| {
        let is_first = *half >= end;
        if is_first {
            // The text, in which the halves are replaced, has no other errors.
            end = skip::string_end(json, *half).unwrap_or(*half + 1);
        }
        is_first
    };
    halves.iter().copied().filter(|half| is_first(half)).collect()
}

/// Returns the unit of an escape `\uXXXX`.
fn unit(json: &str, at: usize) -> Option<u32> {
    json.get(at..)?.strip_prefix("\\u").and_then(|_| string::unit(json.as_bytes(), at + 2))
}

/// Replaces the escapes at the offsets.
pub(crate) fn replaced<'a>(json: &'a str, halves: &[usize]) -> Cow<'a, str> {
    if halves.is_empty() {
        return Cow::Borrowed(json);
    }
    let (mut whole, mut start) = (String::with_capacity(json.len()), 0);
    for half in halves {
        whole.push_str(json.get(start..*half).unwrap_or_default());
        whole.push_str(REPLACEMENT);
        start = half + REPLACEMENT.len();
    }
    whole.push_str(json.get(start..).unwrap_or_default());
    Cow::Owned(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_found_and_pairs_are_not() {
        for (json, expected) in [
            (r#""\ud83d\ude2d""#, vec![]),
            (r#""\ud83d""#, vec![1]),
            (r#""\ude2d\uD83D""#, vec![1, 7]),
            (r#""\ud83d\ud83d\ude2d""#, vec![1]),
            (r#""\\ud83d \\\ud83d""#, vec![11]),
            (r#""\ud83d\n\ude2d\u0041""#, vec![1, 9]),
            (r#"\é\ud83"#, vec![]),
            (r"\", vec![]),
        ] {
            assert_eq!(halves(json), expected, "{json}");
            let whole = replaced(json, &halves(json));
            assert_eq!(whole.len(), json.len());
            assert_eq!(halves(&whole), [0; 0]);
        }
        let text = r#""fine \ud83d\ude2d\ud83d...""#;
        let whole = replaced(text, &halves(text));
        assert_eq!(serde_json::from_str::<String>(&whole).unwrap(), "fine 😭\u{fffd}...");
    }
}
