//! Both families, and bodies of neither, at one URL.

use std::time::Duration;

use account_activity::receiver::{
    Delivery, Received, Receiver, ReceiverService, Scheme, Secret, Secrets,
};
use account_activity::{Body, Family, Payload};
use bytes::Bytes;
use http::Request;

use super::bot::{Behaviour, Bot, PATH};
use super::call::{MODES, status};

const ACCOUNT_ACTIVITY: &str = r#"{"for_user_id": "1", "tweet_delete_events": [
    {"status": {"id": "2", "user_id": "1"}, "timestamp_ms": "1517588749178"}]}"#;
const X_ACTIVITY: &str = r#"{"data": {"event_uuid": "5", "filter": {"user_id": "1"},
    "event_type": "post.delete", "tag": "mine", "payload": {"id": "2", "author_id": "1"}}}"#;
const FILTERED_STREAM: &str =
    r#"{"data": {"id": "2", "text": "hi"}, "matching_rules": [{"id": "7", "tag": "hi"}]}"#;

/// An app with both secrets.
fn secrets() -> Secrets {
    let client = Secret::new("client").unwrap();
    Secrets::new(Secret::new("consumer").unwrap()).and_client_secret(client)
}

/// Returns a delivery that has these of its two signatures.
fn signed(body: &str, by: &[Scheme]) -> Request<Bytes> {
    let mut request = secrets().signed_request(PATH.parse().unwrap(), body.to_owned());
    for scheme in [Scheme::ConsumerSecret, Scheme::ClientSecret] {
        if !by.contains(&scheme) {
            request.headers_mut().remove(scheme.header());
        }
    }
    request
}

#[tokio::test]
async fn one_url_receives_both_families_under_both_headers() {
    let signatures: [&[Scheme]; 3] = [
        &[Scheme::ConsumerSecret],
        &[Scheme::ClientSecret],
        &[Scheme::ConsumerSecret, Scheme::ClientSecret],
    ];
    let bodies = [
        (ACCOUNT_ACTIVITY, Some(Family::AccountActivity)),
        (X_ACTIVITY, Some(Family::XActivity)),
        (FILTERED_STREAM, None),
        ("{}", None),
    ];
    for mode in MODES {
        let bot = Bot::new(Behaviour::Succeed);
        let receiver = Receiver::at(PATH, secrets());
        let service = ReceiverService::builder(receiver, bot.clone()).mode(mode).build();
        let mut expected = Vec::new();
        for by in signatures {
            for (body, family) in bodies {
                assert_eq!(status(&service, signed(body, by)).await, 200, "{body}");
                // In `Mode::Acknowledge` the handler runs after the response.
                bot.done(1).await;
                expected.push((body, family));
            }
            assert_eq!(status(&service, signed(X_ACTIVITY, &[])).await, 401);
        }
        service.shutdown().await;
        let deliveries = bot.deliveries();
        let received = deliveries
            .iter()
            .map(|it| (std::str::from_utf8(it.as_bytes()).unwrap(), it.body().family()));
        assert_eq!(received.collect::<Vec<_>>(), expected);
        let stats = service.stats();
        assert_eq!((stats.deliveries, stats.account_activity, stats.x_activity), (12, 3, 3));
        assert_eq!((stats.undecodable, stats.failed, stats.rejected.signature), (0, 0, 3));
    }
}

#[tokio::test]
async fn the_greatest_age_holds_for_both_families() {
    let bot = Bot::new(Behaviour::Succeed);
    let builder = ReceiverService::builder(Receiver::at(PATH, secrets()), bot.clone());
    let service = builder.max_age(Duration::from_secs(3_600)).build();
    let post = r#"{"data": {"event_type": "post.create", "payload":
        {"id": "2", "created_at": "2018-02-02T15:59:09.178Z"}}}"#;
    let follow = r#"{"data": {"event_type": "follow.follow", "payload":
        {"source": {"data": {"id": "2"}}, "target": {"data": {"id": "1"}}}}}"#;
    for (body, expected) in [
        (ACCOUNT_ACTIVITY, 400),
        (post, 400),
        // These have no time.
        (follow, 200),
        (FILTERED_STREAM, 200),
    ] {
        assert_eq!(
            status(&service, signed(body, &[Scheme::ClientSecret])).await,
            expected,
            "{body}"
        );
    }
    assert_eq!(service.stats().rejected.too_old, 2);
}

#[test]
fn a_delivery_shows_the_body_that_it_has() {
    let receiver = Receiver::at(PATH, secrets());
    let received = |body| {
        let request = signed(body, &[Scheme::ClientSecret]);
        let Ok(Received::Delivery(delivery)) = receiver.receive(&request) else { panic!("{body}") };
        delivery
    };
    let delivery = received(ACCOUNT_ACTIVITY);
    assert_eq!(delivery.payload().and_then(Payload::for_user_id).unwrap().get(), 1);
    assert!(delivery.envelope().is_none());
    assert_eq!((delivery.entries().len(), delivery.entries().count()), (1, 1));

    let delivery = received(X_ACTIVITY);
    assert!(delivery.payload().is_none() && delivery.envelope().is_some());
    assert_eq!((delivery.entries().len(), delivery.entries().next_back().is_none()), (0, true));

    let delivery = received(FILTERED_STREAM);
    assert!(delivery.payload().is_none() && delivery.envelope().is_none());
    assert_eq!((delivery.entries().len(), delivery.entries().next().is_none()), (0, true));
    let Body::Other(raw) = delivery.clone().into_body() else { panic!("it has no event") };
    assert!(raw.keys().eq(["data", "matching_rules"]));
    assert_eq!(raw.as_bytes(), FILTERED_STREAM.as_bytes());
}

#[test]
fn a_stored_body_of_either_family_becomes_a_delivery() {
    for body in [ACCOUNT_ACTIVITY, X_ACTIVITY, FILTERED_STREAM] {
        let body = Body::from_slice(body.as_bytes()).unwrap();
        let delivery = Delivery::unverified(body.clone());
        assert_eq!(delivery.body(), &body);
        assert!(delivery.verified().is_none());
        assert_eq!(delivery.into_body(), body);
    }
    let payload = Payload::from_slice(ACCOUNT_ACTIVITY.as_bytes()).unwrap();
    assert_eq!(Delivery::unverified(payload.clone()).payload(), Some(&payload));
}
