//! The binary form of Thrift, as far as encrypted messages need it.

const STOP: u8 = 0;
const STRING: u8 = 11;
const STRUCT: u8 = 12;

/// A structure to which fields are added.
#[derive(Default)]
pub(super) struct Struct(Vec<u8>);

impl Struct {
    pub(super) fn text(self, field: i16, text: &str) -> Self {
        self.bytes(field, text.as_bytes())
    }

    pub(super) fn bytes(mut self, field: i16, bytes: &[u8]) -> Self {
        self.begin(STRING, field);
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.0.extend(length.to_be_bytes());
        self.0.extend(bytes);
        self
    }

    pub(super) fn nested(mut self, field: i16, inner: Self) -> Self {
        self.begin(STRUCT, field);
        self.0.extend(inner.finish());
        self
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.0.push(STOP);
        self.0
    }

    fn begin(&mut self, kind: u8, field: i16) {
        self.0.push(kind);
        self.0.extend(field.to_be_bytes());
    }
}
