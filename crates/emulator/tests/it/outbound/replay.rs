//! Replay jobs: window, order, one at a time, and their status.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use account_activity::model::ReplayJobState;
use account_activity::{Event, Payload, Tier, Timestamp, UserId};
use account_activity_emulator::Clock;
use account_activity_emulator::outbound::{Failure, NotSent, Origin, Outbound, Outcome, Target};
use tokio::sync::watch;

use super::receiver::{Receiver, Response, right, status};
use super::stage::{
    Registry, START, Stage, USER, WEBHOOK, deleted, deletion, hours, minutes, secrets,
};

fn at(minute: i64) -> Timestamp {
    Timestamp::from_millis(START.as_millis() + minute * 60_000)
}

/// Returns the status of a job that a body reports.
fn status_of(body: &str) -> Option<(ReplayJobState, String)> {
    let payload = Payload::from_slice(body.as_bytes()).unwrap();
    assert!(payload.events().len() == 1);
    match &payload.events()[0] {
        Event::ReplayJobStatus(status) => {
            assert_eq!(payload.for_user_id(), None);
            assert_eq!(status.webhook_id, Some(WEBHOOK));
            Some((status.job_state.clone(), status.job_id.to_string()))
        }
        _ => None,
    }
}

/// Replays a window, and returns the delivered Tweets and the state of the job.
async fn replay(stage: &Stage, from: Timestamp, to: Timestamp) -> (Vec<u64>, ReplayJobState) {
    let before = stage.receiver.bodies().len();
    let job = stage.outbound.replay(WEBHOOK, from, to).unwrap();
    assert_eq!(job.created_at, stage.clock.now());
    stage.outbound.drained().await;
    let mut bodies = stage.receiver.bodies().split_off(before);
    let (state, id) = status_of(&bodies.pop().unwrap()).unwrap();
    assert_eq!(id, job.id.to_string());
    (bodies.iter().map(|body| deleted(body)).collect(), state)
}

/// Delivers Tweet 0 at once, Tweet 1 after a minute, and so on.
async fn deliver_each_minute(stage: &Stage, count: u64) {
    for id in 0..count {
        stage.deliver([id]);
        stage.clock.advance(minutes(1)).await;
    }
}

#[tokio::test]
async fn a_job_sends_the_window_again_oldest_first() {
    for tier in [Tier::Enterprise, Tier::V2PayPerUse, Tier::V2Enterprise] {
        let stage = Stage::right(tier).await;
        deliver_each_minute(&stage, 30).await;
        let original = stage.receiver.bodies();
        // From is inclusive, to is exclusive.
        let (ids, state) = replay(&stage, at(5), at(9)).await;
        assert_eq!((ids, state), (vec![5, 6, 7, 8], ReplayJobState::Complete));
        // v2 marks them. v1.1 repeats the bytes.
        let again = |body: &String| match tier {
            Tier::Enterprise => body.clone(),
            _ => format!(r#"{},"meta":{{"replay":true}}}}"#, body.strip_suffix('}').unwrap()),
        };
        let expected: Vec<String> = original[5..9].iter().map(again).collect();
        assert_eq!(stage.receiver.bodies()[30..34], expected);
        // A CRC request came first.
        let kinds: Vec<_> = stage.receiver.requests().into_iter().map(|it| it.method).collect();
        assert_eq!(kinds[30..32], ["GET", "POST"]);
        // All are signed like other deliveries.
        for request in stage.receiver.requests().iter().filter(|it| it.method == "POST") {
            assert!(secrets().verify(&request.headers, &request.body).is_ok());
        }
        // Replayed deliveries are not replayed again, and neither are those of the last ten
        // minutes.
        let (ids, state) = replay(&stage, at(0), at(100)).await;
        assert_eq!((ids, state), ((0..=20).collect(), ReplayJobState::Complete));
        // An empty window is complete.
        let (ids, state) = replay(&stage, at(5), at(5)).await;
        assert_eq!((ids, state), (vec![], ReplayJobState::Complete));
    }
}

#[tokio::test]
async fn several_of_one_instant_keep_their_order_and_other_tiers_keep_nothing() {
    let stage = Stage::right(Tier::Enterprise).await;
    stage.deliver(0..100);
    stage.clock.advance(minutes(11)).await;
    assert_eq!(replay(&stage, at(0), at(1)).await.0, (0..100).collect::<Vec<_>>());
    let stage = Stage::right(Tier::Premium).await;
    stage.deliver(0..10);
    stage.clock.advance(minutes(11)).await;
    assert!(replay(&stage, at(0), at(1)).await.0.is_empty());
}

#[tokio::test]
async fn only_what_was_attempted_is_replayed_and_once() {
    let code = Arc::new(AtomicU64::new(500));
    let secrets_of_it = secrets();
    let stage = Stage::new(Tier::Enterprise, {
        let code = Arc::clone(&code);
        move |request| match code.load(Ordering::SeqCst) {
            200 => right(&secrets_of_it, request),
            _ => status(500),
        }
    })
    .await;
    // Of four failed attempts the first one counts. Then follows a delivery that was never
    // attempted.
    stage.deliver([1]);
    stage.clock.advance(minutes(10)).await;
    let target = stage.registry.targets.lock().unwrap().remove(&WEBHOOK).unwrap();
    stage.deliver([2]);
    stage.clock.advance(minutes(20)).await;
    stage.registry.add(target);
    code.store(200, Ordering::SeqCst);
    assert_eq!(replay(&stage, at(0), at(1)).await, (vec![1], ReplayJobState::Complete));
    assert_eq!(replay(&stage, at(1), at(20)).await, (vec![], ReplayJobState::Complete));
}

#[tokio::test]
async fn a_webhook_has_one_job_at_a_time() {
    let (open, gate) = watch::channel(false);
    let secrets_of_it = secrets();
    let mut stage =
        Stage::new(Tier::Enterprise, move |request| match right(&secrets_of_it, request) {
            Response::Bytes(_) if request.method == "POST" => Response::Gate(gate.clone()),
            response => response,
        })
        .await;
    stage.change(|target| target.response_deadline = minutes(10));
    let first = stage.outbound.replay(WEBHOOK, at(-20), at(-10)).unwrap();
    let error = stage.outbound.replay(WEBHOOK, at(-20), at(-10)).unwrap_err();
    assert!(error.to_string().contains("already in progress"), "{error}");
    // The CRC, and the status of the job. The receiver of the status may start the next job.
    stage.receiver.received(2).await;
    let second = stage.outbound.replay(WEBHOOK, at(-20), at(-10)).unwrap();
    assert_ne!(first.id, second.id);
    assert_eq!(first.id.to_string().len(), 19);
    open.send(true).unwrap();
    stage.outbound.drained().await;
    assert_eq!(stage.receiver.bodies().len(), 2);
}

#[tokio::test]
async fn a_failed_event_is_not_retried_and_makes_the_job_incomplete() {
    let posts = Arc::new(AtomicUsize::new(0));
    let secrets_of_it = secrets();
    let stage = Stage::new(Tier::Enterprise, {
        let posts = Arc::clone(&posts);
        move |request| {
            let is_post = request.method == "POST";
            match is_post.then(|| posts.fetch_add(1, Ordering::SeqCst)) {
                Some(6) => status(500),
                _ => right(&secrets_of_it, request),
            }
        }
    })
    .await;
    deliver_each_minute(&stage, 5).await;
    stage.clock.advance(minutes(30)).await;
    // The second one fails. The others are sent nevertheless.
    assert_eq!(
        replay(&stage, at(0), at(20)).await,
        (vec![0, 1, 2, 3, 4], ReplayJobState::Incomplete)
    );
    stage.clock.advance(hours(1)).await;
    assert_eq!(posts.load(Ordering::SeqCst), 11);
    let records = stage.outbound.deliveries();
    assert_eq!(records[6].outcome, Outcome::Failed(Failure::Status(500)));
    assert_eq!(records[6].next_attempt, None);
    assert!(matches!(records[6].origin, Origin::Replay(_)));
    assert!(matches!(records[10].origin, Origin::ReplayStatus(_)));
    // Another job delivers all of them.
    let (ids, state) = replay(&stage, at(0), at(20)).await;
    assert_eq!((ids.len(), state), (5, ReplayJobState::Complete));
}

#[tokio::test]
async fn a_failed_crc_ends_the_job_before_anything_is_sent() {
    for (tier, invalidates) in [(Tier::Enterprise, true), (Tier::V2Enterprise, false)] {
        let stage =
            Stage::new(tier, |request| status(if request.method == "GET" { 503 } else { 200 }))
                .await;
        stage.deliver([1]);
        stage.clock.advance(minutes(30)).await;
        stage.outbound.replay(WEBHOOK, at(0), at(10)).unwrap();
        stage.outbound.drained().await;
        let bodies = stage.receiver.bodies();
        if invalidates {
            assert_eq!(stage.registry.invalid(), Some(Failure::Status(503)));
            assert_eq!(bodies.len(), 1);
            let record = stage.outbound.deliveries().pop().unwrap();
            assert_eq!(record.outcome, Outcome::NotSent(NotSent::WebhookInvalid));
        } else {
            assert_eq!(stage.registry.invalid(), None);
            assert_eq!(status_of(&bodies[1]).unwrap().0, ReplayJobState::Incomplete);
            assert_eq!(bodies.len(), 2);
        }
        // The webhook can have another job in both cases.
        assert!(stage.outbound.replay(WEBHOOK, at(0), at(10)).is_ok());
    }
}

#[tokio::test]
async fn a_webhook_that_becomes_invalid_gets_no_more() {
    let posts = Arc::new(AtomicUsize::new(0));
    let secrets_of_it = secrets();
    let stage = Stage::new(Tier::Enterprise, move |request| {
        let is_post = request.method == "POST";
        match is_post.then(|| posts.fetch_add(1, Ordering::SeqCst)) {
            Some(6) => status(302),
            _ => right(&secrets_of_it, request),
        }
    })
    .await;
    deliver_each_minute(&stage, 5).await;
    stage.clock.advance(minutes(30)).await;
    stage.outbound.replay(WEBHOOK, at(0), at(20)).unwrap();
    stage.outbound.drained().await;
    assert_eq!(stage.receiver.bodies().len(), 7);
    assert_eq!(stage.registry.invalid(), Some(Failure::Redirect(302)));
}

#[tokio::test]
async fn who_is_not_subscribed_any_more_is_left_out() {
    let stage = Stage::right(Tier::Enterprise).await;
    stage.deliver([1]);
    stage.clock.advance(minutes(30)).await;
    stage.registry.unsubscribed.lock().unwrap().insert(USER);
    assert_eq!(replay(&stage, at(0), at(10)).await, (vec![], ReplayJobState::Complete));
    stage.registry.unsubscribed.lock().unwrap().remove(&USER);
    stage.registry.unsubscribed.lock().unwrap().insert(UserId::new(13));
    assert_eq!(replay(&stage, at(0), at(10)).await, (vec![1], ReplayJobState::Complete));
}

#[tokio::test]
async fn what_is_out_of_reach_or_forgotten_is_gone() {
    for (tier, reach) in [(Tier::Enterprise, hours(5 * 24)), (Tier::V2Enterprise, hours(24))] {
        let stage = Stage::right(tier).await;
        stage.deliver([1]);
        stage.clock.advance(reach).await;
        stage.deliver([2]);
        stage.outbound.drained().await;
        stage.clock.advance(minutes(30)).await;
        assert_eq!(replay(&stage, at(0), stage.clock.now()).await.0, [1, 2]);
        stage.deliver([3]);
        stage.outbound.drained().await;
        stage.clock.advance(minutes(30)).await;
        // Deliveries out of reach do not count as missing.
        let result = replay(&stage, at(0), stage.clock.now()).await;
        assert_eq!(result, (vec![2, 3], ReplayJobState::Complete));
        stage.outbound.forget(WEBHOOK);
        assert!(replay(&stage, at(0), stage.clock.now()).await.0.is_empty());
    }
}

#[tokio::test]
async fn what_had_to_give_way_makes_the_job_incomplete() {
    let secrets_of_it = secrets();
    let receiver = Receiver::start(move |request| right(&secrets_of_it, request)).await;
    let registry = Arc::new(Registry::default());
    let target = Target::new(WEBHOOK, receiver.url.clone(), secrets(), Tier::Enterprise);
    registry.add(target.clone());
    let clock = Clock::manual(START);
    let outbound = Outbound::builder(clock.clone())
        .replay_bytes(2_000)
        .build(Arc::downgrade(&registry))
        .unwrap();
    let stage = Stage { clock, registry, receiver, outbound, target };
    deliver_each_minute(&stage, 100).await;
    stage.clock.advance(minutes(10)).await;
    let (ids, state) = replay(&stage, at(0), at(100)).await;
    assert_eq!(state, ReplayJobState::Incomplete);
    assert!((2..50).contains(&ids.len()), "{}", ids.len());
    let first = ids[0];
    assert_eq!(ids, (first..100).collect::<Vec<_>>());
    let from = at(i64::try_from(first).unwrap());
    assert_eq!(replay(&stage, from, at(100)).await, (ids, ReplayJobState::Complete));
}

#[tokio::test]
async fn an_outage_makes_a_job_incomplete() {
    let stage = Stage::right(Tier::Enterprise).await;
    stage.deliver([1]);
    stage.clock.advance(minutes(30)).await;
    stage.outbound.faults().outage_until(at(31));
    stage.outbound.replay(WEBHOOK, at(0), at(10)).unwrap();
    stage.clock.advance(minutes(10)).await;
    // The status arrives after the outage: it is retried like any delivery.
    let bodies = stage.receiver.bodies();
    assert_eq!(bodies.len(), 2);
    assert_eq!(status_of(&bodies[1]).unwrap().0, ReplayJobState::Incomplete);
}

#[tokio::test]
async fn live_deliveries_go_on_meanwhile() {
    let secrets_of_it = secrets();
    let outbound: Arc<Mutex<Option<Outbound>>> = Arc::default();
    let stage = Stage::new(Tier::Enterprise, {
        let outbound = Arc::clone(&outbound);
        move |request| {
            // An event happens during the job.
            if request.method == "GET" {
                let outbound = outbound.lock().unwrap();
                outbound.as_ref().unwrap().deliver(WEBHOOK, &deletion(99));
            }
            right(&secrets_of_it, request)
        }
    })
    .await;
    *outbound.lock().unwrap() = Some(stage.outbound.clone());
    deliver_each_minute(&stage, 3).await;
    stage.clock.advance(minutes(30)).await;
    stage.outbound.replay(WEBHOOK, at(0), at(10)).unwrap();
    tokio::time::timeout(Duration::from_secs(60), stage.outbound.drained()).await.unwrap();
    let bodies = stage.receiver.bodies().split_off(3);
    assert_eq!(bodies.len(), 5);
    let live = bodies.iter().filter(|it| it.contains(r#""99""#)).count();
    assert_eq!(live, 1);
    outbound.lock().unwrap().take();
}
