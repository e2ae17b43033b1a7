//! What the records of an archive mean.

mod bare;
mod corpora;
mod decoded;
mod delivered;
mod extended;
mod notices;
mod personal;
mod repair;
mod responses;
mod rows;
mod samples;
mod wrappers;

use account_activity_archive::account_activity::{Body, Event, Payload, Tweet, xaa};
use account_activity_archive::{Archive, Content, Item, Notice, Skipped};

/// A payload with one deletion.
const PAYLOAD: &str = r#"{"for_user_id":"12","tweet_delete_events":[{"status":{"id":"20","user_id":"12"},"timestamp_ms":"1432228155593"}]}"#;
const TWEET: &str = r#"{"created_at":"Wed Jun 06 20:07:10 +0000 2018","id":20,"id_str":"20","text":"hi","user":{"id":12,"id_str":"12","screen_name":"ferry"}}"#;
const ENVELOPE: &str = r#"{"data":{"event_type":"post.delete","filter":{"user_id":"12"},"payload":{"id":"20","author_id":"12"}}}"#;

/// Returns the items of a text.
fn read(text: impl Into<Vec<u8>>) -> Vec<Item> {
    of(Archive::new(), text)
}

/// Returns the items of a text with settings.
fn of(settings: Archive, text: impl Into<Vec<u8>>) -> Vec<Item> {
    settings.reader("test", std::io::Cursor::new(text.into())).items().collect()
}

/// Returns the only item of a text.
fn one(text: impl Into<Vec<u8>>) -> Item {
    let items = read(text);
    let [item] = items.as_slice() else { panic!("expected one item: {items:#?}") };
    item.clone()
}

/// Returns what an item is in few words: the kinds of its events, or the kind of notice or fault.
fn told(item: &Item) -> String {
    match &item.content {
        Content::Body(Body::AccountActivity(payload)) => payload
            .events()
            .iter()
            .map(|event| event.kind().to_string())
            .collect::<Vec<_>>()
            .join(" "),
        Content::Body(Body::XActivity(envelope)) => {
            envelope.events().map(|event| kind_of(event).to_string()).collect::<Vec<_>>().join(" ")
        }
        Content::Notice(notice) => format!("notice {}", notice.kind()),
        Content::Skipped(Skipped::NotEvents { kind, count, .. }) => format!("{count} {kind}"),
        Content::Skipped(Skipped::NotOpened { .. }) => format!("not opened {}", item.source),
        Content::Fault(fault) => format!("{} {}", fault.kind(), fault.pointer()).trim().to_owned(),
        other => panic!("{other:?}"),
    }
}

fn kind_of(event: &xaa::Event) -> &'static str {
    match event {
        xaa::Event::Undecoded(_) => "undecoded",
        xaa::Event::PostCreate(_) => "post.create",
        xaa::Event::PostDelete(_) => "post.delete",
        _ => "other",
    }
}

/// Returns what all items of a text are.
fn all_told(text: impl Into<Vec<u8>>) -> Vec<String> {
    read(text).iter().map(told).collect()
}

/// Returns the JSON of a text as a JSON string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Returns the body of the only item, as a payload.
fn payload(item: &Item) -> &Payload {
    item.body().and_then(Body::payload).unwrap_or_else(|| panic!("expected a payload: {item:#?}"))
}

fn tweet(item: &Item) -> &Tweet {
    let [Event::TweetCreate(tweet)] = payload(item).events() else {
        panic!("expected a Tweet: {item:#?}")
    };
    tweet
}

fn notice(item: &Item) -> &Notice {
    let Content::Notice(notice) = &item.content else { panic!("expected a notice: {item:#?}") };
    notice
}
