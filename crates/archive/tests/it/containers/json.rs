//! JSON texts in other layouts, with the same values.

/// Passes the characters of a JSON text on, and tells which are within its texts.
fn scan(json: &str, mut each: impl FnMut(char, bool)) {
    let (mut in_text, mut is_escaped) = (false, false);
    for one in json.chars() {
        each(one, in_text);
        in_text ^= one == '"' && !is_escaped;
        is_escaped = in_text && one == '\\' && !is_escaped;
    }
}

/// Removes the white space between the parts of JSON.
pub(crate) fn compact(json: &str) -> String {
    let mut compact = String::new();
    scan(json, |one, in_text| {
        if in_text || !one.is_ascii_whitespace() {
            compact.push(one);
        }
    });
    compact
}

/// Puts each part of compact JSON on a line of its own.
pub(crate) fn pretty(json: &str, line_end: &str) -> String {
    let (mut pretty, mut level, mut last) = (String::new(), 0, ' ');
    scan(json, |one, in_text| {
        let is_close = matches!(one, '}' | ']') && !in_text;
        let is_open = matches!(one, '{' | '[') && !in_text;
        level -= usize::from(is_close);
        let is_empty = is_close && matches!(last, '{' | '[');
        if !in_text && (is_close && !is_empty || matches!(last, '{' | '[' | ',') && !is_close) {
            pretty.push_str(line_end);
            pretty.push_str(&"  ".repeat(level));
        }
        pretty.push(one);
        if one == ':' && !in_text {
            pretty.push(' ');
        }
        level += usize::from(is_open);
        // A bracket or comma of a text is not one of the layout.
        last = if in_text { ' ' } else { one };
    });
    pretty
}

/// Writes each number of a JSON text as `mongoexport --jsonFormat=canonical` does.
pub(crate) fn canonical(json: &str) -> String {
    let (mut canonical, mut number) = (String::new(), String::new());
    scan(json, |one, in_text| {
        let is_part = match one {
            '0'..='9' | '-' => true,
            '+' | '.' | 'e' | 'E' => !number.is_empty(),
            _ => false,
        };
        if is_part && !in_text {
            number.push(one);
            return;
        }
        if !number.is_empty() {
            let kind =
                if number.contains(['.', 'e', 'E']) { "$numberDouble" } else { "$numberLong" };
            canonical.push_str(&format!(r#"{{"{kind}":"{number}"}}"#));
            number.clear();
        }
        canonical.push(one);
    });
    canonical
}

/// Writes a text as a JSON string.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[test]
fn the_layouts_have_the_same_values() {
    let json = r#"{"a":[1,-2.5e3,{}],"b":"x, {\"y\\\": [1]","c":[],"d":{"e":null}}"#;
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    let pretty = pretty(json, "\r\n");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&pretty).unwrap(), value);
    assert_eq!(pretty.lines().count(), 12, "{pretty}");
    assert_eq!(compact(&pretty), json);
    let numbers = canonical(json);
    assert!(
        numbers.contains(r#"[{"$numberLong":"1"},{"$numberDouble":"-2.5e3"},{}]"#),
        "{numbers}"
    );
}
