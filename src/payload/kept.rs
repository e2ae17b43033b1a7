//! Members of the envelope that cannot be decoded and are kept as received.

use crate::value::text::Text;
use crate::wire::raw::RawJson;

/// A member of the envelope, or of its `users` or `apps`, that cannot be decoded.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) key: Text,
    /// The key within `users` or `apps`.
    pub(super) member: Option<Text>,
    pub(super) json: RawJson,
}
