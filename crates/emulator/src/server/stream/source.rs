//! The body of the response of one connection.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame};
use tokio::sync::mpsc;

use super::Streams;
use crate::server::socket::Reset;

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
    /// Resets the connection.
    reset: Reset,
    /// A part that was received and not taken.
    next: Option<Result<Bytes, Broken>>,
    streams: Streams,
    number: u64,
}

/// The connection is to be reset.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Broken;

impl Source {
    pub(super) const fn new(parts: Parts, reset: Reset, streams: Streams, number: u64) -> Self {
        Self { parts, reset, next: None, streams, number }
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
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
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
            Some(Err(Broken)) => {
                // While the server waits for the body, it writes what it has. The next part does not
                // come.
                this.reset.reset();
                this.parts.received.close();
                this.next = Some(Err(Broken));
                Poll::Pending
            }
        }
    }
}
