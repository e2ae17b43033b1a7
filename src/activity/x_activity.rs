//! Activities of the X Activity API.

mod chat;
mod identity;
mod like;
mod party;
mod relation;
mod user;

use super::kind::ActivityKind;
use super::post::XPost;
use crate::model::DirectMessage;
use crate::value::id::{TweetId, UserId};
use crate::value::timestamp::Timestamp;
use crate::xaa::{Chat, Entry, Event, MessageRead, Typing};

/// An event of the X Activity API, or one of the messages, receipts or notices that it holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct XActivity<'a> {
    entry: Entry<'a>,
    /// The index of the message, receipt or notice.
    index: usize,
}

impl<'a> XActivity<'a> {
    pub(super) fn new(entry: Entry<'a>, index: usize) -> Self {
        Self { entry, index }
    }

    /// Returns the number of activities of an event.
    pub(super) fn count(entry: Entry<'_>) -> usize {
        let count = match entry.event() {
            Event::DmReceived(it) | Event::DmSent(it) => it.direct_message_events.len(),
            Event::DmRead(read) => read.receipts().len(),
            Event::DmIndicateTyping(typing) => typing.notices().len(),
            _ => 1,
        };
        count.max(1)
    }

    pub(super) fn event(self) -> &'a Event {
        self.entry.event()
    }

    pub(super) fn kind(self) -> ActivityKind {
        match self.event() {
            Event::Unknown(_) => ActivityKind::Unknown,
            Event::Undecoded(_) => ActivityKind::Undecoded,
            _ => (&self.entry.kind()).into(),
        }
    }

    pub(super) fn subscriber(self) -> Option<UserId> {
        self.entry.subscriber()
    }

    pub(super) fn is_replay(self) -> bool {
        self.entry.envelope().is_replay()
    }

    /// Returns the time that the payload has. The `created_at` of a like is the time of the liked
    /// post in X's documentation, and the time of the like in deliveries, so it does not count.
    pub(super) fn occurred_at(self) -> Option<Timestamp> {
        if let Some(post) = self.posted() {
            return post.created_at();
        }
        if let Some(chat) = self.chat() {
            return chat.created_at_msec;
        }
        match self.event() {
            Event::PostDelete(delete) => delete.timestamp_ms,
            Event::LikeCreate(like) => like.timestamp_ms,
            Event::DmReceived(_) | Event::DmSent(_) => self.message()?.created_timestamp,
            Event::DmRead(_) => self.receipt()?.created_timestamp,
            Event::DmIndicateTyping(_) => self.notice()?.created_timestamp,
            Event::BroadcastStart(it) | Event::BroadcastEnd(it) => it.event_timestamp_ms,
            Event::OauthRevoke(revoke) => revoke.date_time,
            _ => None,
        }
    }

    /// Returns the post of an event about a new post.
    pub(super) fn posted(self) -> Option<XPost<'a>> {
        match self.event() {
            Event::PostCreate(post)
            | Event::PostMentionCreate(post)
            | Event::PostReplyCreate(post)
            | Event::PostQuoteCreate(post)
            | Event::PostRepostCreate(post) => Some(XPost::new(post, self.entry.included())),
            _ => None,
        }
    }

    /// Returns the new post, or the liked one if the event includes it.
    pub(super) fn post(self) -> Option<XPost<'a>> {
        self.posted().or_else(|| self.liked())
    }

    /// Returns the id of the post that the activity is about, even if the event does not include it.
    pub(super) fn post_id(self) -> Option<TweetId> {
        match self.event() {
            Event::PostDelete(delete) => Some(delete.id),
            Event::LikeCreate(like) => Some(like.liked_tweet_id),
            _ => self.posted().map(XPost::id),
        }
    }

    pub(super) fn message(self) -> Option<&'a DirectMessage> {
        match self.event() {
            Event::DmReceived(it) | Event::DmSent(it) => it.direct_message_events.get(self.index),
            _ => None,
        }
    }

    fn receipt(self) -> Option<&'a MessageRead> {
        match self.event() {
            Event::DmRead(read) => read.receipts().nth(self.index),
            _ => None,
        }
    }

    fn notice(self) -> Option<&'a Typing> {
        match self.event() {
            Event::DmIndicateTyping(typing) => typing.notices().nth(self.index),
            _ => None,
        }
    }

    /// Returns the id of an encrypted message, or of a message in a broadcast's chat.
    pub(super) fn chat_message_id(self) -> Option<&'a str> {
        let id = match self.event() {
            Event::BroadcastChat(it) | Event::BroadcastChatRemove(it) => it.message_id.as_deref(),
            _ => self.chat()?.id.as_deref(),
        };
        id.filter(|id| !id.is_empty())
    }

    pub(super) fn conversation_id(self) -> Option<&'a str> {
        self.chat()?.conversation_id.as_deref()
    }

    pub(super) fn broadcast_text(self) -> Option<&'a str> {
        match self.event() {
            Event::BroadcastChat(it) => it.message.as_deref(),
            _ => None,
        }
    }

    fn chat(self) -> Option<&'a Chat> {
        match self.event() {
            Event::ChatReceived(chat)
            | Event::ChatSent(chat)
            | Event::ChatConversationJoin(chat)
            | Event::ChatConversationMemberAdded(chat)
            | Event::ChatConversationMemberRemoved(chat)
            | Event::ChatConversationAdminAdded(chat)
            | Event::ChatConversationAdminRemoved(chat)
            | Event::ChatUpdateGroupName(chat)
            | Event::ChatUpdateRestrictions(chat) => Some(chat),
            _ => None,
        }
    }
}
