//! Responses of the REST API.

use account_activity_archive::account_activity::{Body, Event, Payload, xaa};

use super::{TWEET, all_told, one, payload, read, told};

const MESSAGE: &str = r#"{"type":"message_create","id":"4","created_timestamp":"1635279985935","message_create":{"source_app_id":"268278","target":{"recipient_id":"2"},"sender_id":"1","message_data":{"text":"hi"}}}"#;

#[test]
fn each_tweet_of_a_search_is_an_item() {
    let items = read(format!(
        r#"{{"statuses": [{TWEET}, {TWEET}, 5], "search_metadata": {{"count": 2}}}}"#
    ));
    let told: Vec<String> = items.iter().map(told).collect();
    assert_eq!(told, ["tweet_create", "tweet_create", "not-understood /statuses/2"]);
    assert_eq!(payload(&items[1]), &Payload::from_tweet(TWEET.as_bytes(), None).unwrap());
    assert_eq!(items[1].pointer("/tweet_create_events/0/id"), "/statuses/1/id");
    assert_eq!(all_told(r#"{"statuses":[],"search_metadata":{}}"#), ["0 statuses"]);
    assert_eq!(all_told(format!(r#"{{"results":[{TWEET}],"next":"x"}}"#)), ["tweet_create"]);
}

#[test]
fn each_message_of_a_list_is_an_item_with_its_app() {
    let list = format!(
        r#"{{"events":[{MESSAGE},{MESSAGE}],"apps":{{"268278":{{"id":"268278","name":"Web","url":"u"}}}},"next_cursor":"x"}}"#
    );
    let items = read(list);
    assert_eq!(items.len(), 2);
    for item in &items {
        let entry = payload(item).entries().next().unwrap();
        assert!(matches!(entry.event(), Event::DirectMessage(_)));
        assert_eq!(entry.app().unwrap().name, "Web");
    }
    assert_eq!(items[1].pointer("/direct_message_events/0/id"), "/events/1/id");
    assert_eq!(all_told(r#"{"events":[],"next_cursor":"x"}"#), ["0 events"]);
    // Events of something else.
    assert_eq!(all_told(r#"{"events":[{"message":"hi"}]}"#), ["not-understood"]);
}

#[test]
fn a_response_of_v2_is_one_envelope_with_its_includes() {
    let text = r#"{"data":[{"id":"20","text":"hi","author_id":"12"},{"id":"21","text":"ho","author_id":"12"}],"includes":{"users":[{"id":"12","name":"Ferry","username":"ferry"}]},"meta":{"result_count":2}}"#;
    let item = one(text);
    assert_eq!(told(&item), "post.create post.create");
    let user = item.body().unwrap().activities().next().unwrap().user(12.into()).unwrap();
    assert_eq!(user.username(), Some("ferry"));
    assert_eq!(item.pointer("/data/1/payload/text"), "/data/1/text");
    // A delivery of the filtered stream.
    let item = one(r#"{"data":{"id":"20","text":"hi"},"matching_rules":[{"id":"7"}]}"#);
    let Some(Body::XActivity(envelope)) = item.body() else { panic!("{item:#?}") };
    assert!(matches!(envelope.event(), Some(xaa::Event::PostCreate(_))));
    assert_eq!(item.pointer("/data/payload/text"), "/data/text");
    assert_eq!(all_told(r#"{"meta":{"result_count":0}}"#), ["0 data"]);
}
