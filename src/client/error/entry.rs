//! A failure in the body of a response.

use super::code::ErrorCode;
use crate::value::text::Text;

/// A failure that the body of a response names. Usually there is one.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct ErrorEntry {
    /// The code. Absent in responses of v2, and in old and plain-text forms.
    pub code: Option<ErrorCode>,
    /// The message as X wrote it, at most 2,000 characters of it. Empty if there is none. v2 begins
    /// it with a name, such as `WebhookLimitExceeded: `. A name that v2 sends as a title is put
    /// before the detail in the same way.
    pub message: Text,
}

/// The longest message that is kept, in characters. The body has the rest.
const LONGEST: usize = 2_000;

impl ErrorEntry {
    /// Creates an entry, or returns `None` if there is neither a code nor a message.
    pub(super) fn new(code: Option<ErrorCode>, message: &str) -> Option<Self> {
        let message = message.trim();
        if code.is_none() && message.is_empty() {
            return None;
        }
        Some(Self { code, message: cut(message).into() })
    }
}

/// Shortens a text to the longest message that is kept.
pub(super) fn cut(text: &str) -> &str {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    }
}

/// The longest message that is shown, in characters. More does not help in a log.
const SHOWN: usize = 300;

/// Returns the first characters of a message, on one line, without its final period.
pub(super) fn line(message: &str) -> String {
    let words = message.split(|next: char| next.is_whitespace() || next.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let message = words.join(" ");
    match message.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", message.get(..end).unwrap_or_default()),
        None => message.trim_end_matches(['.', ':', ' ']).to_owned(),
    }
}
