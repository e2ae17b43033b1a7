//! Subscriptions as JSON.

use account_activity::client::xaa::Subscription;
use account_activity::xaa::{Direction, Filter};
use serde_json::json;

use super::*;

#[test]
fn subscriptions_are_written_as_x_writes_them() {
    let json = json!({
        "subscription_id": "1986000000000000001",
        "event_type": "like.create",
        "filter": { "user_id": "12", "direction": "inbound", "qualifiers": { "post_id": "20" } },
        "tag": "likes",
        "webhook_id": "7",
        "created_at": "2026-02-01T05:31:56+00:00",
        "updated_at": "2026-02-01T05:31:56.789+00:00",
        "expires_at": "2026-02-01T07:31:56+00:00",
    });
    let subscription: Subscription = serde_json::from_value(json.clone()).unwrap();
    assert_eq!((subscription.id, &subscription.kind), (ID, &EventKind::LikeCreate));
    assert_eq!(subscription.filter.direction, Some(Direction::Inbound));
    assert_eq!(subscription.expires_at, Some(at("2026-02-01T07:31:56Z")));
    assert_eq!(serde_json::to_value(&subscription).unwrap(), json);
}

#[test]
fn what_is_absent_is_not_written() {
    let json =
        json!({ "subscription_id": "7", "event_type": "chat.conversation_join", "tag": null });
    let subscription: Subscription = serde_json::from_value(json).unwrap();
    // X's responses have the newer name.
    let written =
        json!({ "subscription_id": "7", "event_type": "chat.conversation.join", "filter": {} });
    assert_eq!(serde_json::to_value(&subscription).unwrap(), written);
}

#[test]
fn a_filter_is_that_of_deliveries() {
    let news = SubscriptionFilter::keyword("rust").qualifier("lang", "en").qualifier("lang", "de");
    let filter = Filter::from(news.clone());
    assert_eq!(news.as_filter(), &filter);
    assert_eq!((filter.user_id, filter.keyword.as_deref()), (None, Some("rust")));
    let written = serde_json::to_value(&news).unwrap();
    assert_eq!(written, json!({ "keyword": "rust", "qualifiers": { "lang": "de" } }));
}
