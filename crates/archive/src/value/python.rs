//! Dictionaries as Python prints them: `{'id': 1, 'ok': True, 'text': None}`. pandas writes them into cells.

use crate::object::{is_json, quoted};

/// Returns `true` for a text that begins as a dictionary or as a list of them.
pub(super) fn begins(text: &[u8]) -> bool {
    let mut rest = text.trim_ascii_start();
    while let [b'[', inner @ ..] = rest {
        rest = inner.trim_ascii_start();
    }
    let [b'{', inner @ ..] = rest else { return false };
    matches!(inner.trim_ascii_start(), [b'\'', ..] | [b'u', b'\'', ..])
}

/// Writes a dictionary, or a list of them, as JSON. `None` for any other text.
pub(super) fn to_json(text: &str) -> Option<String> {
    if !begins(text.as_bytes()) {
        return None;
    }
    let mut json = String::with_capacity(text.len() + 16);
    let mut rest = text.trim_ascii();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => {
                let (content, length) = string(rest, first)?;
                json.push_str(&quoted(&content));
                length
            }
            'u' | 'r' if rest.get(1..)?.starts_with(['\'', '"']) => 1,
            one if one.is_alphabetic() => {
                let length = rest.find(|one: char| !one.is_alphanumeric()).unwrap_or(rest.len());
                json.push_str(match rest.get(..length)? {
                    "True" => "true",
                    "False" => "false",
                    "None" | "nan" => "null",
                    _ => return None,
                });
                length
            }
            one if one.is_ascii_digit() => {
                // The exponent of a number has a letter.
                let is_part = |one: char| one.is_ascii_alphanumeric() || ".+-".contains(one);
                let length = rest.find(|one| !is_part(one)).unwrap_or(rest.len());
                json.push_str(rest.get(..length)?);
                length
            }
            one => {
                json.push(match one {
                    '(' => '[',
                    ')' => ']',
                    one => one,
                });
                one.len_utf8()
            }
        };
        rest = rest.get(length..)?;
    }
    is_json(&json).then_some(json)
}

/// Reads the string at the start of a text. Returns its content and its length.
fn string(text: &str, quote: char) -> Option<(String, usize)> {
    let mut content = String::new();
    let mut rest = text.get(1..)?;
    loop {
        let end = rest.find([quote, '\\'])?;
        content.push_str(rest.get(..end)?);
        rest = rest.get(end..)?;
        if rest.starts_with(quote) {
            return Some((content, text.len() - rest.len() + 1));
        }
        let escaped = rest.chars().nth(1)?;
        rest = rest.get(1 + escaped.len_utf8()..)?;
        let digits = match escaped {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        match escaped {
            'n' => content.push('\n'),
            'r' => content.push('\r'),
            't' => content.push('\t'),
            'x' | 'u' | 'U' => {
                let code = u32::from_str_radix(rest.get(..digits)?, 16).ok()?;
                content.push(char::from_u32(code)?);
            }
            '\'' | '"' | '\\' => content.push(escaped),
            _ => return None,
        }
        rest = rest.get(digits..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::to_json;

    #[test]
    fn dictionaries_become_json() {
        for (python, json) in [
            ("{'id': 1, 'ok': True, 'x': None}", r#"{"id": 1, "ok": true, "x": null}"#),
            (r#"{'text': "it's", 'a': 'say "b"'}"#, r#"{"text": "it's", "a": "say \"b\""}"#),
            (r"{'a': 'it\'s\n\\ \xe9\u20ac\U0001f600'}", "{\"a\": \"it's\\n\\\\ é€😀\"}"),
            ("{u'a': [{'b': -1.5e-07}], 'c': nan}", r#"{"a": [{"b": -1.5e-07}], "c": null}"#),
            ("[{'a': (1, 2)}, {}]", r#"[{"a": [1, 2]}, {}]"#),
        ] {
            assert_eq!(to_json(python).as_deref(), Some(json), "{python}");
        }
        for other in ["{'a'}", "{'a': datetime(1)}", "{'a': 'b}", "{\"a\": 1}", "{'a': '\\q'}"] {
            assert_eq!(to_json(other), None, "{other}");
        }
    }
}
