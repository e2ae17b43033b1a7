//! A hundred thousand deliveries, in a separate process whose memory is measured.

use std::fs;
use std::process::Command;
use std::sync::Arc;

use account_activity::receiver::Secrets;
use account_activity::{Payload, Tier};
use account_activity_emulator::Clock;
use account_activity_emulator::outbound::{Outbound, Target};

use super::receiver::{Receiver, status};
use super::stage::{Registry, START, WEBHOOK, deletion, secret};
use crate::fixtures;

const DELIVERIES: u64 = 100_000;
const MEBIBYTE: u64 = 1 << 20;

/// Set in the process that delivers.
const CHILD: &str = "ACCOUNT_ACTIVITY_TEST_DELIVERS";

#[test]
fn a_hundred_thousand_deliveries_take_less_than_64_mebibytes() {
    if std::env::var_os(CHILD).is_some() {
        return tokio::runtime::Runtime::new().unwrap().block_on(deliver_all());
    }
    if memory("VmHWM").is_none() {
        eprintln!("skipped: this system has no memory statistics in /proc");
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "outbound::load::a_hundred_thousand_deliveries_take_less_than_64_mebibytes",
        ])
        .arg("--nocapture")
        .env(CHILD, "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains(&format!("{DELIVERIES} deliveries, grown by")), "{text}");
}

async fn deliver_all() {
    let receiver = Receiver::forgetting(|_| status(200)).await;
    let registry = Arc::new(Registry::default());
    // The tier that keeps the most for Replay.
    let secrets = Secrets::new(secret("consumer"));
    registry.add(Target::new(WEBHOOK, receiver.url.clone(), secrets, Tier::Enterprise));
    let before = memory("VmRSS").unwrap();
    let outbound =
        Outbound::builder(Clock::manual(START)).build(Arc::downgrade(&registry)).unwrap();
    let body = fixtures::named("follow_events/follow.json");
    let payload = Payload::from_slice(body.as_bytes()).unwrap();
    for id in 0..DELIVERIES {
        outbound.room().await;
        // Most payloads are short, but every 16th is long.
        if id % 16 == 0 {
            outbound.deliver(WEBHOOK, &payload);
        } else {
            outbound.deliver(WEBHOOK, &deletion(id));
        }
    }
    outbound.drained().await;
    let grown = memory("VmHWM").unwrap() - before;
    println!("{DELIVERIES} deliveries, grown by {} KiB", grown / 1024);
    assert_eq!(receiver.count(), DELIVERIES);
    assert_eq!(outbound.deliveries().last().unwrap().number, DELIVERIES);
    assert!(grown < 64 * MEBIBYTE, "grown by {} MiB", grown / MEBIBYTE);
}

/// Returns a line of Linux's memory statistics of the process, in bytes.
fn memory(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}
