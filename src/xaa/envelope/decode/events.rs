//! The events of an element of `data`.

use std::ops::Range;
use std::sync::Arc;

use super::Decoder;
use super::content::{self, Content};
use super::messages::UndecodedMessage;
use crate::xaa::envelope::entry::{Context, Datum};
use crate::xaa::undecoded::Holder;
use crate::xaa::{Event, EventKind, UndecodedEvent, UnknownEvent};

/// The event of an element of `data`, and the Direct Messages that it lacks because they cannot be decoded.
pub(super) struct Events {
    event: Event,
    messages: Messages,
}

/// The boxes become those of the events.
#[allow(clippy::vec_box)]
type Messages = Vec<Box<UndecodedEvent>>;

impl Decoder<'_> {
    /// Returns the event of a kind whose content is missing.
    pub(super) fn without_content(&self, kind: EventKind, index: Option<usize>) -> Events {
        let content = match (content::empty(&kind), &kind) {
            (_, EventKind::Unknown(_)) => Content::Unknown,
            (Some(event), _) => Content::Event(event, Vec::new()),
            (None, _) => Content::Undecoded(None),
        };
        self.made(content, kind, index, 0..0)
    }

    /// Returns the event of a kind with its content, which is at a place of the body.
    pub(super) fn made(
        &self,
        content: Content,
        kind: EventKind,
        index: Option<usize>,
        part: Range<usize>,
    ) -> Events {
        let body = || self.body.clone();
        let event = match content {
            Content::Event(event, messages) => {
                return Events { event, messages: self.undecoded(messages, &kind, index) };
            }
            Content::Unknown => {
                let kind = kind.as_str().into();
                Event::Unknown(Box::new(UnknownEvent::new(kind, body(), part)))
            }
            Content::Undecoded(failure) => {
                let failure = failure.map(|failure| Box::new(failure.after(self.mark)));
                let holder = Holder { kind, body: body(), index, messages_before: None };
                Event::Undecoded(Box::new(UndecodedEvent::new(
                    Arc::new(holder),
                    None,
                    part,
                    failure,
                )))
            }
        };
        Events { event, messages: Vec::new() }
    }

    /// Returns the events of Direct Messages that cannot be decoded.
    fn undecoded(
        &self,
        messages: Vec<UndecodedMessage>,
        kind: &EventKind,
        index: Option<usize>,
    ) -> Messages {
        let mut last: Option<Arc<Holder>> = None;
        let event = |UndecodedMessage { part, index: message, before, failure }| {
            let messages_before = Some(before);
            let shared = last.take().filter(|holder| holder.messages_before == messages_before);
            let holder = shared.unwrap_or_else(|| {
                let (kind, body) = (kind.clone(), self.body.clone());
                Arc::new(Holder { kind, body, index, messages_before })
            });
            last = Some(Arc::clone(&holder));
            let part = part.start + self.mark..part.end + self.mark;
            let failure = failure.map(|failure| Box::new(failure.after(self.mark)));
            Box::new(UndecodedEvent::new(holder, Some(message), part, failure))
        };
        messages.into_iter().map(event).collect()
    }

    /// Adds the wanted events of an element of `data`.
    pub(super) fn push(&mut self, events: Events, context: Context, part: Range<usize>) {
        let Events { event, messages } = events;
        let context = (context != Context::default()).then(|| Arc::new(context));
        let wanted = self.wanted;
        let data = &mut self.envelope.data;
        data.reserve(1 + messages.len());
        let event = Datum { event, context: context.clone(), part };
        let messages = messages.into_iter().map(|message| {
            let (context, part) = (context.clone(), message.part());
            Datum { event: Event::Undecoded(message), context, part }
        });
        data.extend([event].into_iter().chain(messages).filter(|datum| wanted.has(&datum.event)));
    }
}
