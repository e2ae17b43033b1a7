//! Periodic CRC requests, and when their failures invalidate a webhook.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};

use account_activity::Tier;
use account_activity_emulator::outbound::Failure;

use super::receiver::{right, status};
use super::stage::{START, Stage, WEBHOOK, hours, minutes, seconds, secrets};

/// A webhook that responds correctly to CRC requests while the status is 200.
async fn changing(tier: Tier) -> (Stage, Arc<AtomicU16>) {
    let code = Arc::new(AtomicU16::new(200));
    let stage = Stage::new(tier, {
        let (code, secrets) = (Arc::clone(&code), secrets());
        move |request| match code.load(Ordering::SeqCst) {
            200 => right(&secrets, request),
            other => status(other),
        }
    })
    .await;
    (stage, code)
}

fn crc_hours(stage: &Stage) -> Vec<f64> {
    let records = stage.outbound.crc_requests();
    records
        .iter()
        .map(|record| f64::from(u32::try_from(seconds(record.at)).unwrap()) / 3600.0)
        .collect()
}

#[tokio::test]
async fn a_webhook_gets_a_crc_request_a_day_after_each_success() {
    let (mut stage, _) = changing(Tier::Premium).await;
    stage.outbound.watch(WEBHOOK, START);
    stage.clock.advance(hours(80)).await;
    assert_eq!(crc_hours(&stage), [24.0, 48.0, 72.0]);
    let validated = stage.registry.validated.lock().unwrap().clone();
    assert_eq!(validated.iter().map(|at| seconds(*at) / 3600).collect::<Vec<_>>(), [24, 48, 72]);
    // A new watch, as after a PUT, replaces the first one and starts from now.
    stage.change(|target| target.crc_interval = hours(1));
    stage.outbound.watch(WEBHOOK, stage.clock.now());
    stage.clock.advance(hours(2)).await;
    assert_eq!(crc_hours(&stage)[3..], [81.0, 82.0]);
    stage.outbound.forget(WEBHOOK);
    stage.clock.advance(hours(50)).await;
    assert_eq!(stage.outbound.crc_requests().len(), 5);
}

#[tokio::test]
async fn on_v11_one_failed_crc_is_enough() {
    for tier in [Tier::Sandbox, Tier::Premium, Tier::Enterprise] {
        let (stage, code) = changing(tier).await;
        stage.outbound.watch(WEBHOOK, START);
        code.store(500, Ordering::SeqCst);
        stage.clock.advance(hours(100)).await;
        assert_eq!(crc_hours(&stage), [24.0]);
        assert_eq!(stage.registry.invalid(), Some(Failure::Status(500)));
        // Nothing is sent to the webhook until it is valid again.
        stage.deliver([1]);
        stage.outbound.drained().await;
        assert!(stage.receiver.bodies().is_empty());
        code.store(200, Ordering::SeqCst);
        stage.registry.add(stage.target.clone());
        stage.deliver([2]);
        stage.outbound.drained().await;
        assert_eq!(stage.received(), [2]);
    }
}

#[tokio::test]
async fn on_v2_what_may_pass_has_four_hours_of_grace() {
    let (stage, code) = changing(Tier::V2Enterprise).await;
    stage.outbound.watch(WEBHOOK, START);
    code.store(503, Ordering::SeqCst);
    stage.clock.advance(hours(28)).await;
    assert_eq!(crc_hours(&stage), [24.0, 24.5, 25.0, 25.5, 26.0, 26.5, 27.0, 27.5, 28.0]);
    assert_eq!(stage.registry.invalid(), None);
    stage.clock.advance(hours(100)).await;
    assert_eq!(crc_hours(&stage)[9..], [28.5]);
    assert_eq!(stage.registry.invalid(), Some(Failure::Status(503)));
}

#[tokio::test]
async fn on_v2_a_success_within_the_grace_starts_a_new_day() {
    let (stage, code) = changing(Tier::V2PayPerUse).await;
    stage.outbound.watch(WEBHOOK, START);
    code.store(503, Ordering::SeqCst);
    stage.clock.advance(hours(25) + minutes(10)).await;
    code.store(200, Ordering::SeqCst);
    stage.clock.advance(hours(30)).await;
    assert_eq!(crc_hours(&stage), [24.0, 24.5, 25.0, 25.5, 49.5]);
    code.store(302, Ordering::SeqCst);
    stage.clock.advance(hours(100)).await;
    assert_eq!(crc_hours(&stage)[5..], [73.5]);
    assert_eq!(stage.registry.invalid(), Some(Failure::Redirect(302)));
}

#[tokio::test]
async fn who_is_not_registered_is_not_watched() {
    let called = Arc::new(AtomicBool::new(false));
    let stage = Stage::new(Tier::Premium, {
        let called = Arc::clone(&called);
        move |_| {
            called.store(true, Ordering::SeqCst);
            status(200)
        }
    })
    .await;
    stage.outbound.watch(WEBHOOK, START);
    stage.registry.targets.lock().unwrap().clear();
    stage.outbound.watch(WEBHOOK, START);
    stage.clock.advance(hours(100)).await;
    assert!(!called.load(Ordering::SeqCst));
}
