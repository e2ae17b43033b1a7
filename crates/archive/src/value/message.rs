//! Conversations of a personal archive.

use std::collections::BTreeMap;

use account_activity::Payload;

use super::{Interpreter, fault_of, misunderstood};
use crate::object::{Object, elements};

/// The pointer to a message in its payload.
const PREFIX: &str = "/direct_message_events/0";

impl Interpreter<'_> {
    /// Adds the messages of a conversation, and the number of its other entries.
    pub(super) fn conversation(&mut self, conversation: &Object<'_>, pointer: &str) {
        let mut others: BTreeMap<String, u64> = BTreeMap::new();
        let messages = conversation.array("messages").unwrap_or_default();
        if messages.is_empty() {
            others.insert("dmConversation".to_owned(), 1);
        }
        for (index, entry) in messages.into_iter().enumerate() {
            let place = format!("{pointer}/messages/{index}");
            let Some(object) = Object::read(entry) else {
                self.fault(misunderstood().at(place).with_bytes(entry.to_owned().into()));
                continue;
            };
            let Some(message) = object.object("messageCreate") else {
                let kind = object.members.first().map_or("messages", |(key, _)| key);
                *others.entry(kind.to_owned()).or_default() += 1;
                continue;
            };
            let reactions = message.array("reactions").map_or(0, |reactions| reactions.len());
            if reactions > 0 {
                *others.entry("reactions".to_owned()).or_default() += reactions as u64;
            }
            let recipient = self.recipient(&message, conversation);
            let body = body(&message, recipient.as_deref());
            match Payload::from_bytes(body.into()) {
                Ok(payload) => self.body(payload.into(), &format!("{place}/messageCreate"), PREFIX),
                Err(error) => self.fault(fault_of(&error, &entry.to_owned().into()).at(place)),
            }
        }
        for (kind, count) in others {
            self.skipped(&kind, count);
        }
    }

    /// Returns the JSON of the recipient's id. The messages of a group have none: the owner received those of
    /// others, and the group those of the owner.
    fn recipient(&self, message: &Object<'_>, conversation: &Object<'_>) -> Option<String> {
        if let Some(recipient) = message.get("recipientId") {
            return Some(recipient.to_owned());
        }
        let owner = self.context.owner.map(account_activity::UserId::get);
        match owner.filter(|owner| message.number("senderId") != Some(*owner)) {
            Some(owner) => Some(format!("\"{owner}\"")),
            None => conversation.get("conversationId").map(ToOwned::to_owned),
        }
    }
}

/// Returns a payload with a message, in the form of the v1.1 API.
fn body(message: &Object<'_>, recipient: Option<&str>) -> String {
    let member = |name: &str, json: Option<&str>| {
        json.map(|json| format!("\"{name}\":{json},")).unwrap_or_default()
    };
    let id = member("id", message.get("id"));
    let time = member("created_timestamp", message.get("createdAt"));
    let recipient = recipient.map(|id| format!("\"recipient_id\":{id}")).unwrap_or_default();
    let sender = member("sender_id", message.get("senderId"));
    let attachment = attachment(message);
    let text = message.get("text").unwrap_or("\"\"");
    let urls: Vec<String> =
        message.array("urls").unwrap_or_default().iter().filter_map(|url| link(url)).collect();
    let urls = urls.join(",");
    format!(
        "{{\"direct_message_events\":[{{\"type\":\"message_create\",{id}{time}\"message_create\":{{\
         \"target\":{{{recipient}}},{sender}\"message_data\":{{\"text\":{text},\
         \"entities\":{{\"urls\":[{urls}]}}{attachment}}}}}}}]}}"
    )
}

/// Returns a link of a message in the form of the v1.1 API.
fn link(url: &str) -> Option<String> {
    let url = Object::read(url)?;
    let names = [("url", "url"), ("expanded", "expanded_url"), ("display", "display_url")];
    let members =
        names.iter().filter_map(|(key, name)| Some(format!("\"{name}\":{}", url.get(key)?)));
    Some(format!("{{{}}}", members.collect::<Vec<_>>().join(",")))
}

fn attachment(message: &Object<'_>) -> String {
    let media: Vec<String> = message
        .get("mediaUrls")
        .map(|urls| elements(urls).0)
        .unwrap_or_default()
        .into_iter()
        .map(|url| format!("{{\"media_url\":{url},\"media_url_https\":{url}}}"))
        .collect();
    match media.as_slice() {
        [] => String::new(),
        [one] => format!(",\"attachment\":{{\"type\":\"media\",\"media\":{one}}}"),
        more => format!(",\"attachment\":{{\"type\":\"media\",\"media\":[{}]}}", more.join(",")),
    }
}
