//! Emulated time: its order, and the work that it waits for.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use account_activity::Timestamp;
use account_activity_emulator::Clock;

use super::stage::{START, hours, seconds};

const fn second(count: u64) -> Duration {
    Duration::from_secs(count)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manual_clock_moves_by_hand_alone_and_wakes_in_order() {
    let clock = Clock::manual(START);
    let woken = Arc::new(Mutex::new(Vec::new()));
    for due in [30, 10, 20, 50] {
        let wait = clock.sleep(second(due));
        let (clock, woken) = (clock.clone(), Arc::clone(&woken));
        tokio::spawn(async move {
            let _hold = wait.await;
            // Long enough that a clock that does not wait would have gone on.
            tokio::time::sleep(Duration::from_millis(20)).await;
            woken.lock().unwrap().push((due, seconds(clock.now())));
        });
    }
    assert_eq!(clock.now(), START);
    clock.advance(second(40)).await;
    assert_eq!(*woken.lock().unwrap(), [(10, 10), (20, 20), (30, 30)]);
    assert_eq!(seconds(clock.now()), 40);
    clock.advance(second(10)).await;
    assert_eq!(woken.lock().unwrap().last(), Some(&(50, 50)));
}

#[tokio::test]
async fn who_waits_counts_from_the_call_and_who_gave_up_does_not() {
    let clock = Clock::manual(START);
    drop(clock.sleep(second(5)));
    let wait = clock.sleep(second(7));
    let advance = tokio::spawn({
        let clock = clock.clone();
        async move { clock.advance(second(10)).await }
    });
    // Not polled before, but the clock waits for it.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(!advance.is_finished());
    let hold = wait.await;
    assert_eq!(seconds(clock.now()), 7);
    drop(hold);
    advance.await.unwrap();
    assert_eq!(seconds(clock.now()), 10);
    // An instant in the past completes at once.
    drop(clock.sleep_until(START).await);
}

#[tokio::test]
async fn one_who_is_woken_may_wait_again() {
    let clock = Clock::manual(START);
    let beats = Arc::new(Mutex::new(Vec::new()));
    let mut wait = Box::pin(clock.sleep(hours(1)));
    tokio::spawn({
        let (clock, beats) = (clock.clone(), Arc::clone(&beats));
        async move {
            loop {
                let hold = wait.await;
                beats.lock().unwrap().push(seconds(clock.now()) / 3600);
                wait = Box::pin(clock.sleep(hours(1)));
                drop(hold);
            }
        }
    });
    clock.advance(hours(5)).await;
    assert_eq!(*beats.lock().unwrap(), [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn concurrent_advances_add_up_and_a_cancelled_one_leaves_the_clock_usable() {
    let clock = Clock::manual(START);
    let hold = clock.hold();
    let advances: Vec<_> = (0..3)
        .map(|_| {
            let clock = clock.clone();
            tokio::spawn(async move { clock.advance(second(10)).await })
        })
        .collect();
    tokio::task::yield_now().await;
    assert_eq!(clock.now(), START);
    advances[0].abort();
    drop(hold);
    for advance in advances {
        let _ = advance.await;
    }
    assert_eq!(seconds(clock.now()), 20);
}

#[tokio::test]
async fn an_accelerated_clock_passes_by_itself() {
    let clock = Clock::accelerated(NonZeroU32::new(1_000_000).unwrap());
    let start = clock.now();
    let due = Timestamp::from_millis(start.as_millis() + 3_600_000);
    drop(tokio::time::timeout(second(30), clock.sleep_until(due)).await.unwrap());
    assert!(clock.now() >= due);
}

#[tokio::test]
async fn a_real_clock_can_be_pushed() {
    let clock = Clock::real();
    let day = hours(24);
    let wait = clock.sleep(day);
    let woken = tokio::spawn(async move { drop(wait.await) });
    let before = clock.now();
    clock.advance(day).await;
    tokio::time::timeout(second(30), woken).await.unwrap().unwrap();
    let passed = clock.now().duration_since(before).unwrap();
    assert!(day <= passed && passed < day + second(60), "{passed:?}");
}
