//! Bodies of neither family.

use bytes::Bytes;

use crate::value::text::Text;

/// The body of a delivery that holds events of neither family, such as one of the filtered stream.
///
/// It is a JSON object. Two are equal if their bytes are.
///
/// ```
/// use account_activity::Body;
///
/// let body = br#"{"data": {"id": "12", "text": "hi"}, "matching_rules": [{"id": "7"}]}"#;
/// let Body::Other(raw) = Body::from_slice(body)? else { panic!("it has no event") };
/// assert!(raw.keys().eq(["data", "matching_rules"]));
/// # Ok::<(), account_activity::DecodeError>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RawBody {
    body: Bytes,
    keys: Vec<Text>,
}

impl RawBody {
    pub(super) fn new(body: Bytes, keys: Vec<Text>) -> Self {
        Self { body, keys }
    }

    /// Returns the bytes as received. The signature of the delivery covers them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.body
    }

    /// Consumes the body and returns its bytes.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.body
    }

    /// Returns the keys of the object in the order of the body, without escapes. A repeated key is
    /// repeated.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> + DoubleEndedIterator + Clone {
        self.keys.iter().map(Text::as_str)
    }
}
