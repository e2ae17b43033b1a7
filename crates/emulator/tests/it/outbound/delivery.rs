//! Deliveries: signatures, retries, failures that invalidate, parallelism, and the end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::time::Duration;

use account_activity::receiver::Scheme;
use account_activity::{EventKind, Payload, Tier, WebhookId};
use account_activity_emulator::outbound::{
    DeliveryRecord, Failure, NotSent, Origin, Outbound, Outcome, RetrySchedule, Target,
};
use account_activity_emulator::{Clock, Fault};
use http::HeaderMap;
use tokio::sync::watch;

use super::receiver::{Receiver, Response, response, status};
use super::stage::{
    Registry, SHORT, START, Stage, USER, WEBHOOK, deletion, hours, minutes, seconds, secrets,
};
use crate::fixtures;

#[tokio::test]
async fn a_delivery_is_signed_with_each_scheme_over_the_bytes_that_come() {
    let stage = Stage::right(Tier::Premium).await;
    for fixture in fixtures::all() {
        let payload = Payload::from_slice(fixture.as_bytes()).unwrap();
        stage.outbound.deliver(WEBHOOK, &payload);
        stage.outbound.drained().await;
        let request = stage.receiver.requests().pop().unwrap();
        assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/webhook"));
        assert_eq!(request.body, fixture.as_bytes());
        assert_eq!(request.headers["content-type"], "application/json");
        for scheme in [Scheme::ConsumerSecret, Scheme::ClientSecret] {
            let value = request.headers[scheme.header()].clone();
            let only = HeaderMap::from_iter([(scheme.header().parse().unwrap(), value)]);
            assert_eq!(secrets().verify(&only, &request.body).unwrap().scheme, scheme);
        }
    }
}

#[tokio::test]
async fn each_tier_has_its_schedule() {
    for (tier, schedule, attempts) in [
        (Tier::Sandbox, None, vec![0]),
        (Tier::Premium, None, vec![0, 3, 30, 272]),
        (Tier::Enterprise, None, vec![0, 3, 30, 272]),
        (
            Tier::Enterprise,
            Some(RetrySchedule::four_hours()),
            (0..=8).map(|half_hours| half_hours * 1800).collect(),
        ),
        (Tier::V2PayPerUse, Some(RetrySchedule::none()), vec![0]),
        (
            Tier::V2Enterprise,
            Some(RetrySchedule::after([1, 10].map(Duration::from_secs))),
            vec![0, 1, 11],
        ),
    ] {
        let mut stage = Stage::new(tier, |_| status(503)).await;
        stage.change(|target| target.retries = schedule.unwrap_or_else(|| target.retries.clone()));
        stage.deliver([1]);
        stage.outbound.drained().await;
        assert_eq!(stage.outbound.waiting(), usize::from(attempts.len() > 1));
        stage.clock.advance(hours(24)).await;
        assert_eq!(stage.attempted_at(), attempts, "{tier:?}");
        assert_eq!(stage.outbound.waiting(), 0);
        let records = stage.outbound.deliveries();
        for (index, record) in records.iter().enumerate() {
            assert_eq!(record.attempt as usize, index + 1);
            assert_eq!(record.delivery, records[0].delivery);
            assert_eq!(record.outcome, Outcome::Failed(Failure::Status(503)));
            assert_eq!(record.next_attempt.map(seconds), attempts.get(index + 1).copied());
        }
        assert_eq!(stage.received(), vec![1; attempts.len()]);
        assert_eq!(stage.registry.invalid(), None);
    }
}

/// A retry waits for its time after the previous failure, which is late if the receiver hangs.
#[tokio::test]
async fn a_receiver_that_hangs_gets_the_deadline_and_then_the_retries() {
    let mut stage = Stage::new(Tier::Premium, |_| Response::Hang).await;
    stage.change(|target| target.response_deadline = SHORT);
    stage.deliver([1]);
    stage.clock.advance(minutes(10)).await;
    assert_eq!(stage.attempted_at(), [0, 3, 30, 272]);
    for record in stage.outbound.deliveries() {
        assert_eq!((record.outcome, record.status), (Outcome::Failed(Failure::Slow), None));
        assert!(u128::from(record.latency_ms) >= SHORT.as_millis(), "{}", record.latency_ms);
    }
}

#[tokio::test]
async fn a_retry_that_succeeds_is_the_last() {
    let code = Arc::new(AtomicU16::new(500));
    let stage = Stage::new(Tier::Premium, {
        let code = Arc::clone(&code);
        move |_| status(code.load(Ordering::SeqCst))
    })
    .await;
    stage.deliver([1]);
    stage.clock.advance(Duration::from_secs(10)).await;
    code.store(200, Ordering::SeqCst);
    stage.clock.advance(hours(1)).await;
    assert_eq!(stage.attempted_at(), [0, 3, 30]);
    assert_eq!(stage.outbound.deliveries()[2].outcome, Outcome::Delivered);
}

#[tokio::test]
async fn a_retry_asks_whether_webhook_and_subscription_still_are() {
    let stage = Stage::new(Tier::Premium, |_| status(500)).await;
    stage.deliver([1]);
    stage.outbound.drained().await;
    stage.registry.unsubscribed.lock().unwrap().insert(USER);
    stage.clock.advance(hours(1)).await;
    let outcomes = || stage.outbound.deliveries().into_iter().map(|it| it.outcome);
    assert_eq!(outcomes().nth(1), Some(Outcome::NotSent(NotSent::Unsubscribed)));
    // The end of a subscription is delivered to the app nevertheless, with retries.
    let revoke = fixtures::named("user_event/revoke.json");
    stage.outbound.deliver(WEBHOOK, &Payload::from_slice(revoke.as_bytes()).unwrap());
    stage.clock.advance(Duration::from_secs(3)).await;
    assert_eq!(outcomes().nth(3), Some(Outcome::Failed(Failure::Status(500))));
    stage.registry.targets.lock().unwrap().clear();
    stage.clock.advance(hours(1)).await;
    assert_eq!(outcomes().nth(4), Some(Outcome::NotSent(NotSent::WebhookInvalid)));
    assert_eq!((outcomes().count(), stage.receiver.requests().len()), (5, 3));
    assert_eq!(stage.outbound.waiting(), 0);
}

type Case = (fn() -> Response, Failure, bool, bool);

#[tokio::test]
async fn some_responses_invalidate_the_webhook_and_are_not_retried() {
    let (v1, v2) =
        ([Tier::Sandbox, Tier::Premium, Tier::Enterprise], [Tier::V2PayPerUse, Tier::V2Enterprise]);
    let responses: [Case; 9] = [
        (|| response(301, "location: /x\r\n", b""), Failure::Redirect(301), true, true),
        (|| response(307, "location: /x\r\n", b""), Failure::Redirect(307), true, true),
        (|| response(200, "", &[0x1f, 0x8b, 8]), Failure::GzipMismatch, true, false),
        (|| response(200, "content-encoding: gzip\r\n", b"ok"), Failure::GzipMismatch, true, false),
        (|| status(404), Failure::Status(404), false, false),
        (|| status(500), Failure::Status(500), false, false),
        // A success that is not 200 is sent again too.
        (|| status(201), Failure::Status(201), false, false),
        (|| status(202), Failure::Status(202), false, false),
        (|| status(204), Failure::Status(204), false, false),
    ];
    for (respond, failure, on_v1, on_v2) in responses {
        let tiers = v1.map(|tier| (tier, on_v1)).into_iter().chain(v2.map(|tier| (tier, on_v2)));
        for (tier, invalidates) in tiers {
            let stage = Stage::new(tier, move |_| respond()).await;
            stage.deliver([1]);
            stage.clock.advance(hours(1)).await;
            assert_eq!(stage.registry.invalid(), invalidates.then(|| failure.clone()), "{tier:?}");
            let attempts = if invalidates || tier.retry_schedule().is_empty() { 1 } else { 4 };
            assert_eq!(stage.receiver.requests().len(), attempts, "{tier:?} {failure}");
            assert_eq!(stage.outbound.deliveries()[0].outcome, Outcome::Failed(failure.clone()));
        }
    }
}

/// A wrong token, a redirect and a wrong declaration of gzip make the webhook invalid after the first
/// delivery has failed, and the webhook is valid again before the retry is due.
#[tokio::test]
async fn an_invalidation_ends_the_retries_that_wait() {
    let invalidating: [fn() -> Response; 3] = [
        || response(200, "", br#"{"response_token":"sha256=AAAA"}"#),
        || response(302, "location: /x\r\n", b""),
        || response(200, "content-encoding: gzip\r\n", b"ok"),
    ];
    for (index, respond) in invalidating.into_iter().enumerate() {
        let is_crc = index == 0;
        let fails = Arc::new(AtomicBool::new(false));
        let mut stage = Stage::new(Tier::Premium, {
            let fails = Arc::clone(&fails);
            move |request| match (request.method.as_str(), fails.load(Ordering::SeqCst)) {
                ("GET", _) | (_, true) => respond(),
                _ => status(500),
            }
        })
        .await;
        stage.change(|target| target.crc_interval = Duration::from_secs(1));
        stage.deliver([1]);
        stage.outbound.drained().await;
        assert_eq!(stage.outbound.waiting(), 1);
        if is_crc {
            stage.outbound.watch(WEBHOOK, START);
            stage.clock.advance(Duration::from_secs(1)).await;
        } else {
            fails.store(true, Ordering::SeqCst);
            stage.deliver([2]);
            stage.outbound.drained().await;
            fails.store(false, Ordering::SeqCst);
        }
        assert!(stage.registry.invalid().is_some());
        stage.registry.add(stage.target.clone());
        let before = stage.receiver.bodies().len();
        stage.clock.advance(Duration::from_secs(3)).await;
        assert_eq!(stage.receiver.bodies().len(), before, "{index}");
        let last = stage.outbound.deliveries().pop().unwrap();
        assert_eq!((last.attempt, last.next_attempt), (2, None));
        assert_eq!(last.outcome, Outcome::NotSent(NotSent::Invalidated));
        assert_eq!(stage.outbound.waiting(), 0);

        // What comes after the webhook is valid again is delivered, with retries.
        stage.deliver([3]);
        stage.outbound.drained().await;
        stage.clock.advance(Duration::from_secs(3)).await;
        let attempts = stage.outbound.deliveries();
        let failed = Outcome::Failed(Failure::Status(500));
        assert!(attempts.iter().rev().take(2).all(|record| record.outcome == failed), "{index}");
    }
}

/// A reset ends what waits, and what comes after it is as at the start.
#[tokio::test]
async fn a_reset_leaves_nothing_behind() {
    let stage = Stage::new(Tier::Premium, |_| status(500)).await;
    stage.deliver([1, 2]);
    stage.outbound.drained().await;
    let numbers: Vec<_> = stage.outbound.deliveries().iter().map(|it| it.number).collect();
    assert_eq!((numbers, stage.outbound.waiting()), (vec![1, 2], 2));
    stage.outbound.reset().await;
    assert_eq!((stage.outbound.deliveries().len(), stage.outbound.waiting()), (0, 0));
    stage.clock.advance(hours(1)).await;
    assert_eq!(stage.receiver.requests().len(), 2);
    stage.deliver([3]);
    stage.clock.advance(hours(1)).await;
    assert_eq!(stage.received(), [1, 2, 3, 3, 3, 3]);
    assert_eq!(stage.outbound.deliveries()[0].number, 3);
}

/// The record of a failure has the receiver's explanation, and only what failed is undelivered.
#[tokio::test]
async fn the_record_says_why_a_receiver_failed() {
    let stage = Stage::new(Tier::Premium, |request| {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        match () {
            () if body.contains(r#""id":"1""#) => response(500, "", b"KeyError: 'text'"),
            () if body.contains(r#""id":"2""#) => response(503, "", &[b'x'; 5_000]),
            () => status(200),
        }
    })
    .await;
    stage.deliver([1, 2, 3]);
    stage.outbound.drained().await;
    let undelivered = stage.outbound.undelivered();
    assert_eq!(undelivered.len(), 2);
    let of = |id: &str| {
        let with_id = |record: &&DeliveryRecord| String::from_utf8_lossy(&record.body).contains(id);
        undelivered.iter().find(with_id).unwrap()
    };
    let (one, two) = (of(r#""id":"1""#), of(r#""id":"2""#));
    assert_eq!(one.response.as_deref(), Some("KeyError: 'text'"));
    assert_eq!(two.response.as_ref().unwrap().len(), 1_024);
    let delivered = stage.outbound.deliveries();
    let delivered = delivered.iter().find(|it| it.outcome == Outcome::Delivered).unwrap();
    assert_eq!(delivered.response, None);
    // Of several attempts, the latest counts.
    stage.clock.advance(hours(1)).await;
    let attempts: Vec<_> = stage.outbound.undelivered().iter().map(|it| it.attempt).collect();
    assert_eq!(attempts, [4, 4]);
}

#[tokio::test]
async fn deliveries_run_in_parallel_and_no_webhook_holds_up_another() {
    let (open, gate) = watch::channel(false);
    let mut stage = Stage::new(Tier::Premium, move |_| Response::Gate(gate.clone())).await;
    stage.change(|target| target.response_deadline = minutes(10));
    let other = Receiver::start(|_| status(200)).await;
    let another = WebhookId::new(2);
    stage.registry.add(Target::new(another, other.url.clone(), secrets(), Tier::Premium));
    stage.deliver(1..=100);
    stage.receiver.received(32).await;
    stage.outbound.deliver(another, &deletion(7));
    other.received(1).await;
    assert_eq!(stage.receiver.requests().len(), 32, "no more are in progress at a time");
    open.send(true).unwrap();
    stage.outbound.drained().await;
    let mut received = stage.received();
    received.sort_unstable();
    assert_eq!(received, (1..=100).collect::<Vec<_>>());
}

#[tokio::test]
async fn there_is_room_while_few_are_queued() {
    let (open, gate) = watch::channel(false);
    let mut stage = Stage::new(Tier::Sandbox, move |_| Response::Gate(gate.clone())).await;
    stage.change(|target| target.response_deadline = minutes(10));
    stage.outbound.room().await;
    stage.deliver(1..=2_000);
    stage.receiver.received(32).await;
    let outbound = stage.outbound.clone();
    let room = tokio::spawn(async move { outbound.room().await });
    tokio::time::sleep(SHORT).await;
    assert!(!room.is_finished());
    open.send(true).unwrap();
    room.await.unwrap();
    stage.outbound.drained().await;
    assert_eq!(stage.receiver.requests().len(), 2_000);
}

#[tokio::test]
async fn the_end_of_the_sender_ends_its_tasks() {
    let mut stage = Stage::new(Tier::Premium, |_| Response::Hang).await;
    stage.change(|target| target.response_deadline = hours(1));
    let refusing = Receiver::start(|_| status(500)).await;
    let another = WebhookId::new(2);
    stage.registry.add(Target::new(another, refusing.url.clone(), secrets(), Tier::Premium));
    stage.outbound.deliver(another, &deletion(1));
    stage.outbound.drained().await;
    stage.outbound.watch(WEBHOOK, START);
    stage.outbound.replay(WEBHOOK, START, START).unwrap();
    stage.deliver(1..=100);
    // The CRC of the job, and as many deliveries as are in progress at a time.
    stage.receiver.received(33).await;
    let Stage { clock, registry, receiver, outbound, .. } = stage;
    let clone = outbound.clone();
    drop(outbound);
    assert_eq!(clone.waiting(), 1);
    drop(clone);
    // Nothing holds the clock, because all work has ended.
    tokio::time::timeout(minutes(1), clock.advance(hours(100))).await.unwrap();
    assert_eq!(Arc::weak_count(&registry), 0);
    let requests = (receiver.requests().len(), refusing.requests().len());
    tokio::time::sleep(SHORT).await;
    assert_eq!((receiver.requests().len(), refusing.requests().len()), requests);
    assert_eq!(requests, (33, 1));
}

#[tokio::test]
async fn without_its_registry_nothing_is_sent() {
    let Stage { registry, receiver, outbound, .. } = Stage::right(Tier::Premium).await;
    drop(registry);
    outbound.deliver(WEBHOOK, &deletion(1));
    outbound.drained().await;
    assert_eq!(outbound.deliveries()[0].outcome, Outcome::NotSent(NotSent::WebhookInvalid));
    assert!(receiver.requests().is_empty());
}

#[tokio::test]
async fn the_record_says_what_was_sent_and_received() {
    let stage = Stage::right(Tier::Premium).await;
    stage.deliver([5]);
    stage.outbound.drained().await;
    let mut record = stage.outbound.deliveries().pop().unwrap();
    assert_eq!((record.at, record.for_user, record.origin), (START, Some(USER), Origin::Activity));
    assert_eq!(record.kinds, [EventKind::TweetDelete]);
    record.latency_ms = 7;
    record.outcome = Outcome::Failed(Failure::Status(404));
    record.faults = vec![Fault::Delay(Duration::from_secs(5))];
    insta::assert_snapshot!(serde_json::to_string_pretty(&record).unwrap(), @r#"
    {
      "number": 1,
      "delivery": 1,
      "at": 1700000000000,
      "webhook": "1577122340233217",
      "for_user": "12",
      "origin": "activity",
      "kinds": [
        "tweet_delete"
      ],
      "attempt": 1,
      "faults": [
        {
          "fault": "delay",
          "seconds": 5
        }
      ],
      "headers": [
        "x-twitter-webhooks-signature-oauth2",
        "x-twitter-webhooks-signature",
        "content-type"
      ],
      "body": "{\"for_user_id\":\"12\",\"tweet_delete_events\":[{\"status\":{\"id\":\"5\",\"user_id\":\"12\"}}]}",
      "outcome": {
        "failed": {
          "status": 404
        }
      },
      "status": 200,
      "response": null,
      "latency_ms": 7,
      "next_attempt": null
    }
    "#);
}

#[tokio::test]
async fn the_record_keeps_the_newest() {
    let receiver = Receiver::start(|_| status(200)).await;
    let registry = Arc::new(Registry::default());
    registry.add(Target::new(WEBHOOK, receiver.url.clone(), secrets(), Tier::Sandbox));
    for capacity in [0, 3] {
        let outbound = Outbound::builder(Clock::manual(START))
            .log_capacity(capacity)
            .build(Arc::downgrade(&registry))
            .unwrap();
        for id in 1..=10 {
            outbound.deliver(WEBHOOK, &deletion(id));
            outbound.drained().await;
        }
        let numbers: Vec<u64> = outbound.deliveries().iter().map(|it| it.number).collect();
        assert_eq!(numbers, [8, 9, 10][3 - capacity..]);
    }
}

#[test]
fn schedules_are_read_from_names_and_seconds() {
    for (json, schedule) in [
        (r#""none""#, RetrySchedule::none()),
        ("[]", RetrySchedule::none()),
        (r#""five_minutes""#, RetrySchedule::five_minutes()),
        (r#""four_hours""#, RetrySchedule::four_hours()),
        ("[1, 60]", RetrySchedule::after([1, 60].map(Duration::from_secs))),
    ] {
        assert_eq!(serde_json::from_str::<RetrySchedule>(json).unwrap(), schedule);
        let written = serde_json::to_string(&schedule).unwrap();
        assert_eq!(serde_json::from_str::<RetrySchedule>(&written).unwrap(), schedule);
    }
    for json in [r#""daily""#, "[-1]", "3"] {
        let error = serde_json::from_str::<RetrySchedule>(json).unwrap_err().to_string();
        assert!(error.contains("five_minutes"), "{error}");
    }
    assert_eq!(RetrySchedule::four_hours().waits().iter().sum::<Duration>(), hours(4));
}
