//! The API of the emulator over HTTP: with requests built here, and with the SDK's client.

mod actions;
mod activity;
mod bot;
#[path = "../../../../tests/it/client/xaa/cases.rs"]
mod cases;
mod client;
mod crc;
mod delivery;
mod enterprise;
mod families;
mod journal;
mod limits;
mod lookups;
mod many_users;
mod oauth;
mod oauth2;
mod persistence;
mod photos;
mod posting;
mod premium;
mod raw;
mod replay;
mod requests;
mod reset;
mod running;
mod serving;
mod sign_in;
mod state_file;
mod strangers;
mod stream;
mod tiers;
mod tls;
mod usage;
mod v2;
mod waits;
mod xaa;

use std::time::Duration;

use account_activity::{Tier, Timestamp};
use account_activity_emulator::{Clock, Emulator, EmulatorBuilder, Limits};

/// 2026-01-01T00:00:00Z, the start of the emulated clocks.
const START: Timestamp = Timestamp::from_millis(1_767_225_600_000);

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// An emulator on a manual clock, without rate limits.
fn still(tier: Tier) -> EmulatorBuilder {
    let mut limits = Limits::of(tier);
    limits.rate_limits = false;
    Emulator::builder().tier(tier).clock(Clock::manual(START)).limits(limits)
}

/// Waits for what must happen soon, so that a test that waits in vain fails.
async fn in_time<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(120), future).await.expect("it has not happened")
}

async fn started(tier: Tier) -> Emulator {
    still(tier).start().await.unwrap()
}

/// Returns a client of the control API.
pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}
