//! The emulator, and what its users do.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use account_activity_emulator::account_activity::Client;
use account_activity_emulator::account_activity::client::WebhookUrl;
use account_activity_emulator::outbound::RetrySchedule;
use account_activity_emulator::{Action, Clock, Emulator, Fault, FaultRule};
use fastrand::Rng;

const USERS: [&str; 8] = ["ada", "bob", "cleo", "dora", "emil", "fay", "gus", "hal"];

/// Retries come soon and do not end while the process is killed. Some deliveries are sent twice.
pub(super) async fn emulator(seed: u64) -> Emulator {
    let mut builder = Emulator::builder()
        .seed(seed)
        .clock(Clock::accelerated(NonZeroU32::new(10).unwrap()))
        .retries(RetrySchedule::after([Duration::from_secs(5); 10_000]))
        .log_capacity(10_000_000);
    for user in &USERS[3..] {
        builder = builder.additional_user(*user);
    }
    let emulator = builder.start().await.unwrap();
    emulator.faults().add(FaultRule::with_probability(Fault::Duplicate, 0.1).unwrap());
    emulator
}

pub(super) async fn subscribe(emulator: &Emulator, url: WebhookUrl) {
    let credentials = emulator.credentials();
    let client = Client::builder(credentials.app()).base_url(emulator.base_url()).build().unwrap();
    let env = client.premium("prod");
    env.register_webhook(&url).await.unwrap();
    for user in USERS {
        env.subscribe(credentials.token(user).unwrap()).await.unwrap();
    }
}

/// The most deliveries that wait for a retry while users act.
const WAITING: usize = 100;

/// Acts as fast as deliveries are accepted.
pub(super) async fn act(emulator: Arc<Emulator>, is_over: Arc<AtomicBool>, mut random: Rng) {
    while !is_over.load(Ordering::Relaxed) {
        let (user, other) = (USERS[random.usize(..4)], USERS[random.usize(4..8)]);
        let text = format!("Hello @{other}, {}", "x".repeat(random.usize(..200)));
        emulator.perform(Action::direct_message(user, other, &text)).await.unwrap();
        let performed = emulator.perform(Action::post(user, &text)).await.unwrap();
        emulator.perform(Action::like(other, performed.tweet().unwrap())).await.unwrap();
        while emulator.waiting() > WAITING && !is_over.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
