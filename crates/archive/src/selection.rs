//! The kinds of activities that an archive gives.

use std::sync::Arc;

use account_activity::{Activity, ActivityKind, Body, DecodeError, Decoder};
use bytes::Bytes;

use crate::item::{Content, Item, MESSAGE_PREFIX};

/// A selection of kinds, and the decoder of the bodies of one thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    /// `None` for all kinds.
    kinds: Option<Arc<[ActivityKind]>>,
    decoder: Decoder,
    /// The number of bodies without an activity of these kinds.
    pub(crate) passed: u64,
}

impl Selection {
    pub(crate) fn only(kinds: impl IntoIterator<Item = ActivityKind>) -> Self {
        let kinds: Arc<[ActivityKind]> = kinds.into_iter().collect();
        let decoder = Decoder::new().only(kinds.iter().copied());
        Self { kinds: Some(kinds), decoder, passed: 0 }
    }

    /// Returns `true` if all kinds are selected.
    pub(crate) const fn is_all(&self) -> bool {
        self.kinds.is_none()
    }

    pub(crate) fn has(&self, kind: ActivityKind) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind))
    }

    /// Decodes a delivery with its activities of these kinds.
    pub(crate) fn decode(&mut self, bytes: &Bytes) -> Result<Body, DecodeError> {
        // Most bodies without such an activity are passed over before a check.
        let checked = if self.is_all() { simdutf8::basic::from_utf8(bytes).ok() } else { None };
        match checked {
            Some(text) => self.decoder.decode_checked(bytes.clone(), text),
            None => self.decoder.decode_bytes(bytes.clone()),
        }
    }

    /// Returns `false` for a body without an activity of these kinds. Takes the other activities out of a body.
    pub(crate) fn keeps(&mut self, item: &mut Item) -> bool {
        if self.is_all() {
            return true;
        }
        let is_delivery = item.nesting.added.is_empty();
        let Content::Body(body) = &mut item.content else { return true };
        // A bare value that cannot be decoded has the kind of its form.
        let bare = match body {
            _ if is_delivery => None,
            Body::XActivity(envelope) => envelope.kind().as_ref().map(ActivityKind::from),
            _ if item.nesting.added == MESSAGE_PREFIX => Some(ActivityKind::DirectMessage),
            _ => Some(ActivityKind::Post),
        };
        let is_told =
            |kind| kind == ActivityKind::Undecoded && bare.is_some_and(|bare| self.has(bare));
        let mut kinds = body.activities().map(Activity::kind);
        if body.activities().len() == 0 || !kinds.all(|kind| self.has(kind) || is_told(kind)) {
            match self.decoder.decode(body.as_bytes()) {
                Ok(selected) if is_delivery && selected.activities().len() > 0 => *body = selected,
                _ => {
                    self.passed += 1;
                    return false;
                }
            }
        }
        true
    }
}
