//! Direct Messages: sending, typing and reading them.

use std::collections::BTreeMap;

use account_activity::model::{
    Attachment, AttachmentKind, DirectMessage, DirectMessageKind, DirectMessageMarkRead,
    DirectMessageTyping, Media, MessageCreate, MessageData, MessageTarget, QuickReply,
    QuickReplyKind, QuickReplyOption, QuickReplyResponse,
};
use account_activity::{
    DirectMessageId, Event, MediaId, OneOrMany, Payload, Text, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

use super::composition::Composition;
use super::files::private_path;
use super::media::photo;
use super::{ActionError, Created, DirectMessagesFrom, Message, Pair, Performed, World};

const LONGEST: usize = 10_000;

/// The last message from each sender to each recipient, and the photos. Later actions depend on no
/// other message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Messages {
    last: BTreeMap<UserId, BTreeMap<UserId, LastMessage>>,
    /// The message of each photo, and the parties of its conversation.
    #[serde(default)]
    pub(super) photos: BTreeMap<MediaId, (DirectMessageId, [UserId; 2])>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct LastMessage {
    id: DirectMessageId,
    is_read: bool,
    quick_reply: Vec<QuickReplyOption>,
}

impl Messages {
    fn last(&self, from: UserId, to: UserId) -> Option<&LastMessage> {
        self.last.get(&from)?.get(&to)
    }
}

impl World {
    pub(super) fn send(
        &mut self,
        message: Message,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let (user, to) = self.pair(&message.user, &message.to)?;
        self.may_write(user, to)?;
        let chosen = message.choose.map(|label| self.chosen(user, to, &label)).transpose()?;
        let text = match &chosen {
            Some(chosen) if message.text.is_empty() => chosen.label.clone(),
            _ => message.text,
        };
        let length = text.chars().count();
        if text.trim().is_empty() && !message.photo {
            return Err(ActionError::Empty);
        }
        if length > LONGEST {
            return Err(ActionError::TooLong { length, limit: LONGEST });
        }
        let app = match message.app {
            Some(id) => Some(self.apps.get(&id).cloned().ok_or(ActionError::UnknownApp(id))?),
            None => None,
        };

        let photo = message.photo.then(|| self.snowflakes.next(now));
        let id = self.snowflakes.next(now);
        if let Some(photo) = photo {
            self.messages.photos.insert(photo, (id, [user, to]));
        }
        let mut data = self.message_data(id, &text, photo);
        data.quick_reply = offer(message.quick_reply.clone());
        data.quick_reply_response = chosen.map(response);
        let mut create = MessageCreate::new(MessageTarget::new(to), user);
        create.message_data = Some(data);
        let mut received = DirectMessage::new(id, create);
        received.kind = Some(DirectMessageKind::MessageCreate);
        received.created_timestamp = Some(now);
        let mut sent = received.clone();
        sent.message_create.source_app_id = app.as_ref().map(|app| app.id);

        let last = LastMessage { id, is_read: false, quick_reply: message.quick_reply };
        self.messages.last.entry(user).or_default().insert(to, last);
        let sent = self.between(user, [user, to], sent).with_apps(app);
        let received = self.between(to, [user, to], received);
        let performed = Performed::of(Created::DirectMessage(id));
        let performed = performed.notify(user, &sent).notify(to, &received);
        let delivered = performed.notices.last().map(|notice| &notice.payload);
        let activities = delivered.map(|it| self.activities_of_message((user, to), it));
        Ok(performed.tell(activities.into_iter().flatten()))
    }

    pub(super) fn typing(
        &self,
        (user, to): Pair,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        self.may_write(user, to)?;
        let mut typing = DirectMessageTyping::new(user, MessageTarget::new(to));
        typing.created_timestamp = Some(now);
        let payload = self.between(to, [user, to], typing);
        let activity = Self::activity_of_typing(to, &payload);
        Ok(Performed::of(None).notify(to, &payload).tell([activity]))
    }

    pub(super) fn read(
        &mut self,
        (user, from): Pair,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        self.unblocked(user, from)?;
        let last = self.messages.last.get_mut(&from).and_then(|last| last.get_mut(&user));
        let last = last.filter(|last| !last.is_read).ok_or(ActionError::NothingToRead(from))?;
        last.is_read = true;
        let mut read = DirectMessageMarkRead::new(user, MessageTarget::new(from));
        read.created_timestamp = Some(now);
        read.last_read_event_id = Some(last.id);
        let payload = self.between(from, [user, from], read);
        let activity = self.activity_of_reading((user, from), &payload);
        Ok(Performed::of(None).notify(from, &payload).tell([activity]))
    }

    /// Checks whether the recipient accepts messages from the sender.
    pub(super) fn may_write(&self, from: UserId, to: UserId) -> Result<(), ActionError> {
        self.unblocked(from, to)?;
        let messages_from = self.users.get(&to).map(|to| to.messages_from).unwrap_or_default();
        let is_taken = match messages_from {
            DirectMessagesFrom::Everyone => true,
            DirectMessagesFrom::Followed => {
                self.follows(to, from) || self.messages.last(to, from).is_some()
            }
        };
        if is_taken { Ok(()) } else { Err(ActionError::MessagesClosed(to)) }
    }

    /// Returns the quick reply that a user chooses from the last message between the two users.
    fn chosen(
        &self,
        user: UserId,
        from: UserId,
        label: &Text,
    ) -> Result<QuickReplyOption, ActionError> {
        let own = self.messages.last(user, from).map(|last| last.id);
        let offered = self.messages.last(from, user).filter(|last| Some(last.id) > own);
        let mut options = offered.into_iter().flat_map(|last| &last.quick_reply);
        let chosen = options.find(|option| option.label == *label).cloned();
        chosen.ok_or_else(|| ActionError::NoSuchQuickReply(label.clone()))
    }

    /// Builds the content of a message. The link of a photo is added to the text, after a space,
    /// and to the links.
    fn message_data(
        &self,
        id: DirectMessageId,
        text: &Text,
        photo: Option<MediaId>,
    ) -> MessageData {
        let of = format!("dm/{id}");
        let mention = |name: &str| Some(self.mention_of(self.named(name)?));
        let mut text = Composition::new(text, &of, mention);
        let mut data = MessageData::new();
        if let Some(photo) = photo {
            text.push_str(" ");
            data.attachment = Some(attach(self.photo_of_message(photo, id, &of), &mut text));
        }
        data.text = text.text.into();
        data.entities = Some(text.entities);
        data
    }

    fn photo_of_message(&self, id: MediaId, message: DirectMessageId, of: &str) -> Media {
        let address = self.file_address("https://ton.twitter.com", &private_path(message, id));
        let expanded = format!("https://twitter.com/messages/media/{message}");
        photo(id, of, [&address, &address], &expanded)
    }

    /// Builds a delivery that describes the two users.
    fn between(&self, user: UserId, parties: [UserId; 2], event: impl Into<Event>) -> Payload {
        let parties = parties.map(|party| self.direct_message_user_form(party));
        Payload::from_events(user, [event.into()]).with_users(parties)
    }
}

fn attach(mut media: Media, text: &mut Composition) -> Attachment {
    text.push_media_link(&media);
    media.indices = text.entities.urls.last().and_then(|link| link.indices);
    let mut attachment = Attachment::new();
    attachment.kind = Some(AttachmentKind::Media);
    attachment.media = Some(OneOrMany::One(Box::new(media)));
    attachment
}

fn offer(options: Vec<QuickReplyOption>) -> Option<QuickReply> {
    let mut quick_reply = QuickReply::new();
    quick_reply.kind = Some(QuickReplyKind::Options);
    quick_reply.options = options;
    (!quick_reply.options.is_empty()).then_some(quick_reply)
}

fn response(chosen: QuickReplyOption) -> QuickReplyResponse {
    let mut response = QuickReplyResponse::new();
    response.kind = Some(QuickReplyKind::Options);
    response.metadata = chosen.metadata;
    response
}
