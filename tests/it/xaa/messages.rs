//! Direct Messages of one event, of which some cannot be decoded.

use account_activity::Fault;
use account_activity::xaa::{Entry, Envelope, Event, UndecodedEvent};
use serde_json::{Value, json};

fn message(id: u64) -> Value {
    json!({ "id": id.to_string(), "message_create": { "sender_id": "2",
        "target": { "recipient_id": "1" }, "message_data": { "text": "a" } } })
}

fn envelope(data: &Value) -> Envelope {
    let body = json!({ "data": data }).to_string();
    let envelope = Envelope::from_slice(body.as_bytes()).unwrap();
    assert_eq!(envelope.differences(), [], "{body}");
    let written = serde_json::to_string(&envelope).unwrap();
    assert_eq!(Envelope::from_slice(written.as_bytes()).unwrap(), envelope, "{written}");
    envelope
}

fn event(messages: &Value) -> Value {
    json!({ "event_type": "dm.received", "event_uuid": "7", "tag": "a",
        "filter": { "user_id": "1" },
        "payload": { "direct_message_events": messages, "users": { "2": { "data": { "id": "2" } } } } })
}

/// Returns the ids of the decoded messages of an event.
fn ids(event: &Event) -> Vec<u64> {
    let (Event::DmReceived(messages) | Event::DmSent(messages)) = event else {
        panic!("{event:?}")
    };
    assert_eq!(messages.users.as_ref().unwrap()["2"].id.get(), 2);
    messages.direct_message_events.iter().map(|message| message.id.get()).collect()
}

fn undecoded(event: &Event) -> &UndecodedEvent {
    let Event::Undecoded(undecoded) = event else { panic!("{event:?}") };
    undecoded
}

#[test]
fn each_message_that_cannot_be_decoded_is_an_event_of_its_own() {
    let bad = json!({ "id": "8", "message_create": { "sender_id": "me" } });
    let list = json!([bad, message(5), null, bad, 7, {}, [], message(6), bad]);
    let envelope = envelope(&event(&list));
    let events: Vec<&Event> = envelope.events().collect();
    assert_eq!(ids(events[0]), [5, 6]);
    let of_bad = "/message_create/sender_id: expected an id of decimal digits, found text \"me\"";
    let empty = "expected an element of the list, found an empty object";
    let number = "expected DirectMessage (schemas/account_activity/direct_message.json), found 7";
    let expected = [
        (format!("0{of_bad}"), bad.to_string()),
        (format!("3{of_bad}"), bad.to_string()),
        (format!("4: {number}"), "7".to_owned()),
        (format!("5: {empty}"), "{}".to_owned()),
        (format!("6: {empty}"), "[]".to_owned()),
        (format!("8{of_bad}"), bad.to_string()),
    ];
    let found = events[1..].iter().map(|event| {
        let event = undecoded(event);
        let index = event.pointer().strip_prefix("/data/payload/direct_message_events/").unwrap();
        (format!("{index}: {}", event.message()), event.json().to_owned())
    });
    assert_eq!(found.collect::<Vec<_>>(), expected);
    for entry in envelope.entries() {
        assert_eq!(entry.kind().as_str(), "dm.received");
        assert_eq!((entry.event_uuid(), entry.tag()), (Some("7"), Some("a")));
        assert_eq!(entry.filter().unwrap().user_id.unwrap().get(), 1);
    }
    let jsons: Vec<&str> = envelope.entries().map(Entry::json).collect();
    assert_eq!(serde_json::from_str::<Value>(jsons[0]).unwrap(), event(&list));
    assert_eq!(serde_json::from_str::<Value>(jsons[1]).unwrap(), bad);
    assert_eq!(envelope.faults(), [], "what costs an event is no fault");
}

/// The faults of the other messages and of the users stay.
#[test]
fn only_the_message_itself_is_lost() {
    let mut odd = message(5);
    odd["created_timestamp"] = json!([1]);
    let mut bad = message(6);
    bad["id"] = json!([1]);
    bad["created_timestamp"] = json!([1]);
    let mut event = event(&json!([odd, bad]));
    event["payload"]["users"]["3"] = json!(7);
    event["payload"]["new"] = json!({ "direct_message_events": [7] });
    event["event_type"] = json!("dm.sent");
    let envelope = envelope(&json!([7, event, event]));
    let kinds: Vec<bool> =
        envelope.events().map(|event| matches!(event, Event::Undecoded(_))).collect();
    assert_eq!(kinds, [false, true, false, true]);
    assert_eq!(ids(envelope.events().nth(2).unwrap()), [5]);
    let bad = undecoded(envelope.events().nth(3).unwrap());
    assert_eq!(bad.pointer(), "/data/2/payload/direct_message_events/1/id");
    let pointers: Vec<&str> = envelope.faults().iter().map(Fault::pointer).collect();
    let expected = [
        "/data/0",
        "/data/1/payload/direct_message_events/0/created_timestamp",
        "/data/1/payload/users/3",
        "/data/2/payload/direct_message_events/0/created_timestamp",
        "/data/2/payload/users/3",
    ];
    assert_eq!(pointers, expected);
}

/// Storage writes lists as objects. A byte order mark moves the places, and of a repeated list the
/// last counts.
#[test]
fn the_bytes_of_the_message_are_kept_in_any_form() {
    let good = message(5);
    for list in [format!("[{good},{{\"a\" : 1}}]"), format!("{{\"1\":{{\"a\" : 1}},\"0\":{good}}}")]
    {
        let body = format!(
            "\u{feff}{{\"data\":{{\"payload\":{{\"direct_message_events\":[7],\"users\":{{\"2\":{{\"id\":2}}}},
            \"direct_message_events\":{list}}},\"event_type\":\"dm.received\"}}}}"
        );
        let envelope = Envelope::from_slice(body.as_bytes()).unwrap();
        let events: Vec<&Event> = envelope.events().collect();
        assert_eq!((events.len(), ids(events[0])), (2, vec![5]), "{body}");
        assert_eq!(undecoded(events[1]).json(), "{\"a\" : 1}");
        assert_eq!(undecoded(events[1]).pointer(), "/data/payload/direct_message_events/1");
        assert_eq!(envelope.differences(), [], "{body}");
        let written = serde_json::to_vec(&envelope).unwrap();
        assert_eq!(Envelope::from_slice(&written).unwrap(), envelope, "{body}");
    }
}

/// Without a decoded message, the event itself cannot be decoded.
#[test]
fn an_event_without_a_decoded_message_is_undecoded() {
    for (list, pointer) in [
        (json!([{ "id": "me" }, 7]), "/data/payload/direct_message_events/0/id"),
        (json!([7]), "/data/payload/direct_message_events/0"),
        (json!([]), "/data"),
    ] {
        let envelope = envelope(&event(&list));
        let events: Vec<&Event> = envelope.events().collect();
        assert_eq!(events.len(), 1, "{list}");
        assert_eq!(undecoded(events[0]).pointer(), pointer);
        let json: Value = serde_json::from_str(undecoded(events[0]).json()).unwrap();
        assert_eq!(json, event(&list)["payload"]);
    }
}

/// The place of a message is part of its event, so that a list in another order is another one.
#[test]
fn the_order_of_the_messages_counts() {
    let first = envelope(&event(&json!([7, message(5)])));
    assert_eq!(first, envelope(&event(&json!([7, message(5)]))));
    assert_ne!(first, envelope(&event(&json!([message(5), 7]))));
}
