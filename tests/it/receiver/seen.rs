//! Duplicates, and retries that are none.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use account_activity::EventKey;
use account_activity::receiver::{Delivery, HandlerError, ReceiverService, Seen};
use tokio::sync::Semaphore;

use super::bot::{delivery, receiver};
use super::call::{call, status};

fn key(id: usize) -> EventKey {
    format!("1/1/tweet_create/{id}").parse().unwrap()
}

fn commit(seen: &Seen, id: usize) {
    seen.begin(key(id)).unwrap().expect("the event is new").commit();
}

fn is_handled(seen: &Seen, id: usize) -> bool {
    seen.begin(key(id)).unwrap().is_none()
}

#[test]
fn only_a_committed_event_is_a_duplicate() {
    let seen = Seen::new(10);
    let claim = seen.begin(key(1)).unwrap().unwrap();
    assert_eq!(*claim.key(), key(1));
    let error = seen.clone().begin(key(1)).unwrap_err();
    assert_eq!(error.key, key(1));
    assert_eq!(
        error.to_string(),
        "another task is handling the event 1/1/tweet_create/1: respond with an error, so that X \
         sends it again"
    );
    drop(claim);
    seen.begin(key(1)).unwrap().unwrap().abort();
    assert!(!is_handled(&seen, 1));
    commit(&seen.clone(), 1);
    assert!(is_handled(&seen, 1) && !is_handled(&seen, 2));
}

#[test]
fn the_oldest_committed_key_is_forgotten() {
    let seen = Seen::new(2);
    let running = seen.begin(key(0)).unwrap().unwrap();
    for id in 1..=3 {
        commit(&seen, id);
    }
    assert!(!is_handled(&seen, 1) && is_handled(&seen, 2) && is_handled(&seen, 3));
    // An event in progress is never forgotten.
    assert!(seen.begin(key(0)).is_err());
    let shown = format!("{seen:?}");
    assert_eq!(shown, "Seen { capacity: 2, handled: 2, in_progress: 1 }");
    running.commit();
    assert!(is_handled(&seen, 0) && is_handled(&seen, 3) && !is_handled(&seen, 2));
    assert!(!is_handled(&Seen::new(0), 1));
    let least = Seen::new(0);
    commit(&least, 1);
    assert!(is_handled(&least, 1));
}

/// An event that is forgotten while its claim is being dropped belongs to the next task.
#[test]
fn each_event_has_one_claim_at_a_time() {
    let seen = Seen::new(1);
    let running: Vec<AtomicUsize> = (0..3).map(|_| AtomicUsize::new(0)).collect();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (seen, running) = (&seen, &running);
            scope.spawn(move || {
                let mut random = fastrand::Rng::with_seed(thread);
                for _ in 0..20_000 {
                    let id = random.usize(0..3);
                    let Ok(Some(claim)) = seen.begin(key(id)) else { continue };
                    assert_eq!(running[id].fetch_add(1, Ordering::SeqCst), 0);
                    running[id].fetch_sub(1, Ordering::SeqCst);
                    if random.bool() { claim.commit() } else { claim.abort() }
                }
            });
        }
    });
    assert!(format!("{seen:?}").contains("handled: 1, in_progress: 0"));
}

/// What a handler does with an event, call by call.
#[derive(Clone)]
struct Bot {
    seen: Seen,
    calls: Arc<AtomicUsize>,
    done: Arc<AtomicUsize>,
    /// The third call waits for a permit.
    let_go: Arc<Semaphore>,
}

async fn act(bot: Bot, delivery: Delivery) -> Result<(), HandlerError> {
    for entry in delivery.entries() {
        let Some(claim) = bot.seen.begin(entry.key())? else { continue };
        match bot.calls.fetch_add(1, Ordering::SeqCst) {
            0 => return Err("the database is down".into()),
            1 => panic!("the handler is broken"),
            _ => bot.let_go.acquire().await?.forget(),
        }
        bot.done.fetch_add(1, Ordering::SeqCst);
        claim.commit();
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_a_failure_is_handled_and_one_after_success_is_not() {
    let bot = Bot {
        seen: Seen::new(100),
        calls: Arc::default(),
        done: Arc::default(),
        let_go: Arc::new(Semaphore::new(0)),
    };
    let service = ReceiverService::with_state(receiver(), bot.clone(), act);
    let failed = (503, "the handler failed\n".to_owned());
    // An error, then a panic.
    assert_eq!(call(&service, delivery(1)).await, failed);
    assert_eq!(call(&service, delivery(1)).await, failed);
    assert_eq!(service.stats().panicked, 1);
    // The handler continues after the deadline, so the retry comes while it runs.
    assert_eq!(status(&service, delivery(1)).await, 503);
    assert_eq!(call(&service, delivery(1)).await, failed);
    bot.let_go.add_permits(1);
    service.shutdown().await;
    assert_eq!(bot.done.load(Ordering::SeqCst), 1);
    let service = ReceiverService::with_state(receiver(), bot.clone(), act);
    assert_eq!(status(&service, delivery(1)).await, 200);
    assert_eq!((bot.calls.load(Ordering::SeqCst), bot.done.load(Ordering::SeqCst)), (3, 1));
}
