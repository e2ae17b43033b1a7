//! The order in which items are handed over.

use std::time::Duration;

use account_activity_inbox::Item;
use account_activity_inbox::account_activity::UserId;

use super::{claim, claim_one, deletion_keys, drain};
use crate::bodies::{arrival, deletions};
use crate::subject::Subject;

pub(super) async fn items_of_a_subscriber_in_order(subject: &dyn Subject) {
    let inbox = subject.open().await;
    for tweet in 1..=20 {
        let appended = inbox.append(&arrival(&deletions(1, [tweet]))).await.unwrap();
        assert_eq!((appended.stored, appended.duplicates), (1, 0));
    }
    let first = claim_one(&*inbox).await;
    assert_eq!((first.key(), first.attempt()), ("1/1/tweet_delete/1", 1));
    assert_eq!(first.subscriber(), Some(UserId::new(1)));
    assert!(claim(&*inbox).await.is_empty(), "the second item waits for the first");
    inbox.acknowledge(first.claim()).await.unwrap();
    assert_eq!(drain(&*inbox).await, deletion_keys(1, 2..=20));
}

pub(super) async fn subscribers_beside_each_other(subject: &dyn Subject) {
    let inbox = subject.open().await;
    for tweet in 1..=3 {
        for subscriber in 1..=4 {
            inbox.append(&arrival(&deletions(subscriber, [tweet]))).await.unwrap();
        }
    }
    let items = if subject.has_partitions() { Vec::new() } else { claim(&*inbox).await };
    if !subject.has_partitions() {
        let mut subscribers: Vec<_> = items.iter().map(Item::subscriber).collect();
        subscribers.sort();
        assert_eq!(subscribers, (1..=4).map(|id| Some(UserId::new(id))).collect::<Vec<_>>());
        let most = inbox.claim("other", 100, super::CLAIM).await.unwrap();
        assert!(most.is_empty(), "{most:?}");
    }
    for item in &items {
        inbox.acknowledge(item.claim()).await.unwrap();
    }
    let rest = drain(&*inbox).await;
    assert_eq!(rest.len() + items.len(), 12);
    for subscriber in 1..=4 {
        let all = items.iter().map(Item::key).chain(rest.iter().map(|key| &**key));
        let own: Vec<&str> =
            all.filter(|key| key.starts_with(&format!("1/{subscriber}/"))).collect();
        assert_eq!(own, deletion_keys(subscriber, 1..=3));
    }
}

pub(super) async fn a_retry_holds_back_its_subscriber_alone(subject: &dyn Subject) {
    let inbox = subject.open().await;
    inbox.append(&arrival(&deletions(1, [1, 2]))).await.unwrap();
    let first = claim_one(&*inbox).await;
    inbox.retry(first.claim(), Duration::from_secs(1), "no luck").await.unwrap();
    assert!(claim(&*inbox).await.is_empty());
    inbox.append(&arrival(&deletions(2, [3]))).await.unwrap();
    if !subject.has_partitions() {
        assert_eq!(drain(&*inbox).await, deletion_keys(2, [3]));
    }
    subject.pass(Duration::from_secs(1)).await;
    let again = drain(&*inbox).await;
    let own: Vec<&String> = again.iter().filter(|key| key.starts_with("1/1/")).collect();
    assert_eq!(own, deletion_keys(1, [1, 2]).iter().collect::<Vec<_>>());
}

pub(super) async fn several_activities_of_a_body(subject: &dyn Subject) {
    let inbox = subject.open().await;
    let body = deletions(1, [7, 8, 9]);
    let appended = inbox.append(&arrival(&body)).await.unwrap();
    assert_eq!((appended.stored, appended.duplicates), (3, 0));
    for tweet in 7..=9 {
        let item = claim_one(&*inbox).await;
        let activity = item.activity().unwrap();
        assert_eq!(activity.post_id().unwrap().to_string(), tweet.to_string());
        assert_eq!(item.kind(), "post_delete");
        assert_eq!(item.as_bytes(), body.as_bytes());
        inbox.acknowledge(item.claim()).await.unwrap();
    }
    assert!(claim(&*inbox).await.is_empty());
}

pub(super) async fn a_body_without_activities(subject: &dyn Subject) {
    let inbox = subject.open().await;
    for body in [r#"{"for_user_id":"1"}"#, r#"{"hello":"world"}"#] {
        let appended = inbox.append(&arrival(body)).await.unwrap();
        assert_eq!((appended.stored, appended.duplicates), (1, 0));
        let item = claim_one(&*inbox).await;
        assert_eq!((item.kind(), item.as_bytes()), ("unknown", body.as_bytes()));
        assert!(item.activity().is_none());
        inbox.acknowledge(item.claim()).await.unwrap();
        let again = inbox.append(&arrival(body)).await.unwrap();
        assert_eq!((again.stored, again.duplicates), (0, 1));
    }
}
