//! The relation of an event of the X Activity API to the subscriber.

use super::XActivity;
use crate::event::Relation;
use crate::xaa::Event;

impl XActivity<'_> {
    /// Returns the relation, from the content first, and then from the kind of the event.
    pub(in crate::activity) fn relation(self) -> Relation {
        if let Some(post) = self.posted() {
            return match self.subscriber() {
                Some(subscriber) if self.actor() != Some(subscriber) => {
                    post.relation_to(subscriber, self.reason())
                }
                Some(_) => post.own_relation(),
                None if matches!(self.event(), Event::PostCreate(_)) => post.own_relation(),
                None => self.reason().unwrap_or(Relation::Unrelated),
            };
        }
        let (actor, target) = if self.is_message() {
            (Relation::Sent, Relation::Received)
        } else {
            (Relation::By, Relation::Of)
        };
        let subscriber = self.subscriber();
        if subscriber.is_some() && self.actor() == subscriber {
            actor
        } else if subscriber.is_some() && self.target() == subscriber {
            target
        } else {
            self.reason().unwrap_or(Relation::Unrelated)
        }
    }

    /// Returns `true` for a message, and for what happens in a conversation.
    fn is_message(self) -> bool {
        self.chat().is_some()
            || matches!(
                self.event(),
                Event::DmReceived(_)
                    | Event::DmSent(_)
                    | Event::DmRead(_)
                    | Event::DmIndicateTyping(_)
                    | Event::BroadcastChat(_)
            )
    }

    /// Returns the relation that the kind of the event gives.
    fn reason(self) -> Option<Relation> {
        match self.event() {
            Event::PostMentionCreate(_) => Some(Relation::Mentioned),
            Event::PostReplyCreate(_) => Some(Relation::RepliedTo),
            Event::PostQuoteCreate(_) => Some(Relation::Quoted),
            Event::PostRepostCreate(_) => Some(Relation::Retweeted),
            Event::DmSent(_) | Event::ChatSent(_) => Some(Relation::Sent),
            _ => self.is_message().then_some(Relation::Received),
        }
    }
}
