//! The limit of the pending items.

use account_activity_inbox::{Appended, Error, Inbox, Query, Settings};

use super::{claim_one, drain};
use crate::bodies::{START, arrival, deletions, follow};
use crate::subject::{Subject, settings};

/// Appends deletions of user 1.
async fn append(
    inbox: &dyn Inbox,
    tweets: impl IntoIterator<Item = u64>,
) -> Result<Appended, Error> {
    inbox.append(&arrival(&deletions(1, tweets))).await
}

async fn assert_full(inbox: &dyn Inbox, tweets: impl IntoIterator<Item = u64>) {
    let before = inbox.list(&Query::new()).await.unwrap().len();
    let refused = append(inbox, tweets).await;
    assert!(matches!(refused, Err(Error::TooManyPending { limit: 3, .. })), "{refused:?}");
    assert_eq!(inbox.list(&Query::new()).await.unwrap().len(), before, "nothing is stored");
}

fn of_three() -> Settings {
    settings().max_pending(3)
}

pub(super) async fn a_full_inbox(subject: &dyn Subject) {
    let inbox = subject.open_with(of_three()).await;
    assert_eq!(append(&*inbox, [1, 2]).await.unwrap().stored, 2);
    assert_full(&*inbox, [3, 4]).await;
    assert_eq!(append(&*inbox, [3]).await.unwrap().stored, 1);
    if !subject.has_partitions() {
        assert_eq!(append(&*inbox, [1, 2, 3]).await.unwrap().duplicates, 3, "they need no room");
    }
    let item = claim_one(&*inbox).await;
    assert_full(&*inbox, [4]).await;
    inbox.acknowledge(item.claim()).await.unwrap();
    assert_eq!(append(&*inbox, [4]).await.unwrap().stored, 1);
    assert_full(&*inbox, [5]).await;
    let item = claim_one(&*inbox).await;
    inbox.dead_letter(item.claim(), "no").await.unwrap();
    assert_eq!(append(&*inbox, [5]).await.unwrap().stored, 1, "dead letters do not count");
    inbox.requeue(item.id()).await.unwrap();
    assert_eq!(inbox.stats().await.unwrap().pending, 4, "a requeued item is not refused");
    assert_full(&*inbox, [6]).await;
    assert_eq!(drain(&*inbox).await.len(), 4);
    assert_eq!(append(&*inbox, [6]).await.unwrap().stored, 1);
}

/// Nothing remembers what was refused. Otherwise its retry would count as a duplicate, and be lost.
pub(super) async fn an_activity_that_was_refused_is_new(subject: &dyn Subject) {
    let inbox = subject.open_with(of_three()).await;
    append(&*inbox, 1..=3).await.unwrap();
    assert_full(&*inbox, [4]).await;
    let refused = inbox.append(&arrival(&follow(START))).await;
    assert!(matches!(refused, Err(Error::TooManyPending { .. })), "{refused:?}");
    drain(&*inbox).await;
    assert_eq!(append(&*inbox, [4]).await.unwrap().stored, 1);
    assert_eq!(inbox.append(&arrival(&follow(START))).await.unwrap().stored, 1);
}
