//! Hostile bodies: what the views of activities may cost.

use account_activity::xaa::Envelope;
use account_activity::{Activity, Body};

/// The JSON of all activities of a body, as they are stored.
fn stored(body: &str) -> Vec<String> {
    let body = Body::from_slice(body.as_bytes()).unwrap();
    body.activities().map(|activity| serde_json::to_string(&activity).unwrap()).collect()
}

/// A medium that a post names again and again is one medium.
#[test]
fn a_repeated_medium_is_one() {
    let keys = vec![r#""3_1""#; 10_000].join(",");
    let alt = "a".repeat(10_000);
    let body = format!(
        r#"{{"data":{{"event_type":"post.create","payload":{{"id":"1","attachments":{{"media_keys":[{keys}]}}}},
        "includes":{{"media":[{{"media_key":"3_1","type":"photo","alt_text":"{alt}"}}]}}}}}}"#
    );
    let envelope = Envelope::from_slice(body.as_bytes()).unwrap();
    let post = envelope.activities().next().unwrap().post().unwrap();
    assert_eq!(post.media().count(), 1);
    assert!(stored(&body)[0].len() < body.len());
}

/// A short link that is written again and again does not multiply a long address.
#[test]
fn an_expanded_text_is_bounded() {
    let text = vec!["https://t.co/a"; 1_000].join(" ");
    let address = format!("https://example.com/{}", "a".repeat(10_000));
    let link = format!(r#"[{{"url":"https://t.co/a","expanded_url":"{address}"}}]"#);
    for body in [
        format!(
            r#"{{"data":{{"event_type":"post.create","payload":{{"id":"1","text":"{text}","entities":{{"urls":{link}}}}}}}}}"#
        ),
        format!(
            r#"{{"for_user_id":"1","tweet_create_events":[{{"id":1,"user":{{"id":1}},"text":"{text}",
            "entities":{{"urls":{link}}}}}]}}"#
        ),
    ] {
        let body = Body::from_slice(body.as_bytes()).unwrap();
        let expanded = body.activities().next().unwrap().post().unwrap().expanded_text();
        assert!(expanded.len() < 9 * body.as_bytes().len(), "{}", expanded.len());
        assert!(expanded.starts_with(&address) && expanded.ends_with("https://t.co/a"));
    }
}

/// The activities of one event do not each hold a long text of it.
#[test]
fn keys_are_short() {
    let long = "a".repeat(100_000);
    let receipts = vec![r#"{"":1}"#; 1_000].join(",");
    for (event, activities) in [
        (
            format!(
                r#"{{"event_type":"dm.read","event_uuid":"{long}","payload":{{"direct_message_events":[{receipts}]}}}}"#
            ),
            1_000,
        ),
        (
            format!(
                r#"{{"event_type":"follow.follow","event_uuid":"{long}","payload":{{"source":{{"id":"1"}},"target":{{"id":"2"}}}}}}"#
            ),
            1,
        ),
        (format!(r#"{{"event_type":"chat.received","payload":{{"id":"{long}"}}}}"#), 1),
        (format!(r#"{{"event_type":"news.new","payload":{{"id":"{long}"}}}}"#), 1),
        (format!(r#"{{"event_type":"{long}"}}"#), 1),
    ] {
        let body = format!(r#"{{"data":{event}}}"#);
        let envelope = Envelope::from_slice(body.as_bytes()).unwrap();
        let keys: Vec<_> = envelope.activities().map(Activity::key).collect();
        assert_eq!(keys.len(), activities);
        assert!(keys.iter().all(|key| key.as_str().len() < 200), "{}", keys[0]);
        let different: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(different.len(), activities);
    }
}

/// X sends one reference of each kind.
#[test]
fn a_post_has_few_references() {
    let reference = |kind: &str| format!(r#"{{"type":"{kind}","id":"2"}}"#);
    for (before, quoted) in [(15, true), (16, false)] {
        let references = vec![reference("replied_to"); before].join(",");
        let body = format!(
            r#"{{"data":{{"event_type":"post.create","payload":{{"id":"1","referenced_tweets":[{references},{}]}}}}}}"#,
            reference("quoted")
        );
        let envelope = Envelope::from_slice(body.as_bytes()).unwrap();
        let post = envelope.activities().next().unwrap().post().unwrap();
        assert_eq!(post.is_quote(), quoted);
    }
}
