//! Runs each handler in its own task, so that the end of a request does not cancel it.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};
use tracing::Instrument;

use super::Shared;
use super::gate::Slot;
use crate::activity::Family;
use crate::receiver::delivery::Decoded;
use crate::receiver::escaped::Escaped;
use crate::receiver::{Error, Failure, HandlerError, HandlerPanic, handler_runtime};

/// The handler failed. The error has been logged and passed to `on_failure`.
#[derive(Debug)]
pub(super) struct Failed;

impl Shared {
    /// Waits for the handler until the response is due. The handler continues after that.
    pub(super) async fn handle_by(
        self: &Arc<Self>,
        arrived: Instant,
        decoded: Decoded,
        slot: Slot,
    ) -> Result<(), Error> {
        let limit = self.settings.response_deadline;
        match timeout_at(arrived + limit, self.spawn(decoded, slot)).await {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Ok(Err(Failed)) | Err(_)) => Err(Error::HandlerFailed),
            Err(_) => Err(Error::HandlerTimeout { limit }),
        }
    }

    pub(super) fn spawn(
        self: &Arc<Self>,
        decoded: Decoded,
        slot: Slot,
    ) -> JoinHandle<Result<(), Failed>> {
        let shared = Arc::clone(self);
        let handling = async move {
            let result = shared.handle(decoded).await;
            drop(slot);
            result
        };
        handler_runtime::current().spawn(handling.in_current_span())
    }

    async fn handle(&self, decoded: Decoded) -> Result<(), Failed> {
        self.counters.delivery(&decoded);
        let family = decoded.as_ref().ok().and_then(|delivery| delivery.body().family());
        let family = family.map(Family::as_str);
        let kept = self.settings.on_failure.as_ref().map(|then| (then, decoded.clone()));
        let started = Instant::now();
        let result = unpanicked(self.call(decoded)).await;
        let took = started.elapsed();
        self.counters.finish(took);
        let Err(error) = result else {
            tracing::debug!(family, ?took, "handled");
            return Ok(());
        };
        self.counters.failure(&error);
        tracing::error!(error = %Escaped(&error), family, ?took, "the handler failed");
        if let Some((on_failure, decoded)) = kept {
            on_failure(Failure::new(decoded, error)).await;
        }
        Err(Failed)
    }

    async fn call(&self, decoded: Decoded) -> Result<(), HandlerError> {
        match decoded {
            Ok(delivery) => self.handler.handle(delivery).await,
            Err(delivery) => {
                let error = Escaped(delivery.error());
                tracing::warn!(%error, "a verified delivery cannot be decoded");
                self.handler.undecodable(delivery).await
            }
        }
    }
}

/// Runs a handler to its end, and turns a panic into an error.
async fn unpanicked(
    handling: impl Future<Output = Result<(), HandlerError>>,
) -> Result<(), HandlerError> {
    let mut handling = pin!(handling);
    poll_fn(|context| {
        // After a panic the future is not polled again.
        let poll = AssertUnwindSafe(|| handling.as_mut().poll(context));
        catch_unwind(poll).unwrap_or_else(|panic| {
            Poll::Ready(Err(HandlerPanic { message: message(panic.as_ref()) }.into()))
        })
    })
    .await
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no text message").to_owned()
}
