//! Named leases and marks.

use std::time::Duration;

use account_activity_inbox::Error;

use crate::subject::{CLAIM, Subject};

pub(super) async fn leases(subject: &dyn Subject) {
    let (inbox, other) = (subject.open().await, subject.open().await);
    let first = inbox.lease("sweep", "a", CLAIM).await.unwrap().unwrap();
    assert_eq!((&*first.name, &*first.holder), ("sweep", "a"));
    assert!(other.lease("sweep", "b", CLAIM).await.unwrap().is_none());
    assert!(other.lease("other", "b", CLAIM).await.unwrap().is_some());
    subject.pass(CLAIM / 2).await;
    let renewed = inbox.lease("sweep", "a", CLAIM).await.unwrap().unwrap();
    assert_eq!(renewed.fence, first.fence);
    assert!(renewed.until > first.until);
    subject.pass(CLAIM * 3 / 4).await;
    assert!(other.lease("sweep", "b", CLAIM).await.unwrap().is_none());
    subject.pass(CLAIM / 2).await;
    let taken = other.lease("sweep", "b", CLAIM).await.unwrap().unwrap();
    assert!(taken.fence > first.fence);
    inbox.end_lease(&renewed).await.unwrap();
    assert!(inbox.lease("sweep", "a", CLAIM).await.unwrap().is_none(), "the end came too late");
    other.end_lease(&taken).await.unwrap();
    let back = inbox.lease("sweep", "a", Duration::from_secs(1)).await.unwrap().unwrap();
    assert!(back.fence > taken.fence);
}

pub(super) async fn marks(subject: &dyn Subject) {
    let (inbox, other) = (subject.open().await, subject.open().await);
    assert_eq!(inbox.mark("position").await.unwrap(), None);
    let first = inbox.set_mark("position", None, b"1").await.unwrap();
    let exists = other.set_mark("position", None, b"2").await;
    assert!(matches!(exists, Err(Error::MarkChanged { .. })), "{exists:?}");
    let second = other.set_mark("position", Some(first.version), b"2").await.unwrap();
    let changed = inbox.set_mark("position", Some(first.version), b"3").await;
    assert!(matches!(changed, Err(Error::MarkChanged { .. })), "{changed:?}");
    assert_eq!(inbox.mark("position").await.unwrap(), Some(second));
    let read = subject.open().await.mark("position").await.unwrap().unwrap();
    assert_eq!(read.value, b"2");
    let missing = inbox.set_mark("other", Some(7), b"x").await;
    assert!(matches!(missing, Err(Error::MarkChanged { .. })), "{missing:?}");
}
