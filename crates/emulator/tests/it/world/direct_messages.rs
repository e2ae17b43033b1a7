//! Direct Messages in detail: apps, photos, quick replies.

use account_activity::model::{DirectMessage, QuickReplyKind, QuickReplyOption};
use account_activity::{Event, Payload};
use account_activity_emulator::{Action, ActionError, Message};

use super::{APP, NOW, done, json, well_formed, world};

fn message(payload: &Payload) -> &DirectMessage {
    match &well_formed(payload).events()[0] {
        Event::DirectMessage(message) => message,
        other => panic!("{other:?}"),
    }
}

fn option(label: &str, metadata: Option<&str>) -> QuickReplyOption {
    let mut option = QuickReplyOption::new();
    option.label = label.into();
    option.metadata = metadata.map(Into::into);
    option
}

#[test]
fn only_the_sender_is_told_the_app() {
    let mut world = world();
    let performed = done(&mut world, Message::new("ada", "bob", "Tea &\u{a0}<cake>").from_app(APP));
    let [sent, received] = &performed.notices[..] else { panic!() };
    let entry = sent.payload.entries().next().unwrap();
    assert_eq!(entry.app().unwrap().name, "Harbour Ferry Timetable");
    assert_eq!(entry.sender().unwrap().screen_name, "ada");
    assert_eq!(entry.recipient().unwrap().screen_name, "bob");
    let entry = received.payload.entries().next().unwrap();
    assert_eq!(entry.app(), None);
    assert_eq!(message(&received.payload).message_create.source_app_id, None);
    assert!(received.payload.apps().is_empty());
    assert_eq!(received.payload.users().len(), 2);
    assert_eq!(message(&received.payload).text(), "Tea &amp;\u{a0}&lt;cake&gt;");
    assert_eq!(message(&sent.payload).id, performed.direct_message().unwrap());
}

#[test]
fn a_photo_is_attached_and_linked() {
    let mut world = world();
    for (text, expected) in [("Look", "Look https://t.co/"), ("", " https://t.co/")] {
        let performed = done(&mut world, Message::new("ada", "bob", text).with_photo());
        let message = message(&performed.notices[1].payload);
        assert!(message.text().starts_with(expected), "{}", message.text());
        let data = message.message_create.message_data.as_ref().unwrap();
        let media = &data.attachment.as_ref().unwrap().media.as_deref().unwrap()[0];
        assert_eq!(media.indices.unwrap().slice(message.text()), Some(media.url.as_str()));
        let link = &data.entities.as_ref().unwrap().urls[0];
        assert_eq!((&link.url, link.indices), (&media.url, media.indices));
        assert!(media.media_url_https.starts_with("https://ton.twitter.com/1.1/ton/data/dm/"));
        assert_eq!(media.media_url, media.media_url_https);
        assert!(message.expanded_text().contains("https://twitter.com/messages/media/"));
    }
}

#[test]
fn a_quick_reply_is_offered_and_chosen() {
    let mut world = world();
    let options = [option("Adult", Some("ticket_adult")), option("Dog 🐕", None)];
    let offer = Message::new("ada", "bob", "Which ticket?").with_quick_reply(options.clone());
    let performed = done(&mut world, offer.clone());
    let data = message(&performed.notices[0].payload).message_create.message_data.as_ref();
    let offered = data.unwrap().quick_reply.as_ref().unwrap();
    assert_eq!(
        (offered.kind.as_ref(), &offered.options[..]),
        (Some(&QuickReplyKind::Options), &options[..])
    );

    for (label, text, metadata) in
        [("Adult", "Adult", Some("ticket_adult")), ("Dog 🐕", "A big one", None)]
    {
        done(&mut world, offer.clone());
        let mut choice = Message::new("bob", "ada", "").choosing(label);
        if text != label {
            choice = Message::new("bob", "ada", text).choosing(label);
        }
        let performed = done(&mut world, choice);
        let message = message(&performed.notices[1].payload);
        assert_eq!(message.text(), text);
        let data = message.message_create.message_data.as_ref().unwrap();
        let response = data.quick_reply_response.as_ref().unwrap();
        assert_eq!(response.kind, Some(QuickReplyKind::Options));
        assert_eq!(response.metadata.as_deref(), metadata);
        let json = json(&performed.notices[1].payload);
        let response = &json["direct_message_events"][0]["message_create"]["message_data"]["quick_reply_response"];
        assert_eq!(response.get("metadata").is_some(), metadata.is_some());
    }
}

#[test]
fn what_is_not_offered_cannot_be_chosen() {
    let mut world = world();
    let none = ActionError::NoSuchQuickReply("Adult".into());
    let choice = Message::new("bob", "ada", "").choosing("Adult");
    let offer = Message::new("ada", "bob", "?").with_quick_reply([option("Adult", None)]);
    assert_eq!(world.perform(choice.clone(), NOW).unwrap_err(), none);
    done(&mut world, offer.clone());
    done(&mut world, Action::direct_message("bob", "ada", "Wait"));
    // The offer is no longer the last message.
    assert_eq!(world.perform(choice.clone(), NOW).unwrap_err(), none);
    done(&mut world, offer);
    let other = Message::new("bob", "ada", "").choosing("Child");
    let none = ActionError::NoSuchQuickReply("Child".into());
    assert_eq!(world.perform(other, NOW).unwrap_err(), none);
    done(&mut world, choice);
}

#[test]
fn reading_tells_the_last_message() {
    let mut world = world();
    done(&mut world, Action::direct_message("ada", "bob", "Tea?"));
    let last = done(&mut world, Action::direct_message("ada", "bob", "Now?")).direct_message();
    let performed = done(&mut world, Action::read("bob", "ada"));
    let Event::DirectMessageMarkRead(read) = &performed.notices[0].payload.events()[0] else {
        panic!()
    };
    assert_eq!(read.last_read_event_id, last);
    assert_eq!(performed.notices[0].payload.users().len(), 2);
}
