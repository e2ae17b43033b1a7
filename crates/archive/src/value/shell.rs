//! Documents as the shell of MongoDB prints them on a line: `{ "_id" : ObjectId("5a"), "n" : NumberLong(1) }`.

use crate::object::{is_json, quoted, string};

/// Writes a document as JSON. `None` for any other text.
pub(super) fn to_json(text: &str) -> Option<String> {
    let mut json = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_shell = false;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string_length(rest)?,
            one if one.is_alphabetic() => {
                let length = rest.find(|one: char| !one.is_alphanumeric())?;
                let (name, behind) = rest.split_at_checked(length)?;
                if let Some(arguments) = behind.strip_prefix('(') {
                    let end = arguments.find(')')?;
                    json.push_str(&value(name, arguments.get(..end)?.trim())?);
                    is_shell = true;
                    rest = arguments.get(end + 1..)?;
                    continue;
                }
                if name == "new" {
                    rest = behind.trim_ascii_start();
                    continue;
                }
                length
            }
            one => one.len_utf8(),
        };
        json.push_str(rest.get(..length)?);
        rest = rest.get(length..)?;
    }
    (is_shell && is_json(&json)).then_some(json)
}

/// Returns the plain JSON of a call.
fn value(name: &str, arguments: &str) -> Option<String> {
    let text = string(arguments);
    match name {
        "ObjectId" | "ISODate" | "Date" | "UUID" => Some(quoted(&text?)),
        "NumberLong" | "NumberInt" | "NumberDecimal" => {
            let number = text.unwrap_or_else(|| arguments.to_owned());
            let is_number = number.starts_with(|one: char| one == '-' || one.is_ascii_digit());
            is_number.then_some(number)
        }
        _ => None,
    }
}

/// Returns the length of the string at the start of a text.
fn string_length(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    Some(end? + 2)
}

#[cfg(test)]
mod tests {
    use super::to_json;

    #[test]
    fn calls_become_json() {
        for (shell, json) in [
            (
                r#"{ "_id" : ObjectId("5a"), "n" : NumberLong(1), "m" : NumberLong("-2") }"#,
                r#"{ "_id" : "5a", "n" : 1, "m" : -2 }"#,
            ),
            (
                r#"{"at":new Date("2024-01-01T00:00:00Z"),"t":"ISODate(\"x\")","b":true}"#,
                r#"{"at":"2024-01-01T00:00:00Z","t":"ISODate(\"x\")","b":true}"#,
            ),
            (r#"{"a":ISODate("2024-01-01T00:00:00Z")}"#, r#"{"a":"2024-01-01T00:00:00Z"}"#),
        ] {
            assert_eq!(to_json(shell).as_deref(), Some(json), "{shell}");
        }
        for other in [r#"{"a":1}"#, r#"{"a":f(1)}"#, r#"{"a":ObjectId(}"#, r#"{"a":NumberLong(x)}"#]
        {
            assert_eq!(to_json(other), None, "{other}");
        }
    }
}
