//! Decoding: a fast strict decoder, and a tolerant decoder as its fallback.

mod locate;
mod members;
mod misfit;
mod strict;
mod tolerant;

use bytes::Bytes;

use super::Payload;
use super::error::{DecodeError, DecodeErrorKind};

pub(super) fn decode(body: Bytes) -> Result<Payload, DecodeError> {
    // Checking UTF-8 once and reading from text is faster than reading from bytes.
    let text = match std::str::from_utf8(&body) {
        Ok(text) => text,
        Err(error) => return Err(invalid_utf8(&body, error.valid_up_to())),
    };
    let payload = match strict::read(text) {
        Some(payload) => payload,
        None => tolerant::read(text, &body)?,
    };
    Ok(Payload { body, ..payload })
}

fn invalid_utf8(body: &[u8], valid: usize) -> DecodeError {
    let text = body.get(..valid).and_then(|valid| std::str::from_utf8(valid).ok());
    let text = text.unwrap_or_default();
    DecodeError::new(
        DecodeErrorKind::InvalidUtf8,
        "expected UTF-8, found an invalid byte sequence",
        locate::position(text, text.len()),
        &locate::syntax_fault(text),
    )
}
