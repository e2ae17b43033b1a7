//! A clock that tests set.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use account_activity_inbox::account_activity::{Clock, Timestamp};
use tokio::sync::watch;

use crate::bodies::START;

/// A clock that shows the same time until a test sets it.
#[derive(Clone)]
pub(crate) struct ManualClock(Arc<watch::Sender<i64>>);

impl ManualClock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(START)))
    }

    pub(crate) fn advance(&self, time: Duration) {
        self.0.send_modify(|now| *now += i64::try_from(time.as_millis()).unwrap());
    }

    pub(crate) fn set_back(&self, time: Duration) {
        self.0.send_modify(|now| *now -= i64::try_from(time.as_millis()).unwrap());
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(*self.0.borrow())
    }

    fn sleep_until(&self, due: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut now = self.0.subscribe();
        Box::pin(async move {
            let is_due = |now: &i64| *now >= due.as_millis();
            now.wait_for(is_due).await.expect("the clock has a sender");
        })
    }
}
