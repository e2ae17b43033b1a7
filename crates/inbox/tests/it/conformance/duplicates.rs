//! Activities that arrive again.

use std::time::Duration;

use account_activity_inbox::Appended;

use super::{claim_one, deletion_keys, drain};
use crate::bodies::{START, arrival, arrival_at, deletions, follow, x_deletion, x_follow};
use crate::subject::Subject;

fn counts(appended: Appended) -> (usize, usize) {
    (appended.stored, appended.duplicates)
}

pub(super) async fn a_delivery_that_comes_again(subject: &dyn Subject) {
    let inbox = subject.open().await;
    let body = deletions(1, [1, 2]);
    assert_eq!(counts(inbox.append(&arrival(&body)).await.unwrap()), (2, 0));
    assert_eq!(counts(inbox.append(&arrival(&body)).await.unwrap()), (0, 2));
    assert_eq!(counts(inbox.append(&arrival(&deletions(1, [2, 3]))).await.unwrap()), (1, 1));
    assert_eq!(drain(&*inbox).await, deletion_keys(1, 1..=3));
    assert_eq!(counts(inbox.append(&arrival(&body)).await.unwrap()), (0, 2));
    assert!(drain(&*inbox).await.is_empty());
}

pub(super) async fn a_delivery_that_comes_again_after_a_restart(subject: &dyn Subject) {
    let inbox = subject.open().await;
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    inbox.append(&arrival(&follow(START))).await.unwrap();
    let first = claim_one(&*inbox).await;
    inbox.acknowledge(first.claim()).await.unwrap();
    drop(inbox);
    let inbox = subject.open().await;
    assert_eq!(counts(inbox.append(&arrival(&deletions(1, [1]))).await.unwrap()), (0, 1));
    assert_eq!(counts(inbox.append(&arrival(&follow(START))).await.unwrap()), (0, 1));
    assert_eq!(counts(inbox.append(&arrival(&x_follow("a"))).await.unwrap()), (0, 1));
    assert_eq!(drain(&*inbox).await.len(), 1);
}

pub(super) async fn two_subscribers_of_one_tweet(subject: &dyn Subject) {
    let inbox = subject.open().await;
    for subscriber in [1, 2] {
        let appended = inbox.append(&arrival(&deletions(subscriber, [5]))).await.unwrap();
        assert_eq!(counts(appended), (1, 0));
    }
    let mut keys = drain(&*inbox).await;
    keys.sort();
    assert_eq!(keys, ["1/1/tweet_delete/5", "1/2/tweet_delete/5"]);
}

pub(super) async fn both_families_with_one_key(subject: &dyn Subject) {
    let inbox = subject.open().await;
    assert_eq!(counts(inbox.append(&arrival(&deletions(1, [1]))).await.unwrap()), (1, 0));
    assert_eq!(counts(inbox.append(&arrival(&x_deletion(1, 1))).await.unwrap()), (0, 1));
    assert_eq!(counts(inbox.append(&arrival(&x_deletion(1, 2))).await.unwrap()), (1, 0));
    assert_eq!(counts(inbox.append(&arrival(&deletions(1, [2]))).await.unwrap()), (0, 1));
    assert_eq!(drain(&*inbox).await, deletion_keys(1, [1, 2]));
}

pub(super) async fn both_families_without_a_common_key(subject: &dyn Subject) {
    let inbox = subject.open().await;
    assert_eq!(counts(inbox.append(&arrival(&follow(START))).await.unwrap()), (1, 0));
    for duplicate in [x_follow("a"), x_follow("a"), follow(START)] {
        assert_eq!(counts(inbox.append(&arrival(&duplicate)).await.unwrap()), (0, 1));
    }
    // A second follow, which the other API tells first.
    assert_eq!(counts(inbox.append(&arrival(&x_follow("b"))).await.unwrap()), (1, 0));
    assert_eq!(counts(inbox.append(&arrival(&follow(START + 1_000))).await.unwrap()), (0, 1));
    assert_eq!(drain(&*inbox).await, [format!("1/1/follow/2-1-{START}"), "1/1/follow/b".into()]);
}

/// The inbox recognizes it by its content.
pub(super) async fn an_event_without_an_id(subject: &dyn Subject) {
    let inbox = subject.open().await;
    for expected in [(1, 0), (0, 1)] {
        assert_eq!(counts(inbox.append(&arrival(&x_follow(""))).await.unwrap()), expected);
    }
    assert_eq!(counts(inbox.append(&arrival(&follow(START))).await.unwrap()), (0, 1));
}

pub(super) async fn the_window_ends(subject: &dyn Subject) {
    let inbox = subject.open().await;
    inbox.append(&arrival(&follow(START))).await.unwrap();
    subject.pass(Duration::from_secs(3)).await;
    let late = arrival_at(&x_follow("a"), START + 3_000);
    assert_eq!(counts(inbox.append(&late).await.unwrap()), (1, 0), "the window is two seconds");
    let body = deletions(1, [1]);
    inbox.append(&arrival(&body)).await.unwrap();
    subject.pass(Duration::from_secs(7)).await;
    assert_eq!(counts(inbox.append(&arrival(&body)).await.unwrap()), (1, 0), "it is forgotten");
}

pub(super) async fn one_delivery_many_times_at_once(subject: &dyn Subject) {
    let (inbox, other) = (subject.open().await, subject.open().await);
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..20 {
        let inbox = if number % 2 == 0 { inbox.clone() } else { other.clone() };
        tasks.spawn(async move {
            let body = [deletions(1, [1]), follow(START)];
            let mut stored = 0;
            for body in body {
                stored += inbox.append(&arrival(&body)).await.unwrap().stored;
            }
            stored
        });
    }
    assert_eq!(tasks.join_all().await.into_iter().sum::<usize>(), 2);
    assert_eq!(drain(&*inbox).await.len(), 2);
}
