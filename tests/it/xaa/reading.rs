//! The strict reader, the tolerant reader and `serde_json` read the same deliveries from JSON.

use account_activity::xaa::{Envelope, Event, Includes};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::fixtures::{self, Fixture};
use crate::payload::reading::{with_escaped_key, write_shuffled};

/// Reads with the tolerant reader: the strict reader does not read a key with escapes.
pub(super) fn tolerantly(body: &[u8]) -> Envelope {
    Envelope::from_bytes(with_escaped_key(body).into()).unwrap()
}

fn all() -> Vec<Fixture> {
    let archive = fixtures::x_activity_archive().unwrap_or_default();
    fixtures::x_activity().into_iter().chain(archive).collect()
}

/// Members in any order, with unknown members among them and white space between them.
#[test]
fn layouts() {
    let mut random = fastrand::Rng::with_seed(3);
    for fixture in all() {
        let envelope = fixture.envelope();
        assert_eq!(envelope, tolerantly(fixture.body.as_bytes()), "{}", fixture.name);
        for _ in 0..20 {
            let mut body = String::new();
            write_shuffled(&fixture.json(), 0, &mut random, &mut body);
            let shuffled = Envelope::from_slice(body.as_bytes()).unwrap();
            assert_eq!(shuffled, tolerantly(body.as_bytes()), "{}: {body}", fixture.name);
        }
    }
}

/// X writes members in no stable order.
#[test]
fn the_order_of_members_does_not_matter() {
    let mut random = fastrand::Rng::with_seed(4);
    for fixture in all() {
        let expected = fixture.envelope();
        for _ in 0..20 {
            let mut body = String::new();
            shuffle(&fixture.json(), &mut random, &mut body);
            let envelope = Envelope::from_slice(body.as_bytes()).unwrap();
            assert_eq!(envelope, expected, "{}: {body}", fixture.name);
            assert_eq!(envelope.faults(), [], "{}: {body}", fixture.name);
        }
    }
}

fn shuffle(json: &Value, random: &mut fastrand::Rng, out: &mut String) {
    match json {
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            random.shuffle(&mut members);
            out.push('{');
            for (index, (key, value)) in members.into_iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                out.push_str(&format!("\"{key}\":"));
                shuffle(value, random, out);
            }
            out.push('}');
        }
        Value::Array(elements) => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                shuffle(element, random, out);
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

/// Reads a value by way of serde, from text and from a `Value`, which have to agree.
fn by_serde<T: DeserializeOwned + PartialEq + std::fmt::Debug>(json: &Value) -> T {
    let read: T = serde_json::from_str(&json.to_string()).unwrap();
    assert_eq!(serde_json::from_value::<T>(json.clone()).unwrap(), read);
    read
}

#[test]
fn events_are_those_of_serde() {
    for fixture in all() {
        let (envelope, json) = (fixture.envelope(), fixture.json());
        let data = &json["data"];
        let one = [data.clone()];
        for (entry, json) in envelope.entries().zip(data.as_array().map_or(&one[..], |all| all)) {
            is_that_of_serde(entry.event(), &json["payload"], &fixture.name);
            if !json["includes"].is_null() {
                assert_eq!(entry.includes(), Some(&by_serde::<Includes>(&json["includes"])));
            }
            assert_eq!(serde_json::from_str::<Value>(entry.json()).unwrap(), *json);
        }
    }
}

/// Compares the content of an event with its payload, read by way of serde.
fn is_that_of_serde(event: &Event, payload: &Value, name: &str) {
    macro_rules! compare {
        ($($variant:ident),* $(,)?) => {
            match event {
                $(Event::$variant(content) => assert_eq!(**content, by_serde(payload), "{name}"),)*
                other => panic!("{name}: {other:?}"),
            }
        };
    }
    compare!(
        PostCreate,
        PostDelete,
        PostMentionCreate,
        PostReplyCreate,
        PostQuoteCreate,
        PostRepostCreate,
        LikeCreate,
        FollowFollow,
        FollowUnfollow,
        SubscriptionsSubscribe,
        SubscriptionsUnsubscribe,
        MuteMute,
        MuteUnmute,
        BlockBlock,
        BlockUnblock,
        DmReceived,
        DmSent,
        DmRead,
        DmIndicateTyping,
        ChatReceived,
        ChatSent,
        ChatConversationJoin,
        ChatConversationMemberAdded,
        ChatConversationMemberRemoved,
        ChatConversationAdminAdded,
        ChatConversationAdminRemoved,
        ChatUpdateGroupName,
        ChatUpdateRestrictions,
        ProfileUpdateBio,
        ProfileUpdateProfilePicture,
        ProfileUpdateBannerPicture,
        ProfileUpdateScreenname,
        ProfileUpdateGeo,
        ProfileUpdateUrl,
        ProfileUpdateHandle,
        ProfileUpdateVerifiedBadge,
        ProfileUpdateAffiliateBadge,
        SpacesStart,
        SpacesEnd,
        BroadcastStart,
        BroadcastEnd,
        BroadcastChat,
        BroadcastChatRemove,
        NewsNew,
        OauthRevoke,
    );
}
