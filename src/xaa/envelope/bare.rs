//! Envelopes of bare posts, as archives and the REST API have them.

use std::ops::Range;

use super::Envelope;
use super::decode::{self, Outline};
use crate::payload::DecodeError;

impl Envelope {
    /// Decodes a bare post in the form of the v2 API, or a response of that API, as an envelope with one
    /// `post.create` for each post.
    ///
    /// A response is an object whose member `data` is a post or an array of posts. Its `includes` become
    /// those of the envelope. Values that cannot be read are treated as in a delivery. The
    /// [bytes](Self::as_bytes) of the envelope are an envelope around the posts, without a filter.
    ///
    /// ```
    /// use account_activity::xaa::{Envelope, Event};
    ///
    /// let response = br#"{"data": [{"id": "20", "text": "just setting up my twttr"}],
    ///     "includes": {"users": [{"id": "12", "username": "jack"}]}}"#;
    /// let envelope = Envelope::from_post(response)?;
    /// let Some(Event::PostCreate(post)) = envelope.event() else { panic!("expected a post") };
    /// assert_eq!(post.text, "just setting up my twttr");
    /// # Ok::<(), account_activity::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`from_slice`](Self::from_slice).
    pub fn from_post(post: &[u8]) -> Result<Self, DecodeError> {
        let Outline { text, members, elements } = decode::outline(post)?;
        let json = |part: &Range<usize>| text.get(part.clone()).unwrap_or("null");
        let event = |post: &str| format!(r#"{{"event_type":"post.create","payload":{post}}}"#);
        let mut data = None;
        let mut others = String::new();
        for (key, part) in &members {
            match key.as_str() {
                "data" => data = Some(event(json(part))),
                "includes" | "errors" => others.push_str(&format!(",\"{key}\":{}", json(part))),
                _ => {}
            }
        }
        let data = match elements {
            Some(posts) => {
                let posts = posts.iter().map(json).filter(|post| *post != "null");
                format!("[{}]", posts.map(event).collect::<Vec<_>>().join(","))
            }
            None => match data {
                Some(post) => post,
                // A response without posts has errors only.
                None if members.iter().any(|(key, _)| key == "errors") => "null".to_owned(),
                None => return Self::from_bytes(format!("{{\"data\":{}}}", event(text)).into()),
            },
        };
        Self::from_bytes(format!("{{\"data\":{data}{others}}}").into())
    }
}
