//! One of the failures in a body.

use super::code::ErrorCode;
use crate::value::text::Text;

/// One of the failures that the body of an answer names. Usually there is one.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct ErrorEntry {
    /// The code. Absent in what v2 answers, and in old and plain-text forms.
    pub code: Option<ErrorCode>,
    /// The message as X wrote it, at most 2,000 characters of it; empty if there is none. v2 begins
    /// it with a name, such as `WebhookLimitExceeded: `; a name that v2 gave as a title stands
    /// before the detail in the same way.
    pub message: Text,
}

/// More of a message than this is kept in the body only.
const LONGEST: usize = 2_000;

impl ErrorEntry {
    /// An entry, or `None` if there is nothing to say.
    pub(super) fn new(code: Option<ErrorCode>, message: &str) -> Option<Self> {
        let message = message.trim();
        if code.is_none() && message.is_empty() {
            return None;
        }
        Some(Self { code, message: cut(message).into() })
    }
}

/// A text without what is too long for a message.
pub(super) fn cut(text: &str) -> &str {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    }
}

/// More of a message than this does not help in a log.
const SHOWN: usize = 300;

/// The first characters of a message, on one line, without its final period.
pub(super) fn line(message: &str) -> String {
    let words = message.split(|next: char| next.is_whitespace() || next.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let message = words.join(" ");
    match message.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", message.get(..end).unwrap_or_default()),
        None => message.trim_end_matches(['.', ':', ' ']).to_owned(),
    }
}
