//! The body of the response of one connection.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame};
use tokio::sync::mpsc;

use super::Streams;

/// What is to be sent on a connection.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) received: mpsc::UnboundedReceiver<Result<Bytes, Broken>>,
    /// The number of bytes that were not taken yet.
    pub(super) waiting: Arc<AtomicUsize>,
}

/// The body of a response. When it is dropped, because the client is gone, the connection is
/// forgotten.
#[derive(Debug)]
pub(crate) struct Source {
    parts: Parts,
    /// A part that was received and not taken.
    next: Option<Result<Bytes, Broken>>,
    streams: Streams,
    number: u64,
}

/// The connection is to break.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a requested fault breaks the connection")]
pub(crate) struct Broken;

impl Source {
    pub(super) const fn new(parts: Parts, streams: Streams, number: u64) -> Self {
        Self { parts, next: None, streams, number }
    }

    /// Waits for the first part, or for the end.
    pub(super) async fn wait(&mut self) {
        self.next = self.parts.received.recv().await;
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.streams.forget(self.number);
    }
}

impl Body for Source {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        let this = self.get_mut();
        let is_second_look = this.next.is_some();
        let next = match this.next.take() {
            Some(next) => Some(next),
            None => ready!(this.parts.received.poll_recv(context)),
        };
        match next {
            None => Poll::Ready(None),
            Some(Ok(bytes)) => {
                this.parts.waiting.fetch_sub(bytes.len(), Ordering::Relaxed);
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            Some(Err(broken)) if is_second_look => Poll::Ready(Some(Err(broken))),
            Some(Err(broken)) => {
                // The server drops what it has not written when the body fails. While it waits for
                // the body, it writes.
                this.next = Some(Err(broken));
                context.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}
