//! What people see and change.

use std::time::Duration;

use account_activity_inbox::account_activity::UserId;
use account_activity_inbox::{Error, ItemId, Query, State};

use super::{claim, claim_one, deletion_keys, drain};
use crate::bodies::{arrival, deletions};
use crate::subject::Subject;

pub(super) async fn dead_letters(subject: &dyn Subject) {
    let inbox = subject.open().await;
    inbox.append(&arrival(&deletions(1, [1, 2]))).await.unwrap();
    let item = claim_one(&*inbox).await;
    inbox.retry(item.claim(), Duration::ZERO, "first").await.unwrap();
    let item = claim_one(&*inbox).await;
    inbox.dead_letter(item.claim(), "second").await.unwrap();
    assert_eq!(drain(&*inbox).await, deletion_keys(1, [2]));
    assert_eq!(inbox.append(&arrival(&deletions(1, [1]))).await.unwrap().duplicates, 1);

    let inbox = subject.open().await;
    let [dead] = &inbox.list(&Query::new().state(State::Dead)).await.unwrap()[..] else { panic!() };
    assert_eq!((&*dead.key, dead.attempts), ("1/1/tweet_delete/1", 2));
    assert_eq!((dead.state, dead.subscriber), (State::Dead, Some(UserId::new(1))));
    let errors: Vec<_> = dead.failures.iter().map(|failure| &*failure.error).collect();
    assert_eq!(errors, ["first", "second"]);
    inbox.requeue(dead.id).await.unwrap();
    let item = claim_one(&*inbox).await;
    assert_eq!((item.key(), item.attempt()), ("1/1/tweet_delete/1", 1));
    inbox.acknowledge(item.claim()).await.unwrap();
    assert!(matches!(inbox.requeue(item.id()).await, Err(Error::NoItem { .. })));
}

pub(super) async fn dead_letters_end(subject: &dyn Subject) {
    let inbox = subject.open().await;
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    let item = claim_one(&*inbox).await;
    inbox.dead_letter(item.claim(), "no").await.unwrap();
    assert_eq!(inbox.stats().await.unwrap().dead, 1);
    subject.pass(Duration::from_secs(5)).await;
    inbox.append(&arrival(&deletions(1, [2]))).await.unwrap();
    assert_eq!(inbox.stats().await.unwrap().dead, 0);
    assert_eq!(drain(&*inbox).await, deletion_keys(1, [2]));
}

pub(super) async fn pages(subject: &dyn Subject) {
    let inbox = subject.open().await;
    for subscriber in [1, 2] {
        inbox.append(&arrival(&deletions(subscriber, 1..=5))).await.unwrap();
    }
    let mut query = Query::new().limit(4);
    let mut keys = Vec::new();
    loop {
        let page = inbox.list(&query).await.unwrap();
        let Some(last) = page.last() else { break };
        query = query.after(last.id);
        keys.extend(page.into_iter().map(|record| record.key));
    }
    assert_eq!(keys, [deletion_keys(1, 1..=5), deletion_keys(2, 1..=5)].concat());
    let own = inbox.list(&Query::new().subscriber(UserId::new(2))).await.unwrap();
    assert_eq!(own.len(), 5);
    assert!(own.iter().all(|record| record.state == State::Pending && record.attempts == 0));
}

pub(super) async fn discarded_items(subject: &dyn Subject) {
    let inbox = subject.open().await;
    inbox.append(&arrival(&deletions(1, [1, 2, 3]))).await.unwrap();
    let item = claim_one(&*inbox).await;
    inbox.discard(item.id()).await.unwrap();
    let lost = inbox.acknowledge(item.claim()).await;
    assert!(matches!(lost, Err(Error::ClaimLost { .. })), "{lost:?}");
    let second = claim(&*inbox).await.remove(0);
    assert_eq!(second.key(), "1/1/tweet_delete/2");
    let third = inbox.list(&Query::new().after(second.id())).await.unwrap().remove(0);
    inbox.discard(third.id).await.unwrap();
    inbox.acknowledge(second.claim()).await.unwrap();
    assert!(claim(&*inbox).await.is_empty());
    let missing = inbox.discard(ItemId::new(999_999)).await;
    assert!(matches!(missing, Err(Error::NoItem { .. })), "{missing:?}");
}

/// Items behind a failed one that is discarded do not wait for its next attempt.
pub(super) async fn a_discarded_failure(subject: &dyn Subject) {
    let inbox = subject.open().await;
    inbox.append(&arrival(&deletions(1, [1, 2]))).await.unwrap();
    let item = claim_one(&*inbox).await;
    inbox.retry(item.claim(), Duration::from_secs(3_600), "no").await.unwrap();
    assert!(claim(&*inbox).await.is_empty());
    inbox.discard(item.id()).await.unwrap();
    assert_eq!(claim_one(&*inbox).await.key(), "1/1/tweet_delete/2");
}

pub(super) async fn numbers(subject: &dyn Subject) {
    let inbox = subject.open().await;
    assert_eq!(inbox.stats().await.unwrap().pending, 0);
    inbox.append(&arrival(&deletions(1, [1, 2]))).await.unwrap();
    inbox.append(&arrival(&deletions(2, [3]))).await.unwrap();
    let stats = inbox.stats().await.unwrap();
    assert_eq!((stats.pending, stats.dead), (3, 0));
    assert_eq!(stats.oldest.unwrap().as_millis(), crate::bodies::START);
    drain(&*inbox).await;
    let stats = inbox.stats().await.unwrap();
    assert_eq!((stats.pending, stats.oldest, stats.dead), (0, None, 0));
}
