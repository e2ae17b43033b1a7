//! The worker: order, retries, claims and shutdown.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use account_activity_inbox::account_activity::UserId;
use account_activity_inbox::account_activity::receiver::HandlerError;
use account_activity_inbox::{
    Backoff, Inbox, Item, Memory, Query, Settings, State, Worker, with_state,
};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;
use tracing::Level;

use crate::bodies::{arrival, deletions};
use crate::clock::ManualClock;
use crate::hooked::{Call, Hooked};
use crate::log::Log;

type Handled = Result<(), HandlerError>;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn inbox(clock: &ManualClock) -> Arc<Memory> {
    Arc::new(Memory::with_settings(Settings::new().clock(clock.clone())))
}

fn worker(
    inbox: Arc<dyn Inbox>,
    clock: &ManualClock,
    handler: impl account_activity_inbox::ActivityHandler,
) -> Worker {
    Worker::new(inbox, handler).clock(clock.clone()).claim_for(Duration::from_secs(30))
}

/// Runs a worker until a notice.
fn run(worker: &Worker, stop: &Arc<Notify>) -> JoinHandle<()> {
    let (worker, stop) = (worker.clone(), Arc::clone(stop));
    tokio::spawn(async move { worker.run(stop.notified()).await })
}

/// Lets other tasks run until a condition holds.
async fn until(condition: impl AsyncFn() -> bool) {
    while !condition().await {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn in_order_for_each_subscriber_and_beside_each_other() {
    let clock = ManualClock::new();
    let inbox = inbox(&clock);
    for subscriber in 1..=8 {
        inbox.append(&arrival(&deletions(subscriber, 1..=10))).await.unwrap();
    }
    let seen: Arc<Mutex<BTreeMap<Option<UserId>, Vec<u64>>>> = Arc::default();
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let handler = {
        let (seen, most) = (Arc::clone(&seen), Arc::clone(&most));
        move |item: Item| {
            let (seen, running, most) =
                (Arc::clone(&seen), Arc::clone(&running), Arc::clone(&most));
            async move {
                most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                let post = item.activity().unwrap().post_id().unwrap().to_string();
                let mut seen = seen.lock().unwrap();
                seen.entry(item.subscriber()).or_default().push(post.parse().unwrap());
                running.fetch_sub(1, Ordering::SeqCst);
                Ok(())
            }
        }
    };
    let worker = worker(inbox.clone(), &clock, handler).concurrency(4);
    assert_eq!(worker.run_until_idle().await.unwrap(), 80);
    assert_eq!(worker.stats().handled, 80);
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 8);
    assert!(seen.values().all(|posts| *posts == (1..=10).collect::<Vec<_>>()), "{seen:?}");
    assert_eq!(most.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn a_failure_is_tried_again_and_ends_as_a_dead_letter() {
    let clock = ManualClock::new();
    let inbox = inbox(&clock);
    inbox.append(&arrival(&deletions(1, [1, 2]))).await.unwrap();
    let handler = async |item: Item| -> Handled {
        match item.activity().unwrap().post_id().unwrap().to_string().as_str() {
            "1" if item.attempt() == 2 => panic!("a bug"),
            "1" => Err(std::io::Error::other("the disk is away"))?,
            _ => Ok(()),
        }
    };
    let backoff = Backoff::new(Duration::from_secs(4), Duration::from_secs(10));
    let worker = worker(inbox.clone(), &clock, handler).max_attempts(3).backoff(backoff);
    assert_eq!(worker.run_until_idle().await.unwrap(), 1);
    // At least a half of the wait.
    clock.advance(Duration::from_millis(1_999));
    assert_eq!(worker.run_until_idle().await.unwrap(), 0);
    clock.advance(Duration::from_millis(2_001));
    assert_eq!(worker.run_until_idle().await.unwrap(), 1);
    clock.advance(Duration::from_secs(8));
    assert_eq!(worker.run_until_idle().await.unwrap(), 2, "the second item is handled then");
    let stats = worker.stats();
    assert_eq!((stats.failures, stats.dead_letters, stats.handled), (3, 1, 1));
    let [dead] = &inbox.list(&Query::new().state(State::Dead)).await.unwrap()[..] else { panic!() };
    let errors: Vec<_> = dead.failures.iter().map(|failure| &*failure.error).collect();
    let panicked = "the handler panicked: a bug";
    assert_eq!(errors, ["the disk is away", panicked, "the disk is away"]);
}

#[test]
fn waits_double_up_to_the_longest() {
    let backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(60));
    let waits: Vec<_> = (1..=8).map(|attempt| backoff.limit(attempt).as_secs()).collect();
    assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
    assert_eq!(backoff.limit(u32::MAX), Duration::from_secs(60));
}

/// An item whose handler ends the process each time must not be handled forever.
#[tokio::test]
async fn an_item_that_ends_its_process_becomes_a_dead_letter() {
    let clock = ManualClock::new();
    let inbox = inbox(&clock);
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    for _ in 0..3 {
        assert_eq!(inbox.claim("crash", 1, Duration::from_secs(1)).await.unwrap().len(), 1);
        clock.advance(Duration::from_secs(2));
    }
    let worker = worker(inbox.clone(), &clock, async |_: Item| Ok(())).max_attempts(3);
    let errors = Log::of(Level::ERROR);
    let _log = tracing::subscriber::set_default(errors.clone());
    assert_eq!(worker.run_until_idle().await.unwrap(), 0);
    assert_eq!(inbox.stats().await.unwrap().dead, 1);
    let [line] = &errors.lines()[..] else { panic!("{:?}", errors.lines()) };
    assert!(line.starts_with("message=an item became a dead letter item=1 "), "{line}");
}

#[tokio::test]
async fn a_claim_is_renewed_while_the_handler_works() {
    let clock = ManualClock::new();
    let inbox = inbox(&clock);
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    let go = Arc::new(Notify::new());
    let handler = {
        let go = Arc::clone(&go);
        move |_: Item| {
            let go = Arc::clone(&go);
            async move {
                go.notified().await;
                Ok(())
            }
        }
    };
    let worker = worker(inbox.clone(), &clock, handler);
    let working = tokio::spawn({
        let worker = worker.clone();
        async move { worker.run_until_idle().await.unwrap() }
    });
    until(async || worker.stats().running == 1).await;
    for _ in 0..12 {
        // The time of a renewal. Other tasks run until the claim is renewed.
        clock.advance(Duration::from_secs(10));
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        assert!(inbox.claim("other", 1, Duration::from_secs(1)).await.unwrap().is_empty());
    }
    go.notify_one();
    assert_eq!(working.await.unwrap(), 1);
    assert_eq!(worker.stats().handled, 1);
}

#[tokio::test]
async fn a_handler_whose_claim_is_lost_is_stopped() {
    let clock = ManualClock::new();
    let inbox = inbox(&clock);
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    let worker = worker(inbox.clone(), &clock, async |_: Item| pending().await);
    let working = run(&worker, &Arc::default());
    until(async || worker.stats().running == 1).await;
    // The process slept, and another worker has the item.
    clock.advance(Duration::from_secs(31));
    let taken = inbox.claim("other", 1, Duration::from_secs(60)).await.unwrap();
    assert_eq!(taken.len(), 1);
    until(async || worker.stats().lost_claims == 1).await;
    inbox.acknowledge(taken[0].claim()).await.unwrap();
    working.abort();
}

#[tokio::test]
async fn a_shutdown_waits_for_handlers() {
    let clock = ManualClock::new();
    let inbox = inbox(&clock);
    inbox.append(&arrival(&deletions(1, [1, 2]))).await.unwrap();
    let (stop, go) = (Arc::new(Notify::new()), Arc::new(Semaphore::new(0)));
    let handler = {
        let go = Arc::clone(&go);
        move |_: Item| {
            let go = Arc::clone(&go);
            async move {
                go.acquire().await?.forget();
                Ok(())
            }
        }
    };
    let worker = worker(inbox.clone(), &clock, handler);
    let working = run(&worker, &stop);
    until(async || worker.stats().running == 1).await;
    stop.notify_one();
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    assert!(!working.is_finished());
    go.add_permits(2);
    working.await.unwrap();
    assert_eq!(worker.stats().handled, 1, "no new item is started");
    assert_eq!(inbox.stats().await.unwrap().pending, 1);
}

#[tokio::test]
async fn a_shutdown_gives_back_what_takes_too_long() {
    let clock = ManualClock::new();
    let inbox = inbox(&clock);
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    let stop = Arc::new(Notify::new());
    let handler = async |_: Item| pending().await;
    let worker = worker(inbox.clone(), &clock, handler).grace(Duration::from_secs(5));
    let working = run(&worker, &stop);
    until(async || worker.stats().running == 1).await;
    stop.notify_one();
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    clock.advance(Duration::from_secs(5));
    working.await.unwrap();
    assert_eq!(worker.stats().released, 1);
    let item = inbox.claim("other", 1, Duration::from_secs(1)).await.unwrap().remove(0);
    assert_eq!(item.attempt(), 1);
}

/// The handler is not called again because the inbox could not store that it was handled.
#[tokio::test]
async fn an_acknowledgement_that_fails_is_tried_again() {
    let clock = ManualClock::new();
    let memory = inbox(&clock);
    memory.append(&arrival(&deletions(1, [1]))).await.unwrap();
    let left = Arc::new(AtomicUsize::new(3));
    let failing = Hooked::new(memory.clone()).fails({
        let left = Arc::clone(&left);
        move |call| {
            let less = |left: usize| left.checked_sub(1);
            matches!(call, Call::Acknowledge(_))
                && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok()
        }
    });
    let worker = worker(Arc::new(failing), &clock, async |_: Item| Ok(()));
    let working = tokio::spawn({
        let worker = worker.clone();
        async move { worker.run_until_idle().await.unwrap() }
    });
    for expected in (0..3).rev() {
        until(async || left.load(Ordering::SeqCst) == expected).await;
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        clock.advance(Duration::from_secs(1));
    }
    assert_eq!(working.await.unwrap(), 1);
    let stats = worker.stats();
    assert_eq!((stats.attempts, stats.handled, stats.failures), (1, 1, 0));
    assert_eq!(memory.stats().await.unwrap().pending, 0);
}

/// A claim without a time would be renewed all the time.
#[tokio::test]
async fn a_claim_has_a_shortest_time() {
    let clock = ManualClock::new();
    let memory = inbox(&clock);
    memory.append(&arrival(&deletions(1, [1]))).await.unwrap();
    let renewals = Arc::new(AtomicUsize::new(0));
    let hooked = Hooked::new(memory).done({
        let renewals = Arc::clone(&renewals);
        move |call| {
            renewals.fetch_add(usize::from(matches!(call, Call::Renew)), Ordering::SeqCst);
        }
    });
    let worker = worker(Arc::new(hooked), &clock, async |_: Item| pending().await);
    let worker = worker.claim_for(Duration::ZERO);
    let working = run(&worker, &Arc::default());
    until(async || worker.stats().running == 1).await;
    for expected in 0..3 {
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        assert_eq!(renewals.load(Ordering::SeqCst), expected);
        clock.advance(Duration::from_millis(34));
    }
    working.abort();
}

/// A thread cannot be stopped. The item stays claimed until the time of its claim ends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handler_that_blocks_its_thread_does_not_hold_a_shutdown() {
    let clock = ManualClock::new();
    let inbox = inbox(&clock);
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    let (go, wait) = std::sync::mpsc::channel();
    let handler = with_state(Arc::new(Mutex::new(wait)), async |wait: Arc<Mutex<_>>, _: Item| {
        let wait: &std::sync::mpsc::Receiver<()> = &wait.lock().unwrap();
        wait.recv()
    });
    let worker = worker(inbox.clone(), &clock, handler).grace(Duration::from_secs(5));
    let stop = Arc::new(Notify::new());
    let working = run(&worker, &stop);
    until(async || worker.stats().running == 1).await;
    stop.notify_one();
    while !working.is_finished() {
        clock.advance(Duration::from_secs(1));
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    working.await.unwrap();
    assert_eq!((worker.stats().released, worker.stats().running), (0, 0));
    clock.advance(Duration::from_secs(30));
    let again = inbox.claim("other", 1, Duration::from_secs(30)).await.unwrap().remove(0);
    assert_eq!(again.attempt(), 2);
    go.send(()).unwrap();
}

#[tokio::test]
async fn the_state_of_the_inbox_is_logged() {
    let clock = ManualClock::new();
    let inbox = inbox(&clock);
    inbox.append(&arrival(&deletions(1, [1, 2]))).await.unwrap();
    let log = Log::of(Level::DEBUG);
    let _log = tracing::subscriber::set_default(log.clone());
    let handler = async |_: Item| -> Handled { Err("no luck".into()) };
    let worker = worker(inbox.clone(), &clock, handler);
    let worker = worker.max_attempts(2).backoff(Backoff::new(DAY, DAY));
    let working = run(&worker, &Arc::default());
    until(async || worker.stats().failures == 1).await;
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    clock.advance(Duration::from_secs(60));
    let state = || log.lines().into_iter().find(|line| line.contains("the state of the inbox"));
    until(async || state().is_some()).await;
    let line = state().unwrap();
    for field in
        ["pending=2", "waiting_subscribers=1", "oldest_age=Some(60s)", "dead=0", "attempts=1"]
    {
        assert!(line.contains(field), "{line}");
    }
    working.abort();
}

/// No other worker gets an item while its handler still runs.
#[tokio::test]
async fn an_item_is_given_back_after_its_handler_has_ended() {
    let clock = ManualClock::new();
    let memory = inbox(&clock);
    memory.append(&arrival(&deletions(1, [1]))).await.unwrap();
    let order: Arc<Mutex<Vec<&str>>> = Arc::default();
    let handler = {
        let order = Arc::clone(&order);
        move |_: Item| {
            let order = Arc::clone(&order);
            async move {
                let _end = OnDrop(move || order.lock().unwrap().push("ended"));
                pending().await
            }
        }
    };
    let hooked = Hooked::new(memory.clone()).done({
        let order = Arc::clone(&order);
        move |call| {
            if matches!(call, Call::Release) {
                order.lock().unwrap().push("released");
            }
        }
    });
    let worker = worker(Arc::new(hooked), &clock, handler).grace(Duration::from_secs(5));
    let stop = Arc::new(Notify::new());
    let working = run(&worker, &stop);
    until(async || worker.stats().running == 1).await;
    stop.notify_one();
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    clock.advance(Duration::from_secs(5));
    working.await.unwrap();
    assert_eq!(*order.lock().unwrap(), ["ended", "released"]);
    assert_eq!((worker.stats().released, worker.stats().running), (1, 0));
}

/// Runs a function when it is dropped.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// A shutdown does not wait until the inbox works again, and claims go on once it does.
#[tokio::test]
async fn claims_that_fail() {
    let clock = ManualClock::new();
    let memory = inbox(&clock);
    memory.append(&arrival(&deletions(1, [1, 2]))).await.unwrap();
    let calls = Arc::new(AtomicUsize::new(0));
    let fails = Arc::new(AtomicBool::new(true));
    let hooked = Hooked::new(memory.clone()).fails({
        let (calls, fails) = (Arc::clone(&calls), Arc::clone(&fails));
        move |call| {
            let is_claim = matches!(call, Call::Claim);
            calls.fetch_add(usize::from(is_claim), Ordering::SeqCst);
            is_claim && fails.load(Ordering::SeqCst)
        }
    });
    let worker = worker(Arc::new(hooked), &clock, async |_: Item| Ok(()));
    let stop = Arc::new(Notify::new());
    let working = run(&worker, &stop);
    for expected in 1..=20 {
        until(async || calls.load(Ordering::SeqCst) == expected).await;
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        assert_eq!(calls.load(Ordering::SeqCst), expected, "it waits a second");
        clock.advance(Duration::from_secs(1));
    }
    stop.notify_one();
    working.await.unwrap();
    fails.store(false, Ordering::SeqCst);
    let working = run(&worker, &stop);
    until(async || worker.stats().handled == 2).await;
    stop.notify_one();
    working.await.unwrap();
}
