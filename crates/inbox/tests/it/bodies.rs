//! Bodies of both families.

use account_activity_inbox::Arrival;
use account_activity_inbox::account_activity::receiver::Delivery;
use account_activity_inbox::account_activity::{Body, Timestamp};

/// The time that the clock of the tests shows first, in milliseconds.
pub(crate) const START: i64 = 1_790_000_000_000;

pub(crate) fn arrival(body: &str) -> Arrival {
    arrival_at(body, START)
}

pub(crate) fn arrival_at(body: &str, millis: i64) -> Arrival {
    let body = Body::from_slice(body.as_bytes()).unwrap();
    Arrival::of_body(&body, Timestamp::from_millis(millis))
}

pub(crate) fn delivery(body: &str) -> Delivery {
    Delivery::unverified(Body::from_slice(body.as_bytes()).unwrap())
}

/// Returns a body with the deletions of Tweets of a subscriber.
pub(crate) fn deletions(subscriber: u64, tweets: impl IntoIterator<Item = u64>) -> String {
    let deletion = |tweet: u64| {
        format!(
            r#"{{"status":{{"id":"{tweet}","user_id":"{subscriber}"}},"timestamp_ms":"{START}"}}"#
        )
    };
    let deletions: Vec<String> = tweets.into_iter().map(deletion).collect();
    let deletions = deletions.join(",");
    format!(r#"{{"for_user_id":"{subscriber}","tweet_delete_events":[{deletions}]}}"#)
}

/// Returns a body with the deletion of a Tweet of user 1, and with 20 kB of something else.
pub(crate) fn long_deletion(tweet: u64) -> String {
    let deletion = deletions(1, [tweet]);
    format!(r#"{{"filler":"{}",{}"#, "x".repeat(20_000), &deletion[1..])
}

/// Returns a deletion of a Tweet in the X Activity API.
pub(crate) fn x_deletion(subscriber: u64, tweet: u64) -> String {
    format!(
        r#"{{"data":{{"event_uuid":"d{tweet}","filter":{{"user_id":"{subscriber}"}},"event_type":"post.delete","payload":{{"id":"{tweet}","author_id":"{subscriber}"}}}}}}"#
    )
}

/// Returns a follow of user 1 by user 2 in the Account Activity API.
pub(crate) fn follow(millis: i64) -> String {
    format!(
        r#"{{"for_user_id":"1","follow_events":[{{"type":"follow","created_timestamp":"{millis}","source":{{"id":"2"}},"target":{{"id":"1"}}}}]}}"#
    )
}

/// Returns a follow of user 1 by user 2 in the X Activity API.
pub(crate) fn x_follow(uuid: &str) -> String {
    format!(
        r#"{{"data":{{"event_uuid":"{uuid}","filter":{{"user_id":"1"}},"event_type":"follow.follow","payload":{{"source":{{"data":{{"id":"2"}}}},"target":{{"data":{{"id":"1"}}}}}}}}}}"#
    )
}

/// Returns a like of Tweet 9 of user 1 by user 2 in the Account Activity API.
pub(crate) fn like(id: &str, millis: i64) -> String {
    format!(
        r#"{{"for_user_id":"1","favorite_events":[{{"id":"{id}","timestamp_ms":{millis},"favorited_status":{{"id":9,"user":{{"id":1}}}},"user":{{"id":2}}}}]}}"#
    )
}

/// Returns a like of Tweet 9 of user 1 by user 2 in the X Activity API.
pub(crate) fn x_like(id: &str, millis: i64) -> String {
    format!(
        r#"{{"data":{{"event_uuid":"l{id}","filter":{{"user_id":"1","direction":"inbound"}},"event_type":"like.create","payload":{{"id":"{id}","timestamp_ms":"{millis}","liked_tweet_author_id":"1","liked_tweet_id":"9"}},"includes":{{"users":[{{"id":"2","username":"b"}},{{"id":"1","username":"a"}}]}}}}}}"#
    )
}
