//! Deliveries of the X Activity API: the same path as payloads, with their own subscriptions.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use account_activity::xaa::{Envelope, EventKind};
use account_activity::{SubscriptionId, Tier};
use account_activity_emulator::outbound::{Content, NotSent, Outcome};
use account_activity_emulator::{Fault, FaultRule};

use super::receiver::{right, status};
use super::stage::{START, Stage, USER, WEBHOOK, hours, minutes, secrets};

const SUBSCRIPTION: SubscriptionId = SubscriptionId::new(7);

const BODY: &str = concat!(
    r#"{"data":{"event_uuid":"5","filter":{"user_id":"12"},"event_type":"profile.update.bio","#,
    r#""tag":"a/b","payload":{"before":"","after":"Tea"}}}"#
);

fn content() -> Content {
    let kind = EventKind::ProfileUpdateBio;
    Content::activity(kind, Some(SUBSCRIPTION), Some(USER), BODY)
}

#[tokio::test]
async fn the_body_is_sent_as_it_is_with_both_signatures() {
    let stage = Stage::right(Tier::V2Enterprise).await;
    stage.outbound.deliver(WEBHOOK, content());
    stage.outbound.drained().await;
    let request = stage.receiver.requests().pop().unwrap();
    assert_eq!(request.body, BODY.as_bytes());
    assert!(secrets().verify(&request.headers, &request.body).is_ok());
    for header in ["x-twitter-webhooks-signature", "x-twitter-webhooks-signature-oauth2"] {
        assert!(request.headers.contains_key(header), "{header}");
    }
    let [record] = stage.outbound.deliveries().try_into().unwrap();
    assert_eq!(
        (record.activity, record.subscription),
        (Some(EventKind::ProfileUpdateBio), Some(SUBSCRIPTION))
    );
    assert_eq!((record.for_user, record.kinds.len()), (Some(USER), 0));
    let json = serde_json::to_value(stage.outbound.deliveries()).unwrap();
    assert_eq!(json[0]["activity"], "profile.update.bio");
    assert_eq!(json[0]["subscription"], "7");
}

#[tokio::test]
async fn retries_and_replay_end_with_the_subscription() {
    let works = Arc::new(AtomicBool::new(false));
    let secrets_of_it = secrets();
    let stage = Stage::new(Tier::V2Enterprise, {
        let works = Arc::clone(&works);
        move |request| {
            if works.load(Ordering::SeqCst) { right(&secrets_of_it, request) } else { status(500) }
        }
    })
    .await;
    // The subscriptions of the other API do not matter.
    stage.registry.unsubscribed.lock().unwrap().insert(USER);
    stage.outbound.deliver(WEBHOOK, content());
    stage.clock.advance(minutes(1)).await;
    assert!(stage.receiver.requests().len() > 1);
    stage.registry.ended.lock().unwrap().insert(SUBSCRIPTION);
    stage.clock.advance(hours(1)).await;
    let records = stage.outbound.deliveries();
    assert_eq!(records.last().unwrap().outcome, Outcome::NotSent(NotSent::Unsubscribed));

    works.store(true, Ordering::SeqCst);
    let before = stage.receiver.bodies().len();
    stage.outbound.replay(WEBHOOK, START, START + minutes(1)).unwrap();
    stage.outbound.drained().await;
    assert_eq!(stage.receiver.bodies().len(), before + 1);

    // With the subscription, the job has it, and marks it.
    stage.registry.ended.lock().unwrap().clear();
    stage.outbound.replay(WEBHOOK, START, START + minutes(1)).unwrap();
    stage.outbound.drained().await;
    let bodies = stage.receiver.bodies();
    let [replayed, status] = &bodies[before + 1..] else { panic!("{bodies:?}") };
    let data = BODY.strip_suffix('}').unwrap();
    assert_eq!(*replayed, format!(r#"{data},"meta":{{"replay":true}}}}"#));
    assert!(Envelope::from_slice(replayed.as_bytes()).unwrap().is_replay());
    assert!(status.contains("\"Complete\""), "{status}");
}

#[tokio::test]
async fn faults_alter_the_event() {
    for fault in [Fault::UnknownEventKind, Fault::FutureFields] {
        let stage = Stage::right(Tier::V2Enterprise).await;
        stage.outbound.faults().add(FaultRule::next(fault, 1));
        stage.outbound.deliver(WEBHOOK, content());
        stage.outbound.drained().await;
        let request = stage.receiver.requests().pop().unwrap();
        assert!(secrets().verify(&request.headers, &request.body).is_ok());
        let envelope = Envelope::from_slice(&request.body).unwrap();
        let kind = envelope.kind().unwrap();
        let record = stage.outbound.deliveries().pop().unwrap();
        assert_eq!(record.activity.as_ref(), Some(&kind));
        assert_eq!(kind == EventKind::ProfileUpdateBio, fault == Fault::FutureFields);
        let json: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
        let future = |pointer| json.pointer(pointer).unwrap().get("emulated_future_field");
        assert_eq!(future("/data/payload").is_some(), fault == Fault::FutureFields);
        assert!(future("/data/filter").is_none());
        assert_eq!(json["data"]["tag"], "a/b");
        // The escapes of the other API would be another form of the same text.
        assert!(String::from_utf8_lossy(&request.body).contains("a/b"));
    }
}
