//! The form in which activities are stored.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::entity::{MentionView, links};
use super::media::MediaView;
use super::x_activity::XActivity;
use super::{Activity, Origin};
use crate::model::DirectMessage;
use crate::value::text::unescape;
use crate::value::timestamp::Timestamp;

/// A map that leaves out absent members.
struct Members<M>(M);

impl<M: SerializeMap> Members<M> {
    fn add(&mut self, key: &str, value: Option<impl Serialize>) -> Result<(), M::Error> {
        value.map_or(Ok(()), |value| self.0.serialize_entry(key, &value))
    }

    /// Adds an id as text.
    fn add_id(&mut self, key: &str, id: Option<impl ToString>) -> Result<(), M::Error> {
        self.add(key, id.map(|id| id.to_string()))
    }

    fn add_list<T: Serialize>(
        &mut self,
        key: &str,
        list: impl Iterator<Item = T>,
    ) -> Result<(), M::Error> {
        let list: Vec<T> = list.collect();
        self.add(key, Some(list).filter(|list| !list.is_empty()))
    }
}

impl Serialize for Activity<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members(serializer.serialize_map(None)?);
        members.add("family", Some(self.family().as_str()))?;
        members.add("kind", Some(self.kind()))?;
        members.add("key", Some(self.key()))?;
        members.add_id("subscriber_id", self.subscriber())?;
        members.add_id("actor_id", self.actor())?;
        members.add_id("target_id", self.target())?;
        members.add_id("post_id", self.post_id())?;
        members.add_id("message_id", self.message_id())?;
        members.add_id("conversation_id", self.conversation_id())?;
        members.add("occurred_at", self.occurred_at().map(with_millis))?;
        members.add("is_replay", Some(self.is_replay()))?;
        members.add("relation", Some(self.relation()))?;
        match self.message() {
            Some(message) => add_message(&mut members, message)?,
            None => self.add_post(&mut members)?,
        }
        members.0.end()
    }
}

impl Activity<'_> {
    fn message_id(&self) -> Option<String> {
        let of_message = self.message().map(|message| message.id.to_string());
        of_message.or_else(|| self.x_activity()?.chat_message_id().map(str::to_owned))
    }

    fn conversation_id(&self) -> Option<String> {
        let of_chat = self.x_activity().and_then(XActivity::conversation_id).map(str::to_owned);
        of_chat.or_else(|| Some(self.post()?.conversation_id()?.to_string()))
    }

    fn x_activity(&self) -> Option<XActivity<'_>> {
        match self.0 {
            Origin::AccountActivity(_) => None,
            Origin::XActivity(event) => Some(event),
        }
    }

    fn add_post<M: SerializeMap>(&self, members: &mut Members<M>) -> Result<(), M::Error> {
        let Some(post) = self.post() else {
            let text = self.x_activity().and_then(XActivity::broadcast_text).map(unescape);
            return members.add("text", text);
        };
        members.add("text", Some(post.text()))?;
        members.add("lang", post.lang())?;
        members.add_id("reply_to_id", post.reply_to_id())?;
        members.add_id("quoted_id", post.quoted_id())?;
        members.add_id("reposted_id", post.reposted_id())?;
        members.add_list("urls", post.links().map(|link| link.address()))?;
        members.add_list("mentions", post.mentions())?;
        members.add_list("hashtags", post.hashtags())?;
        members.add_list("media", post.media())?;
        members.add("like_count", post.like_count())?;
        members.add("repost_count", post.repost_count())?;
        members.add("reply_count", post.reply_count())?;
        members.add("quote_count", post.quote_count())
    }
}

/// Returns RFC 3339 with milliseconds, so that the order of the texts is the order of the times.
fn with_millis(at: Timestamp) -> String {
    let text = at.to_string();
    match text.strip_suffix('Z') {
        Some(seconds) if at.as_millis() % 1_000 == 0 => format!("{seconds}.000Z"),
        _ => text,
    }
}

fn add_message<M: SerializeMap>(
    members: &mut Members<M>,
    message: &DirectMessage,
) -> Result<(), M::Error> {
    let entities = || message.entities().into_iter();
    let links = links(message.entities(), message.media()).map(|link| link.address());
    let mentions = entities().flat_map(|entities| &entities.user_mentions);
    let hashtags = entities().flat_map(|entities| &entities.hashtags);
    members.add("text", Some(unescape(message.text())))?;
    members.add_list("urls", links)?;
    members.add_list("mentions", mentions.map(MentionView::from))?;
    members.add_list("hashtags", hashtags.map(|hashtag| hashtag.text.as_str()))?;
    members.add_list("media", message.media().iter().map(MediaView::from))
}

impl Serialize for MentionView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members(serializer.serialize_map(None)?);
        members.add("username", Some(self.username))?;
        members.add_id("id", self.id)?;
        members.0.end()
    }
}

impl Serialize for MediaView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members(serializer.serialize_map(None)?);
        let (width, height) = self.size().unzip();
        members.add("kind", self.kind())?;
        members.add("url", self.url())?;
        members.add("image", self.image())?;
        members.add("alt_text", self.alt_text())?;
        members.add("width", width)?;
        members.add("height", height)?;
        members.add("duration_ms", self.duration_ms())?;
        members.0.end()
    }
}
