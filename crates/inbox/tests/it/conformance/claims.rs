//! Claims: who handles an item, and until when.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use account_activity_inbox::Error;

use super::{claim, claim_one, deletion_keys, drain};
use crate::bodies::{arrival, deletions};
use crate::clock::ManualClock;
use crate::subject::{CLAIM, Subject, settings};

const LONGER: Duration = Duration::from_millis(2_500);

pub(super) async fn an_acknowledged_item_is_gone(subject: &dyn Subject) {
    let inbox = subject.open().await;
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    let item = claim_one(&*inbox).await;
    inbox.acknowledge(item.claim()).await.unwrap();
    let again = inbox.acknowledge(item.claim()).await;
    assert!(matches!(again, Err(Error::ClaimLost { item: id, .. }) if id == item.id()));
    subject.pass(LONGER).await;
    assert!(claim(&*inbox).await.is_empty());
    assert!(claim(&*subject.open().await).await.is_empty());
}

pub(super) async fn a_claim_ends(subject: &dyn Subject) {
    let inbox = subject.open().await;
    inbox.append(&arrival(&deletions(1, [1, 2]))).await.unwrap();
    let first = claim_one(&*inbox).await;
    subject.pass(LONGER).await;
    let second = claim_one(&*subject.open().await).await;
    assert_eq!((second.key(), second.attempt()), (first.key(), 2));
    assert!(second.claim().fence() > first.claim().fence());
    assert!(second.failures().is_empty());
}

pub(super) async fn a_claim_is_renewed(subject: &dyn Subject) {
    let inbox = subject.open().await;
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    let item = claim_one(&*inbox).await;
    for _ in 0..3 {
        subject.pass(CLAIM * 3 / 4).await;
        inbox.renew(item.claim(), CLAIM).await.unwrap();
        assert!(claim(&*inbox).await.is_empty());
    }
    inbox.acknowledge(item.claim()).await.unwrap();
    assert!(drain(&*inbox).await.is_empty());
}

pub(super) async fn a_lost_claim_changes_nothing(subject: &dyn Subject) {
    let inbox = subject.open().await;
    inbox.append(&arrival(&deletions(1, [1, 2]))).await.unwrap();
    let late = claim_one(&*inbox).await;
    subject.pass(LONGER).await;
    let item = claim_one(&*inbox).await;
    let late = late.claim();
    for result in [
        inbox.renew(late, CLAIM).await,
        inbox.retry(late, Duration::ZERO, "late").await,
        inbox.dead_letter(late, "late").await,
        inbox.release(late).await,
        inbox.acknowledge(late).await,
    ] {
        assert!(matches!(result, Err(Error::ClaimLost { .. })), "{result:?}");
    }
    assert!(claim(&*inbox).await.is_empty());
    inbox.acknowledge(item.claim()).await.unwrap();
    assert_eq!(drain(&*inbox).await, deletion_keys(1, [2]));
    assert_eq!(inbox.stats().await.unwrap().dead, 0);
}

pub(super) async fn a_released_item_counts_no_attempt(subject: &dyn Subject) {
    let inbox = subject.open().await;
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    for _ in 0..3 {
        let item = claim_one(&*inbox).await;
        assert_eq!(item.attempt(), 1);
        inbox.release(item.claim()).await.unwrap();
    }
}

pub(super) async fn failures_are_kept(subject: &dyn Subject) {
    let inbox = subject.open().await;
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    for attempt in 1..=3 {
        let item = claim_one(&*inbox).await;
        assert_eq!(item.attempt(), attempt);
        let errors: Vec<_> = item.failures().iter().map(|failure| &*failure.error).collect();
        let expected: Vec<String> = (1..attempt).map(|number| format!("error {number}")).collect();
        assert_eq!(errors, expected);
        let error = format!("error {attempt}");
        inbox.retry(item.claim(), Duration::ZERO, &error).await.unwrap();
    }
}

/// The next attempt does not wait for the second after which a wait ends anyway.
pub(super) async fn a_wait_ends_when_an_item_is_due(subject: &dyn Subject) {
    let clock = ManualClock::new();
    let inbox = subject.open_with(settings().clock(clock.clone())).await;
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    let item = claim_one(&*inbox).await;
    inbox.retry(item.claim(), Duration::from_millis(300), "no").await.unwrap();
    let mut changed = inbox.changed();
    assert!(claim(&*inbox).await.is_empty());
    for _ in 0..2 {
        let is_over = poll_fn(|context| Poll::Ready(changed.as_mut().poll(context).is_ready()));
        assert!(!is_over.await);
        clock.advance(Duration::from_millis(150));
    }
    tokio::time::timeout(Duration::from_secs(20), changed).await.unwrap();
}

pub(super) async fn two_workers_share(subject: &dyn Subject) {
    let (inbox, other) = (subject.open().await, subject.open().await);
    for subscriber in 1..=10 {
        inbox.append(&arrival(&deletions(subscriber, 1..=5))).await.unwrap();
    }
    let (one, two) = tokio::join!(drain(&*inbox), drain(&*other));
    let mut keys = [one, two].concat();
    keys.extend(drain(&*inbox).await);
    keys.sort();
    let mut expected: Vec<_> = (1..=10).flat_map(|id| deletion_keys(id, 1..=5)).collect();
    expected.sort();
    assert_eq!(keys, expected);
}

pub(super) async fn an_unacknowledged_item_outlives_a_restart(subject: &dyn Subject) {
    let inbox = subject.open().await;
    inbox.append(&arrival(&deletions(1, [1, 2]))).await.unwrap();
    claim_one(&*inbox).await;
    drop(inbox);
    let inbox = subject.open().await;
    assert!(claim(&*inbox).await.is_empty(), "the claim outlives its process");
    subject.pass(LONGER).await;
    assert_eq!(drain(&*inbox).await, deletion_keys(1, [1, 2]));
}
