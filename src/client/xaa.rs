//! The X Activity API: its subscriptions and its stream.

mod stream;

pub use stream::{
    ActivityStream, Disconnection, Gap, StreamItem, StreamNotice, StreamOptions, StreamStats,
};

use super::Client;
#[cfg(doc)]
use super::error::Error;

/// A handle for the X Activity API, created by [`Client::xaa`].
#[derive(Clone, Debug)]
pub struct Xaa {
    client: Client,
}

impl Xaa {
    pub(super) const fn new(client: Client) -> Self {
        Self { client }
    }

    /// Streams the events of the app's subscriptions.
    ///
    /// `GET /2/activity/stream`, the app's bearer token, 450 requests in 15 minutes. Source:
    /// [X's guide to streams](https://docs.x.com/x-api/fundamentals/consuming-streaming-data). An
    /// app has two connections at most. Use one of them, so that a new version of the program can
    /// connect before the old one ends.
    ///
    /// Nothing is sent before the stream is polled.
    ///
    /// ```no_run
    /// use account_activity::client::xaa::StreamItem;
    /// # async fn example(client: account_activity::Client)
    /// # -> Result<(), account_activity::client::Error> {
    ///
    /// let mut stream = client.xaa().stream();
    /// while let Some(item) = stream.next().await {
    ///     match item? {
    ///         StreamItem::Envelope(envelope) => {
    ///             for activity in envelope.activities() {
    ///                 println!("{} by {:?}", activity.kind(), activity.actor());
    ///             }
    ///         }
    ///         StreamItem::Gap(gap) => println!("nothing received from {} to {}", gap.from, gap.to),
    ///         StreamItem::Notice(notice) => println!("{notice:?}"),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The items are `Result`s. An [`Error`] is the last item. It is one that a new connection does
    /// not mend: the credentials are wrong (401), the account has no credits (402) or no access
    /// (403), or X rejects the request for another reason. The other failures are
    /// [`StreamNotice::Disconnected`].
    #[must_use]
    pub fn stream(&self) -> ActivityStream {
        self.stream_with(StreamOptions::new())
    }

    /// Streams the events of the app's subscriptions, with options. See [`stream`](Self::stream).
    #[must_use]
    pub fn stream_with(&self, options: StreamOptions) -> ActivityStream {
        ActivityStream::new(self.client.clone(), options)
    }
}
