//! Faults on request: the effect of each, and the same run for the same seed.

use std::time::Duration;

use account_activity::receiver::{MismatchHint, SignatureError};
use account_activity::{Event, EventKind, Payload, Tier};
use account_activity_emulator::outbound::{
    Failure, NotSent, Outbound, Outcome, RetrySchedule, Target,
};
use account_activity_emulator::{Clock, Fault, FaultRule, Faults, When};

use super::receiver::{Receiver, right, status};
use super::stage::{
    Registry, START, Stage, USER, WEBHOOK, deletion, hours, minutes, seconds, secrets,
};
use crate::fixtures;

async fn with(tier: Tier, rules: impl IntoIterator<Item = FaultRule>) -> Stage {
    let stage = Stage::right(tier).await;
    rules.into_iter().for_each(|rule| stage.outbound.faults().add(rule));
    stage
}

#[tokio::test]
async fn a_dropped_delivery_does_not_come_but_by_replay() {
    let stage = with(Tier::Enterprise, [FaultRule::next(Fault::Drop, 2)]).await;
    for id in 1..=3 {
        stage.deliver([id]);
        stage.clock.advance(minutes(1)).await;
    }
    stage.clock.advance(hours(1)).await;
    assert_eq!(stage.received(), [3]);
    let record = stage.outbound.deliveries().remove(0);
    assert_eq!(record.outcome, Outcome::NotSent(NotSent::Dropped));
    assert_eq!((record.faults, record.next_attempt), (vec![Fault::Drop], None));
    stage.outbound.replay(WEBHOOK, START, stage.clock.now()).unwrap();
    stage.outbound.drained().await;
    assert_eq!(
        stage.receiver.bodies()[1..4]
            .iter()
            .map(|it| super::stage::deleted(it))
            .collect::<Vec<_>>(),
        [1, 2, 3]
    );
}

#[tokio::test]
async fn a_delayed_delivery_comes_later() {
    let delay = Fault::Delay(Duration::from_secs(90));
    let stage = with(Tier::Premium, [FaultRule::next(delay, 1)]).await;
    stage.deliver([1, 2]);
    stage.outbound.drained().await;
    assert_eq!((stage.received(), stage.outbound.waiting()), (vec![2], 1));
    stage.clock.advance(hours(1)).await;
    assert_eq!(stage.received(), [2, 1]);
    assert_eq!(stage.attempted_at(), [0, 90]);
}

#[tokio::test]
async fn a_duplicated_delivery_comes_twice_and_replay_has_it_once() {
    let stage = with(Tier::Enterprise, [FaultRule::next(Fault::Duplicate, 1)]).await;
    stage.deliver([1]);
    stage.outbound.drained().await;
    stage.deliver([2]);
    stage.outbound.drained().await;
    assert_eq!(stage.received(), [1, 1, 2]);
    let bodies = stage.receiver.bodies();
    assert_eq!(bodies[0], bodies[1]);
    stage.clock.advance(hours(1)).await;
    stage.outbound.replay(WEBHOOK, START, stage.clock.now()).unwrap();
    stage.outbound.drained().await;
    assert_eq!(stage.receiver.bodies()[3..5], [bodies[0].clone(), bodies[2].clone()]);
}

#[tokio::test]
async fn a_reordered_delivery_comes_after_the_next() {
    let stage = with(Tier::Premium, [FaultRule::always(Fault::Reorder)]).await;
    for id in 1..=5 {
        stage.deliver([id]);
        stage.outbound.drained().await;
    }
    // No delivery follows the last one.
    assert_eq!((stage.received(), stage.outbound.waiting()), (vec![2, 1, 4, 3], 1));
    stage.clock.advance(minutes(2)).await;
    assert_eq!((stage.received(), stage.outbound.waiting()), (vec![2, 1, 4, 3, 5], 0));
    assert_eq!(stage.attempted_at()[4], 60);
    // It does not wait for a delivery that comes too late either.
    stage.deliver([6, 7]);
    stage.clock.advance(minutes(2)).await;
    assert_eq!(stage.received()[5..], [7, 6]);
}

#[tokio::test]
async fn a_corrupt_body_and_a_bad_signature_do_not_verify_and_the_retry_does() {
    for fault in [Fault::Corrupt, Fault::BadSignature] {
        let secrets_of_it = secrets();
        let stage = Stage::new(Tier::Premium, move |request| {
            let verified = secrets_of_it.verify(&request.headers, &request.body);
            status(if verified.is_ok() { 200 } else { 401 })
        })
        .await;
        stage.outbound.faults().add(FaultRule::next(fault, 1));
        stage.deliver([1]);
        stage.clock.advance(minutes(1)).await;
        assert_eq!(stage.attempted_at(), [0, 3], "{fault:?}");
        let [bad, good] = <[_; 2]>::try_from(stage.receiver.requests()).unwrap();
        let error = secrets().verify(&bad.headers, &bad.body).unwrap_err();
        let mismatch = matches!(error, SignatureError::Mismatch(None::<MismatchHint>));
        assert!(mismatch, "{error:?}");
        assert_eq!(good.body, deletion(1).as_bytes());
        assert_eq!(bad.body == good.body, fault == Fault::BadSignature);
        assert_eq!(bad.headers == good.headers, fault == Fault::Corrupt);
        assert_eq!(bad.body.len(), good.body.len());
        // The record has the body as it was sent.
        assert_eq!(stage.outbound.deliveries()[0].body, bad.body);
    }
}

#[tokio::test]
async fn the_future_does_not_sink_what_is_known() {
    for fixture in fixtures::all() {
        let payload = Payload::from_slice(fixture.as_bytes()).unwrap();
        let known = payload.events();
        for fault in [Fault::UnknownEventKind, Fault::FutureFields] {
            let stage = with(Tier::Sandbox, [FaultRule::next(fault, 1)]).await;
            stage.outbound.deliver(WEBHOOK, &payload);
            stage.outbound.drained().await;
            let request = stage.receiver.requests().pop().unwrap();
            assert!(secrets().verify(&request.headers, &request.body).is_ok());
            assert!(String::from_utf8_lossy(&request.body).contains("emulated_future_"));
            let altered = Payload::from_slice(&request.body).unwrap();
            let (unknown, rest): (Vec<Event>, Vec<Event>) =
                altered.into_events().into_iter().partition(|it| matches!(it, Event::Unknown(_)));
            assert_eq!(unknown.len(), usize::from(fault == Fault::UnknownEventKind));
            assert_eq!(rest.len(), known.len());
            assert!(rest.iter().all(|event| known.contains(event)), "{}", fixture);
            let kinds = stage.outbound.deliveries().pop().unwrap().kinds;
            assert_eq!(kinds.contains(&EventKind::Unknown), !unknown.is_empty());
        }
    }
}

#[tokio::test]
async fn future_fields_are_in_each_object_of_an_event() {
    let body = fixtures::named("follow_events/follow.json");
    let stage = with(Tier::Sandbox, [FaultRule::next(Fault::FutureFields, 1)]).await;
    stage.outbound.deliver(WEBHOOK, &Payload::from_slice(body.as_bytes()).unwrap());
    stage.outbound.drained().await;
    let json: serde_json::Value = serde_json::from_str(&stage.receiver.bodies()[0]).unwrap();
    for pointer in ["", "/follow_events/0", "/follow_events/0/source", "/follow_events/0/target"] {
        assert!(json.pointer(pointer).unwrap().get("emulated_future_field").is_some(), "{pointer}");
    }
}

#[tokio::test]
async fn a_slow_crc_fails_however_fast_the_response_is() {
    let stage = with(Tier::Premium, [FaultRule::next(Fault::SlowCrc, 1)]).await;
    assert_eq!(stage.outbound.run_crc(&stage.target).await, Err(Failure::Slow));
    assert_eq!(stage.outbound.run_crc(&stage.target).await, Ok(START));
    assert_eq!(stage.receiver.requests().len(), 2);
}

#[test]
fn the_api_responds_with_errors() {
    let faults = Faults::new(1);
    assert_eq!(faults.api_response(START), None);
    faults.add(FaultRule::next(Fault::ServerError(500), 1));
    faults.add(FaultRule::next(Fault::RateLimited, 2));
    let responses: Vec<_> = (0..4).map(|_| faults.api_response(START)).collect();
    let short: Vec<_> = responses
        .iter()
        .map(|it| it.map(|fault| (fault.status, fault.code, fault.message)))
        .collect();
    assert_eq!(
        short,
        [Some((500, 131, "Internal error.")), Some((429, 88, "Rate limit exceeded.")), None, None]
    );
    assert!(faults.rules().is_empty());
    faults.add(FaultRule::always(Fault::ServerError(502)));
    assert_eq!(faults.api_response(START).unwrap().status, 502);
    faults.clear();
    assert_eq!(faults.api_response(START), None);
}

#[tokio::test]
async fn in_an_outage_nothing_is_sent_and_the_tier_decides_what_is_lost() {
    for (tier, attempts, received) in
        [(Tier::Sandbox, vec![0], vec![]), (Tier::Premium, vec![0, 3, 30], vec![1])]
    {
        let stage = Stage::right(tier).await;
        let end = account_activity::Timestamp::from_millis(START.as_millis() + 20_000);
        stage.outbound.faults().outage_until(end);
        assert_eq!(stage.outbound.faults().outage(stage.clock.now()), Some(end));
        assert_eq!(stage.outbound.faults().api_response(stage.clock.now()).unwrap().status, 503);
        stage.deliver([1]);
        stage.clock.advance(hours(1)).await;
        assert_eq!(stage.attempted_at(), attempts);
        assert_eq!(stage.received(), received);
        let outcome = stage.outbound.deliveries().remove(0).outcome;
        assert_eq!(outcome, Outcome::NotSent(NotSent::Outage));
        assert_eq!(stage.outbound.faults().outage(stage.clock.now()), None);
        assert_eq!(stage.outbound.faults().api_response(stage.clock.now()), None);
    }
}

/// The attempts of a run with a seed: number, time, faults and body of each.
async fn run(seed: u64) -> Vec<(u64, u32, u64, Vec<Fault>, String)> {
    let secrets_of_it = secrets();
    let receiver = Receiver::start(move |request| right(&secrets_of_it, request)).await;
    let registry = std::sync::Arc::new(Registry::default());
    registry.add(Target::new(WEBHOOK, receiver.url.clone(), secrets(), Tier::Premium));
    let faults = Faults::new(seed);
    for (fault, probability) in [
        (Fault::Drop, 0.1),
        (Fault::Delay(Duration::from_secs(7)), 0.2),
        (Fault::Duplicate, 0.2),
        (Fault::Reorder, 0.2),
        (Fault::Corrupt, 0.1),
        (Fault::BadSignature, 0.1),
        (Fault::UnknownEventKind, 0.3),
        (Fault::FutureFields, 0.3),
        (Fault::ServerError(503), 0.5),
        (Fault::SlowCrc, 0.5),
    ] {
        faults.add(FaultRule::with_probability(fault, probability).unwrap());
    }
    let clock = Clock::manual(START);
    let outbound = Outbound::builder(clock.clone())
        .faults(faults.clone())
        .seed(seed)
        .build(std::sync::Arc::downgrade(&registry))
        .unwrap();
    for id in 0..200 {
        outbound.deliver(WEBHOOK, &deletion(id));
        // Requests of the API do not change the faults of deliveries.
        let _ = fastrand::bool().then(|| faults.api_response(START));
    }
    clock.advance(hours(1)).await;
    let mut attempts: Vec<_> = outbound
        .deliveries()
        .into_iter()
        .map(|record| {
            let body = String::from_utf8_lossy(&record.body).into_owned();
            (record.delivery, record.attempt, seconds(record.at), record.faults, body)
        })
        .collect();
    attempts.sort_by_key(|attempt| (attempt.0, attempt.1));
    attempts
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_gives_the_same_run() {
    let first = run(1).await;
    assert!(first.len() > 200, "{}", first.len());
    assert_eq!(run(1).await, first);
    let other = run(2).await;
    assert_ne!(other, first);
    for fault in [Fault::Drop, Fault::Duplicate, Fault::Reorder, Fault::Corrupt] {
        let hit = |run: &[(u64, u32, u64, Vec<Fault>, String)]| {
            run.iter().filter(|attempt| attempt.3.contains(&fault)).count()
        };
        assert!(hit(&first) > 0 && hit(&other) > 0, "{fault:?}");
    }
}

#[test]
fn probabilities_are_kept_and_bounded() {
    let faults = Faults::new(3);
    faults.add(FaultRule::with_probability(Fault::RateLimited, 0.25).unwrap());
    let hits = (0..4_000).filter(|_| faults.api_response(START).is_some()).count();
    assert!((800..1_200).contains(&hits), "{hits}");
    for (probability, always) in [(0.0, false), (1.0, true)] {
        let faults = Faults::new(3);
        faults.add(FaultRule::with_probability(Fault::RateLimited, probability).unwrap());
        assert!((0..1_000).all(|_| faults.api_response(START).is_some() == always));
    }
    for probability in [-0.1, 1.1, f64::NAN] {
        assert!(FaultRule::with_probability(Fault::Drop, probability).is_err());
    }
}

#[test]
fn rules_are_read_and_written_flat() {
    for (json, fault, when) in [
        (r#"{"fault":"drop"}"#, Fault::Drop, When::Always),
        (
            r#"{"fault":"delay","seconds":5,"probability":0.5}"#,
            Fault::Delay(Duration::from_secs(5)),
            When::Probability(0.5),
        ),
        (r#"{"fault":"duplicate","next":2}"#, Fault::Duplicate, When::Next(2)),
        (r#"{"fault":"reorder"}"#, Fault::Reorder, When::Always),
        (r#"{"fault":"corrupt"}"#, Fault::Corrupt, When::Always),
        (r#"{"fault":"bad_signature"}"#, Fault::BadSignature, When::Always),
        (r#"{"fault":"unknown_event_kind"}"#, Fault::UnknownEventKind, When::Always),
        (r#"{"fault":"future_fields"}"#, Fault::FutureFields, When::Always),
        (r#"{"fault":"slow_challenge"}"#, Fault::SlowCrc, When::Always),
        (r#"{"fault":"server_error","status":500}"#, Fault::ServerError(500), When::Always),
        (r#"{"fault":"rate_limited"}"#, Fault::RateLimited, When::Always),
        (
            r#"{"fault":"rate_limited","seconds":7}"#,
            Fault::RateLimitedFor(Duration::from_secs(7)),
            When::Always,
        ),
        (r#"{"fault":"request_reset"}"#, Fault::RequestReset, When::Always),
        (r#"{"fault":"stream_close_at_once"}"#, Fault::StreamCloseAtOnce, When::Always),
        (r#"{"fault":"stream_reset_at_once"}"#, Fault::StreamResetAtOnce, When::Always),
        (r#"{"fault":"stream_half_line_stall"}"#, Fault::StreamHalfLineStall, When::Always),
    ] {
        let rule: FaultRule = serde_json::from_str(json).unwrap();
        assert_eq!((rule.fault, rule.when), (fault, when));
        assert_eq!(serde_json::to_string(&rule).unwrap(), json);
    }
    let rule: FaultRule = toml::from_str("fault = \"server_error\"\nnext = 1").unwrap();
    assert_eq!((rule.fault, rule.when), (Fault::ServerError(503), When::Next(1)));
    for (json, problem) in [
        (r#"{"fault":"delay"}"#, "`delay` needs `seconds`"),
        (
            r#"{"fault":"drop","seconds":1}"#,
            "only the faults `delay` and `rate_limited` have `seconds`",
        ),
        (r#"{"fault":"drop","status":500}"#, "only the fault `server_error` has `status`"),
        (
            r#"{"fault":"server_error","status":404}"#,
            "a status from 500 to 599 for `server_error`, found 404",
        ),
        (r#"{"fault":"drop","next":1,"probability":1}"#, "either `next` or `probability`"),
        (r#"{"fault":"drop","probability":1.5}"#, "a probability from 0 to 1, found 1.5"),
        (r#"{"fault":"drop","nxt":1}"#, "unknown field `nxt`"),
        (r#"{"fault":"dorp"}"#, "unknown variant `dorp`"),
        (r#"{"next":1}"#, "missing field `fault`"),
    ] {
        let error = serde_json::from_str::<FaultRule>(json).unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
    }
}

#[tokio::test]
async fn a_retry_of_an_altered_body_is_altered_the_same_way() {
    let mut stage = Stage::new(Tier::Premium, |_| status(500)).await;
    stage.change(|target| target.retries = RetrySchedule::after([Duration::from_secs(1)]));
    stage.outbound.faults().add(FaultRule::next(Fault::UnknownEventKind, 1));
    stage.deliver([1]);
    stage.clock.advance(minutes(1)).await;
    let bodies = stage.receiver.bodies();
    assert_eq!(bodies.len(), 2);
    assert_eq!(bodies[0], bodies[1]);
    assert!(bodies[0].contains("emulated_future_events") && bodies[0].contains(&USER.to_string()));
}
