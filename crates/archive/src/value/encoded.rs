//! JSON within texts and Base64.

use std::io::Read;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;

/// Padding is often lost.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The shortest text that is taken for Base64.
const SHORTEST: usize = 16;

/// Returns `true` for a text that begins as an object, an array or a string that holds one.
pub(super) fn looks_like_json(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start();
    match text {
        [b'"', rest @ ..] => rest.trim_ascii_start().starts_with(b"{"),
        [b'{' | b'[', rest @ ..] => {
            let next = rest.trim_ascii_start().first();
            next.is_none_or(|next| matches!(next, b'"' | b'{' | b'[' | b'}' | b']'))
        }
        _ => false,
    }
}

/// The longest JSON that gzip in Base64 may expand to. An event of CloudWatch Logs has up to 1 MiB.
const LONGEST: u64 = 16 << 20;

/// Decodes a text that is JSON, or JSON compressed by gzip, in Base64, with either alphabet. `None` for any other text.
pub(super) fn decoded(text: &str) -> Option<Bytes> {
    let text = text.trim_ascii();
    // `{` is `e`, `[` is `W`, the byte order mark is `77u`, and gzip is `H4sI`.
    let is_candidate =
        text.len() >= SHORTEST && (text.starts_with(['e', 'W', '7']) || text.starts_with("H4sI"));
    let is_base64 = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=' | b'\r' | b'\n')
    };
    if !is_candidate || !text.as_bytes().iter().all(is_base64) {
        return None;
    }
    let standard: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        })
        .collect();
    let mut decoded = BASE64.decode(standard).ok()?;
    if decoded.starts_with(b"\x1F\x8B") {
        let mut json = Vec::new();
        let gzip = flate2::read::GzDecoder::new(decoded.as_slice());
        gzip.take(LONGEST).read_to_end(&mut json).ok()?;
        decoded = json;
    }
    looks_like_json(&decoded).then(|| decoded.into())
}
