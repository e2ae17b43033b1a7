//! Fixtures without white space, as deliveries come.

use std::fs;
use std::path::Path;

/// Takes white space away from between tokens; tokens and the order of members stay.
pub(crate) fn minified(path: &Path) -> Vec<u8> {
    let json =
        fs::read(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let (mut in_text, mut escaped) = (false, false);
    json.into_iter()
        .filter(|byte| {
            let keep = in_text || !byte.is_ascii_whitespace();
            if *byte == b'"' && !escaped {
                in_text = !in_text;
            }
            escaped = *byte == b'\\' && !escaped;
            keep
        })
        .collect()
}
