//! Waits of the SDK's client, by the emulator's clock: they take no real time.

use std::num::NonZeroU32;
use std::time::Duration;

use account_activity::client::{Error, Subscribed};
use account_activity::{Client, Tier, Timestamp};
use account_activity_emulator::{Clock, Emulator, Fault, FaultRule};

use super::bot::Bot;
use super::{START, still};

const WINDOW: Duration = Duration::from_secs(15 * 60);

fn patient(emulator: &Emulator) -> Client {
    Client::builder(emulator.credentials().app())
        .base_url(emulator.base_url())
        .clock(emulator.clock().clone())
        .wait_for_rate_limit(4 * WINDOW)
        .build()
        .unwrap()
}

fn passed(emulator: &Emulator) -> Duration {
    emulator.clock().now().duration_since(START).unwrap()
}

fn after(start: Timestamp, duration: Duration) -> Timestamp {
    Timestamp::from_millis(start.as_millis() + i64::try_from(duration.as_millis()).unwrap())
}

/// Waits as a client does.
fn wait(clock: &Clock, due: Timestamp) -> impl Future<Output = ()> + Send + '_ {
    account_activity::Clock::sleep_until(clock, due)
}

async fn limited() -> Emulator {
    Emulator::builder().clock(Clock::manual(START)).start().await.unwrap()
}

#[tokio::test]
async fn a_client_waits_out_windows_of_hours_at_once() {
    let emulator = limited().await;
    let client = patient(&emulator);
    let account = client.premium_account();
    let lists = async {
        for _ in 0..100 {
            account.webhooks().await?;
        }
        Ok::<_, Error>(())
    };
    emulator.clock().skip_waits(lists).await.unwrap();
    // 15 requests in each window: the hundredth is in the seventh.
    assert_eq!(passed(&emulator), 6 * WINDOW);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_clients_wait_together_and_in_other_tasks() {
    let emulator = limited().await;
    let calls: Vec<_> = (0..40)
        .map(|_| {
            let account = patient(&emulator).premium_account();
            tokio::spawn(async move { account.webhooks().await })
        })
        .collect();
    let all = async {
        for call in calls {
            call.await.unwrap().unwrap();
        }
    };
    emulator.clock().skip_waits(all).await;
    // A client that is told of a window which has ended meanwhile waits a second more.
    let passed = passed(&emulator);
    assert!(2 * WINDOW <= passed && passed < 3 * WINDOW, "{passed:?}");
}

/// X's daily CRC requests, and retries of deliveries, happen in their places between the waits.
#[tokio::test]
async fn what_falls_due_meanwhile_is_done() {
    let emulator = limited().await;
    let bot = Bot::start(emulator.credentials().secrets()).await;
    let client = patient(&emulator);
    let env = client.premium("prod");
    env.register_webhook(&bot.url.parse().unwrap()).await.unwrap();
    let subscribed = env.subscribe(emulator.credentials().token("ada").unwrap()).await.unwrap();
    assert_eq!(subscribed, Subscribed::New);
    let crc_requests = emulator.crc_requests().len();
    // A wait of a day, as for a window of 24 hours.
    let day = Duration::from_secs(24 * 60 * 60 + 1);
    let clock = emulator.clock();
    clock.skip_waits(wait(clock, after(START, day))).await;
    assert_eq!((emulator.crc_requests().len(), passed(&emulator)), (crc_requests + 1, day));
}

#[tokio::test]
async fn waits_before_retries_are_skipped_too() {
    let emulator = still(Tier::Premium).start().await.unwrap();
    emulator.faults().add(FaultRule::next(Fault::ServerError(503), 3));
    let client = Client::builder(emulator.credentials().app())
        .base_url(emulator.base_url())
        .clock(emulator.clock().clone())
        .retries(3)
        .build()
        .unwrap();
    emulator.clock().skip_waits(client.premium("prod").webhooks()).await.unwrap();
    // Half a second, one, and two, of which each wait is at least the half.
    assert!(passed(&emulator) >= Duration::from_millis(1_750), "{:?}", passed(&emulator));
}

#[tokio::test]
async fn a_wait_that_was_given_up_is_not_waited_for() {
    let clock = Clock::manual(START);
    let due = |seconds| after(START, Duration::from_secs(seconds));
    drop(wait(&clock, due(5)));
    let kept = wait(&clock, due(7));
    drop(wait(&clock, due(7)));
    clock.skip_waits(kept).await;
    assert_eq!(clock.now(), due(7));
    // A wait for the past is none, and a future without a wait does not move the clock.
    clock.skip_waits(wait(&clock, START)).await;
    clock.skip_waits(tokio::task::yield_now()).await;
    assert_eq!(clock.now(), due(7));
}

/// An accelerated clock needs no help.
#[tokio::test]
async fn an_accelerated_clock_shortens_waits() {
    let clock = Clock::accelerated(NonZeroU32::new(1_000_000).unwrap());
    let due = after(clock.now(), Duration::from_secs(3600));
    tokio::time::timeout(Duration::from_secs(30), wait(&clock, due)).await.unwrap();
    assert!(clock.now() >= due);
}
