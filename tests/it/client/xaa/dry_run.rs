//! A dry run shows each request, and sends none.

use std::sync::{Arc, Mutex};

use account_activity::client::{Error, NotSentReason};
use account_activity::xaa::Direction;

use super::*;

/// Makes a call of a client in a dry run. Returns what was shown.
async fn show<T: std::fmt::Debug>(call: impl AsyncFn(&Client) -> Result<T, Error>) -> Vec<String> {
    let shown = Arc::<Mutex<Vec<String>>>::default();
    let log = Arc::clone(&shown);
    let (_socket, nobody) = faults::nobody();
    let builder = builder(&nobody);
    let client = builder.dry_run(move |it| log.lock().unwrap().push(it.to_string())).build();
    let error = call(&client.unwrap()).await.unwrap_err();
    let Error::NotSent(error) = error else { panic!("{error:?}") };
    assert_eq!(error.reason(), &NotSentReason::DryRun);
    let shown = std::mem::take(&mut *shown.lock().unwrap());
    shown.into_iter().map(|text| text.replace(&nobody, "http://nobody")).collect()
}

#[tokio::test]
async fn each_request_is_shown_without_its_secrets() {
    let filter = SubscriptionFilter::user(USER).direction(Direction::Inbound);
    let likes = NewSubscription::new(
        EventKind::LikeCreate,
        filter.qualifier("post_id", "20"),
        DeliverTo::Stream,
    )
    .expires_at(at("2026-03-02T00:00:00Z"));
    let shown = [
        show(async |client| client.xaa().subscribe(&likes, Some(&user_oauth2())).await).await,
        show(async |client| client.xaa().list_as(&user()).await).await,
        show(async |client| client.xaa().update(ID, DeliverTo::Stream, Some("bot")).await).await,
        show(async |client| client.xaa().unsubscribe(ID).await).await,
        show(async |client| client.xaa().unsubscribe_all(&[ID]).await).await,
    ];
    let expected = [
        "POST http://nobody/2/activity/subscriptions\n",
        "GET http://nobody/2/activity/subscriptions?max_results=1000\n",
        "PUT http://nobody/2/activity/subscriptions/1986000000000000001\n",
        "DELETE http://nobody/2/activity/subscriptions/1986000000000000001\n",
        "DELETE http://nobody/2/activity/subscriptions?ids=1986000000000000001\n",
    ];
    for (shown, expected) in shown.iter().zip(expected) {
        assert_eq!(shown.len(), 1, "{shown:?}");
        assert!(shown[0].starts_with(expected), "{shown:?}");
        for secret in [BEARER, USER_OAUTH2, USER_SECRET, USER_TOKEN] {
            assert!(!shown[0].contains(secret), "{shown:?}");
        }
    }
    // Neither a webhook nor a tag, but the direction, the qualifiers and the expiry.
    let body = shown[0][0].lines().last().unwrap().trim();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(body).unwrap(),
        serde_json::json!({
            "event_type": "like.create",
            "filter": {
                "user_id": "2244994945",
                "direction": "inbound",
                "qualifiers": { "post_id": "20" },
            },
            "expires_at": "2026-03-02T00:00:00Z",
        })
    );
    // The tag alone resets the delivery to the stream.
    assert_eq!(shown[2][0].lines().last().unwrap().trim(), r#"{"tag":"bot"}"#);
}

#[tokio::test]
async fn no_ids_need_no_request() {
    let (_socket, nobody) = faults::nobody();
    let client = client(nobody);
    let all = client.xaa().unsubscribe_all(&[]).await.unwrap();
    assert!(all.is_complete() && all.deleted.is_empty());
}
