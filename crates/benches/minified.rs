//! Fixtures without white space, like real deliveries.

use std::fs;
use std::path::Path;

/// Removes white space between tokens. Tokens and the order of members do not change.
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
