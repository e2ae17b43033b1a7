//! Cells as `COPY table TO` of PostgreSQL writes them: without a header, and with each backslash doubled.

use bytes::{Bytes, BytesMut};
use memchr::memchr;

/// Returns the text of a cell of a table without a header whose cells are separated by tabs.
///
/// JSON has a backslash before a quote. If each backslash of a cell stands beside another one, COPY doubled them.
pub(crate) fn undoubled(cell: Bytes) -> Bytes {
    let Some(first) = memchr(b'\\', &cell) else { return cell };
    let mut text = BytesMut::with_capacity(cell.len());
    let (mut rest, mut backslash) = (cell.as_ref(), first);
    loop {
        if rest.get(backslash + 1) != Some(&b'\\') {
            return cell;
        }
        text.extend_from_slice(rest.get(..=backslash).unwrap_or_default());
        rest = rest.get(backslash + 2..).unwrap_or_default();
        match memchr(b'\\', rest) {
            Some(next) => backslash = next,
            None => break,
        }
    }
    text.extend_from_slice(rest);
    text.freeze()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::undoubled;

    #[test]
    fn only_doubled_backslashes_are_made_one() {
        for (cell, expected) in [
            (r#"{"a":"say \\"b\\"\\n"}"#, r#"{"a":"say \"b\"\n"}"#),
            (r#"{"a":"\\\\"}"#, r#"{"a":"\\"}"#),
            (r#"{"a":"\"\\"}"#, r#"{"a":"\"\\"}"#),
            (r"\N", r"\N"),
            ("{}", "{}"),
        ] {
            let cell = Bytes::copy_from_slice(cell.as_bytes());
            assert_eq!(undoubled(cell), expected);
        }
    }
}
