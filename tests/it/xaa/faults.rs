//! Values that cannot be read, in each member of each kind: each costs the smallest part that can be
//! absent, and only required members fail an event.

use account_activity::Fault;
use account_activity::xaa::{Envelope, Event};
use serde_json::{Value, json};

use super::member::{self, Member};

/// The members that an event cannot do without, below its payload.
fn required(kind: &str) -> &'static [&'static str] {
    match kind {
        "post.create"
        | "post.delete"
        | "post.mention.create"
        | "post.reply.create"
        | "post.quote.create"
        | "post.repost.create" => &["id"],
        "like.create" => &["liked_tweet_id", "liked_post_id"],
        "dm.received" | "dm.sent" => &[
            "direct_message_events",
            "direct_message_events/*/id",
            "direct_message_events/*/message_create",
            "direct_message_events/*/message_create/sender_id",
            "direct_message_events/*/message_create/target",
            "direct_message_events/*/message_create/target/recipient_id",
        ],
        "oauth.revoke" => &["user_id"],
        "follow.follow"
        | "follow.unfollow"
        | "subscriptions.subscribe"
        | "subscriptions.unsubscribe"
        | "mute.mute"
        | "mute.unmute"
        | "block.block"
        | "block.unblock" => &[
            "source",
            "source/data",
            "source/data/id",
            "source/id",
            "target",
            "target/data",
            "target/data/id",
            "target/id",
        ],
        _ => &[],
    }
}

fn is_required(member: &Member) -> bool {
    let required = required(&member.kind);
    match member.form.strip_prefix("/data/payload") {
        Some("") => !required.is_empty(),
        Some(place) => required.contains(&&place[1..]),
        None => false,
    }
}

/// Returns the number of faults of an event without the member. A part that can be absent may need it,
/// such as an included post its id. Without its only member, an object is empty, which is absence, but a fault
/// in a list.
fn faults_without(member: &Member, value: Option<&Value>) -> usize {
    let form = member.form.as_str();
    let parts = [
        "/includes/users/*/id",
        "/includes/users/*/data/id",
        "/includes/tweets/*/id",
        "/includes/posts/*/id",
        "/payload/users/*/data/id",
        "/payload/user/data/id",
        "/payload/author/data/id",
    ];
    // Elements of lists that have no other member.
    let only_members = [
        "/data/includes/users/*/data",
        "/potential_locations/*/geo_entity",
        "/cluster_posts_results/*/post_id",
    ];
    let is_needed = match value {
        None => only_members.iter().any(|member| form.ends_with(member)),
        Some(_) => form.ends_with("/target/recipient_id"),
    };
    let is_needed = is_needed || parts.iter().any(|part| form.ends_with(part));
    usize::from(is_needed && !is_required(member))
}

/// A value that no member of this form can have.
fn odd(value: &Value) -> Value {
    match value {
        Value::Array(_) | Value::Object(_) => json!(true),
        _ => json!([[1]]),
    }
}

/// Decodes a body, and checks the promises about faults that hold for every body.
fn decode(body: &Value) -> Envelope {
    let text = body.to_string();
    let envelope =
        Envelope::from_slice(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(envelope.differences(), [], "{text}");
    let written = serde_json::to_vec(&envelope).unwrap();
    assert_eq!(Envelope::from_slice(&written).unwrap(), envelope, "{text}");
    assert_eq!(envelope.fault_count(), envelope.faults().len());
    envelope
}

fn pointers(envelope: &Envelope) -> Vec<&str> {
    envelope.faults().iter().map(Fault::pointer).collect()
}

/// Returns whether the event is decoded. Its kind is known in any case.
fn is_decoded(envelope: &Envelope, kind: &str) -> bool {
    let event = envelope.event().unwrap();
    assert_eq!(event.kind().as_str(), kind);
    assert_eq!(envelope.kind().unwrap().as_str(), kind);
    !matches!(event, Event::Undecoded(_) | Event::Unknown(_))
}

/// Returns what a changed member does to its event, and the places of the faults.
fn outcome(member: &Member, value: Option<Value>) -> (bool, String, Vec<String>) {
    let envelope = decode(&member.with(value));
    let place = match envelope.event() {
        Some(Event::Undecoded(undecoded)) => undecoded.pointer().to_owned(),
        _ => String::new(),
    };
    let faults = pointers(&envelope).into_iter().map(str::to_owned).collect();
    (is_decoded(&envelope, &member.kind), place, faults)
}

/// The members that tell the kind, or contain it.
fn tells_kind(member: &Member) -> bool {
    ["/data", "/data/event_type"].contains(&member.pointer.as_str())
}

#[test]
fn an_odd_member_costs_only_itself() {
    let mut wrong = Vec::new();
    for member in member::all() {
        if tells_kind(&member) || member.is_twin() {
            continue;
        }
        let place = member.pointer.clone();
        let expected = match (is_required(&member), member.is_free_form()) {
            (true, _) => (false, place, vec![]),
            (false, true) => (true, String::new(), vec![]),
            (false, false) => (true, String::new(), vec![place]),
        };
        let found = outcome(&member, Some(odd(member.value())));
        if found != expected {
            wrong.push(format!("{} {}: {found:?}", member.kind, member.pointer));
        }
    }
    assert!(wrong.is_empty(), "{} {wrong:#?}", wrong.len());
}

#[test]
fn a_missing_member_is_absent() {
    let mut wrong = Vec::new();
    for member in member::all() {
        if tells_kind(&member) {
            continue;
        }
        for value in [None, Some(Value::Null)] {
            let (is_decoded, _, faults) = outcome(&member, value.clone());
            let expected = faults_without(&member, value.as_ref());
            if is_decoded == is_required(&member) || faults.len() != expected {
                let place = format!("{} {} {value:?}", member.kind, member.form);
                wrong.push(format!("{place}: {is_decoded} {faults:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} {wrong:#?}", wrong.len());
}
