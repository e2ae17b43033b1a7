//! One attempt to handle an item.

use std::any::Any;
use std::future::Future;
use std::sync::Arc;

use account_activity::receiver::HandlerError;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinHandle};
use tracing::{error, warn};

use super::Shared;
use super::stats::{Running, count};
use crate::{Claim, Error, Item, with_sources};

type Handling = JoinHandle<Result<(), HandlerError>>;

/// One attempt to handle an item.
pub(super) struct Attempt {
    shared: Arc<Shared>,
    claim: Claim,
    number: u32,
    kind: Box<str>,
}

/// How an attempt ended.
enum End {
    Finished(Result<Result<(), HandlerError>, JoinError>),
    ClaimLost,
}

impl Attempt {
    /// Handles an item and finishes it. `stop` ends it before.
    pub(super) async fn run(shared: Arc<Shared>, item: Item, stop: watch::Receiver<bool>) {
        let (claim, number, kind) = (item.claim().clone(), item.attempt(), item.kind().into());
        let _running = Running::new(Arc::clone(&shared.counters));
        let attempt = Self { shared, claim, number, kind };
        if number > attempt.shared.max_attempts {
            let text = "the process ended while the handler ran, in each of the last attempts";
            attempt.bury(text).await;
        } else {
            attempt.handle(item, stop).await;
        }
    }

    async fn handle(&self, item: Item, mut stop: watch::Receiver<bool>) {
        count(&self.shared.counters.attempts);
        let handler = Arc::clone(&self.shared.handler);
        let mut handling = Abort(tokio::spawn(async move { handler.handle(item).await }));
        match self.wait(&mut handling.0, &mut stop).await {
            End::Finished(Ok(Ok(()))) => self.acknowledge().await,
            End::Finished(Ok(Err(error))) => self.fail(&with_sources(error.as_ref())).await,
            End::Finished(Err(error)) if error.is_cancelled() => self.release().await,
            End::Finished(Err(error)) => self.fail(&panic_text(error)).await,
            End::ClaimLost => self.lose(),
        }
    }

    /// Waits for the handler, and renews the claim meanwhile.
    async fn wait(&self, handling: &mut Handling, stop: &mut watch::Receiver<bool>) -> End {
        let shared = &self.shared;
        loop {
            let renewal = shared.clock.now() + shared.claim_for / 3;
            let is_stopped = tokio::select! {
                biased;
                result = &mut *handling => return End::Finished(result),
                Ok(_) = stop.wait_for(|stop| *stop) => true,
                () = shared.clock.sleep_until(renewal) => false,
            };
            if is_stopped {
                // No other worker may get the item while the handler still runs.
                handling.abort();
                return End::Finished(handling.await);
            }
            match shared.inbox.renew(&self.claim, shared.claim_for).await {
                Ok(()) => {}
                Err(Error::ClaimLost { .. }) => return End::ClaimLost,
                Err(error) => warn!(item = %self.claim.item(), %error, "could not renew a claim"),
            }
        }
    }

    async fn acknowledge(&self) {
        let acknowledge = || self.shared.inbox.acknowledge(&self.claim);
        if self.persist(acknowledge).await {
            count(&self.shared.counters.handled);
        }
    }

    async fn fail(&self, error: &str) {
        count(&self.shared.counters.failures);
        let (item, kind, number) = (self.claim.item(), &*self.kind, self.number);
        if number >= self.shared.max_attempts {
            return self.bury(error).await;
        }
        let wait = self.shared.backoff.wait(number);
        warn!(%item, kind, attempt = number, ?wait, error, "a handler failed");
        self.persist(|| self.shared.inbox.retry(&self.claim, wait, error)).await;
    }

    async fn bury(&self, error: &str) {
        if self.persist(|| self.shared.inbox.dead_letter(&self.claim, error)).await {
            count(&self.shared.counters.dead_letters);
            let (item, kind, attempts) = (self.claim.item(), &*self.kind, self.number);
            error!(%item, kind, attempts, error, "an item became a dead letter");
        }
    }

    async fn release(&self) {
        if self.persist(|| self.shared.inbox.release(&self.claim)).await {
            count(&self.shared.counters.released);
        }
    }

    fn lose(&self) {
        count(&self.shared.counters.lost_claims);
        warn!(item = %self.claim.item(), "a claim ended while its handler ran; the item is handled again");
    }

    /// Calls the inbox until it succeeds. Returns `false` if the claim was lost.
    async fn persist<F: Future<Output = Result<(), Error>>>(&self, call: impl Fn() -> F) -> bool {
        loop {
            match call().await {
                Ok(()) => return true,
                Err(error @ Error::Storage { .. }) => {
                    warn!(item = %self.claim.item(), error = with_sources(&error), "the inbox failed");
                    self.shared.pause().await;
                }
                Err(Error::ClaimLost { .. } | Error::NoItem { .. }) => {
                    self.lose();
                    return false;
                }
                Err(_) => return false,
            }
        }
    }
}

/// Aborts a task when it is dropped.
struct Abort(Handling);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn panic_text(error: JoinError) -> String {
    let panic = error.try_into_panic();
    let text = panic.as_ref().ok().and_then(|panic| message(&**panic));
    text.map_or_else(
        || "the handler panicked".to_owned(),
        |text| format!("the handler panicked: {text}"),
    )
}

fn message(panic: &(dyn Any + Send)) -> Option<&str> {
    panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref().copied())
}
