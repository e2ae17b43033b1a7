//! The stream of the X Activity API.

mod connection;
mod item;
mod lines;
mod options;
mod pauses;
mod stats;

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

pub use item::{Disconnection, Gap, StreamItem, StreamNotice};
pub use options::StreamOptions;
pub use stats::StreamStats;

use self::connection::{Chunk, Opened};
use self::lines::{Line, Lines};
use self::pauses::{Cause, Pauses};
use crate::client::error::{Error, Reason};
use crate::client::response::Response;
use crate::client::{BoxFuture, Client};
use crate::value::timestamp::Timestamp;
use crate::xaa::Envelope;

/// The events of every subscription of the app, as they happen, created by
/// [`Xaa::stream`](super::Xaa::stream). X's texts disagree on whether the subscriptions with a webhook
/// are among them.
///
/// It is a [`Stream`](futures_core::Stream), and [`next`](Self::next) needs no other crate. It
/// connects when it is first polled, and again whenever a connection ends or cannot be made. X keeps
/// no position in the stream: what happens between two connections is lost, and reported as a
/// [`Gap`]. The stream ends after an error, which is one that a new connection does not mend: the
/// status 401, 402 or 403, another rejection of the request, or too many
/// [attempts](StreamOptions::attempts). Before the first connection, a failure of TLS and the page of
/// another server, such as the login page of a network, are such errors too: the settings are
/// probably wrong. Later the stream waits until they pass.
///
/// It runs only while it is polled. A program that is slow slows down the connection. At most one
/// part of what the server sent and one line are held. Dropping the stream closes the connection.
///
/// | what happened | the next connection |
/// |---|---|
/// | the server closed the connection in order | at once if it lived for a minute, else after 1 s, doubled each time, up to 60 s |
/// | the connection failed, broke, or was silent | after 250 ms, and 250 ms more each time, up to 16 s |
/// | a status of 5xx, or a page of another server | after 5 s, doubled each time, up to 320 s |
/// | the status 429, or too many connections | when X says, else after 60 s, doubled each time, up to 15 minutes |
/// | the status 400 for [`backfill_minutes`](StreamOptions::backfill_minutes) | at once, without it |
///
/// The waits begin anew after a connection that lived for a minute, and those after 5xx also after
/// any response of success. They follow the client's clock. These are
/// [X's rules](https://docs.x.com/x-api/fundamentals/handling-disconnections), with a limit for
/// connections that are closed at once.
pub struct ActivityStream {
    client: Client,
    options: StreamOptions,
    state: State,
    /// Items that are due before the state goes on. They are notices, so there are few.
    due: VecDeque<StreamItem>,
    lines: Lines,
    pauses: Pauses,
    /// The number of connections that failed since the last one that delivered a byte.
    failures: u32,
    /// The time of the last byte, which may be of a head. Absent before the first response.
    last_byte: Option<Timestamp>,
    stats: StreamStats,
}

/// Every wait is one of these futures. They are kept when a call of `next` is dropped, so nothing is
/// lost.
enum State {
    Waiting(BoxFuture<'static, ()>),
    Connecting(BoxFuture<'static, Result<Opened, Error>>),
    /// The current connection, and the next part of its body.
    Reading(Current, BoxFuture<'static, Chunk>),
    /// The stream is over, after an error that is yet to be returned.
    Ended(Option<Error>),
}

/// The connection that is open.
struct Current {
    head: Response<()>,
    since: Timestamp,
    /// Whether a byte of the body has arrived.
    is_used: bool,
    /// Whether the server sent an error in place of an event.
    has_problem: bool,
    /// Whether the server told that there are too many connections.
    is_one_too_many: bool,
}

impl Current {
    fn new(head: Response<()>, since: Timestamp) -> Self {
        Self { head, since, is_used: false, has_problem: false, is_one_too_many: false }
    }

    fn note(&mut self, item: &StreamItem) {
        if let StreamItem::Notice(StreamNotice::Problem(problem)) = item {
            self.has_problem = true;
            self.is_one_too_many |= problem.reason() == &Reason::TooManyConnections;
        }
    }
}

impl ActivityStream {
    pub(super) fn new(client: Client, options: StreamOptions) -> Self {
        let lines = Lines::new(options.largest_line);
        let mut stream = Self {
            client,
            options,
            state: State::Ended(None),
            due: VecDeque::new(),
            lines,
            pauses: Pauses::default(),
            failures: 0,
            last_byte: None,
            stats: StreamStats::default(),
        };
        stream.connect();
        stream
    }

    /// Returns the next item. Returns `None` after an error, and if the stream is one of
    /// [stored events](StreamOptions::end_time), at their end.
    ///
    /// Dropping the future loses nothing: the next call continues.
    ///
    /// # Errors
    ///
    /// Those of [`Xaa::stream`](super::Xaa::stream). They end the stream.
    pub async fn next(&mut self) -> Option<Result<StreamItem, Error>> {
        std::future::poll_fn(|context| self.poll_item(context)).await
    }

    /// Returns what the stream has received so far.
    #[must_use]
    pub fn stats(&self) -> StreamStats {
        StreamStats { last_byte_at: self.last_byte, ..self.stats }
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<StreamItem, Error>>> {
        loop {
            if let Some(item) = self.due.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            if let Some(line) = self.lines.pop() {
                match self.item(line) {
                    Some(item) => return Poll::Ready(Some(Ok(item))),
                    None => continue,
                }
            }
            match &mut self.state {
                State::Waiting(wait) => {
                    ready!(wait.as_mut().poll(context));
                    self.connect();
                }
                State::Connecting(opening) => match ready!(opening.as_mut().poll(context)) {
                    Ok(opened) => self.opened(opened),
                    Err(error) => self.failed(error, None),
                },
                State::Reading(_, reading) => {
                    let chunk = ready!(reading.as_mut().poll(context));
                    self.read(chunk);
                }
                State::Ended(error) => return Poll::Ready(error.take().map(Err)),
            }
        }
    }

    fn connect(&mut self) {
        let (client, options) = (self.client.clone(), self.options.clone());
        let attempt = self.failures.saturating_add(1);
        self.state = State::Connecting(Box::pin(connection::open(client, options, attempt)));
    }

    fn opened(&mut self, Opened { head, connection }: Opened) {
        let now = self.client.now();
        self.stats.connections += 1;
        self.pauses.opened();
        self.due.push_back(StreamNotice::Connected.into());
        if let Some(from) = self.last_byte.replace(now) {
            self.stats.gaps += 1;
            self.due.push_back(StreamItem::Gap(Gap { from, to: now }));
        }
        self.state = State::Reading(Current::new(head, now), Box::pin(connection.chunk()));
    }

    /// Takes a part of the body, or its end.
    fn read(&mut self, chunk: Chunk) {
        let State::Reading(mut current, _) = self.take_state() else { return };
        match chunk {
            Chunk::Bytes(bytes, connection) => {
                self.last_byte = Some(self.client.now());
                self.stats.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                self.failures = 0;
                current.is_used = true;
                self.lines.push(bytes);
                self.state = State::Reading(current, Box::pin(connection.chunk()));
            }
            Chunk::End => {
                self.end_line(&mut current);
                self.closed(current);
            }
            Chunk::Failed(error) => {
                self.end_line(&mut current);
                self.failed(error.at(&current.head.target), Some(current.since));
            }
        }
    }

    fn take_state(&mut self) -> State {
        std::mem::replace(&mut self.state, State::Ended(None))
    }

    /// Returns the item of a line. `None` for the blank lines that keep the connection alive.
    fn item(&mut self, line: Line) -> Option<StreamItem> {
        let State::Reading(current, _) = &mut self.state else { return None };
        let item = match line {
            Line::Whole(bytes) if bytes.is_empty() => {
                self.stats.keep_alives += 1;
                return None;
            }
            Line::Whole(bytes) => item_of(bytes, &current.head),
            Line::TooLong(length) => StreamNotice::LineTooLong { length }.into(),
        };
        current.note(&item);
        self.stats.count(&item);
        Some(item)
    }

    /// Reports the line that the end of the connection cut off. If it is an object, it lacks the line
    /// break alone, because the beginning of an object is never an object.
    fn end_line(&mut self, current: &mut Current) {
        let item = match self.lines.end() {
            Some(Line::Whole(bytes)) if !bytes.is_empty() => match item_of(bytes, &current.head) {
                StreamItem::Notice(StreamNotice::Unreadable { bytes, .. }) => {
                    StreamNotice::HalfLine { bytes }.into()
                }
                whole => whole,
            },
            Some(Line::TooLong(length)) => StreamNotice::LineTooLong { length }.into(),
            _ => return,
        };
        current.note(&item);
        self.stats.count(&item);
        self.due.push_back(item);
    }

    /// Decides what follows a connection that the server closed in order.
    fn closed(&mut self, current: Current) {
        if self.options.end_time.is_some() && !current.has_problem {
            return;
        }
        let cause = if current.is_one_too_many { Cause::Limited(None) } else { Cause::Closed };
        let pause = self.pauses.after(cause, self.lived(current.since));
        if !current.is_used && self.is_last_failure() {
            let empty = current.head.with(Bytes::new());
            self.state = State::Ended(Some(empty.unexpected("a stream: it is empty")));
            return;
        }
        self.pause(Disconnection::Closed, pause);
    }

    /// Decides what follows a failure. `since` is when the connection was made, if it was.
    fn failed(&mut self, error: Error, since: Option<Timestamp>) {
        if self.options.backfill_minutes.is_some() && is_backfill_refused(&error) {
            self.options.backfill_minutes = None;
            self.due.push_back(StreamNotice::BackfillRefused(error).into());
            return self.connect();
        }
        let cause = Cause::of(&error, self.last_byte.is_none(), self.client.now());
        match cause {
            Some(cause) if !self.is_last_failure() => {
                let pause = self.pauses.after(cause, since.and_then(|since| self.lived(since)));
                self.pause(Disconnection::Failed(error), pause);
            }
            _ => self.state = State::Ended(Some(error)),
        }
    }

    /// Counts a failure. Returns whether it ends the stream.
    fn is_last_failure(&mut self) -> bool {
        self.failures = self.failures.saturating_add(1);
        self.options.attempts.is_some_and(|attempts| self.failures >= attempts)
    }

    fn pause(&mut self, cause: Disconnection, pause: Duration) {
        tracing::info!(%cause, ?pause, "the activity stream is disconnected");
        self.due.push_back(StreamNotice::Disconnected { cause, pause }.into());
        if pause.is_zero() {
            return self.connect();
        }
        let client = self.client.clone();
        self.state = State::Waiting(Box::pin(async move { client.sleep(pause).await }));
    }

    /// Returns how long a connection has lived. `None` if the clock was set back.
    fn lived(&self, since: Timestamp) -> Option<Duration> {
        self.client.now().duration_since(since)
    }
}

/// Decodes a line that is not blank.
fn item_of(line: Bytes, head: &Response<()>) -> StreamItem {
    let envelope = match Envelope::from_bytes(line.clone()) {
        Ok(envelope) => envelope,
        Err(error) => {
            let bytes = head.secrets.redact(line);
            return StreamNotice::Unreadable { bytes, error }.into();
        }
    };
    if envelope.event().is_none()
        && let Error::Api(problem) = head.failure(line, false)
        && (problem.problem().is_some() || !problem.entries().is_empty())
    {
        return StreamNotice::Problem(problem).into();
    }
    StreamItem::Envelope(Box::new(envelope))
}

fn is_backfill_refused(error: &Error) -> bool {
    let names_it = |body: &[u8]| String::from_utf8_lossy(body).contains("backfill_minutes");
    error.status() == Some(StatusCode::BAD_REQUEST)
        && error.as_api().is_some_and(|error| names_it(error.body()))
}

impl futures_core::Stream for ActivityStream {
    type Item = Result<StreamItem, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

impl fmt::Debug for ActivityStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ActivityStream")
            .field("client", &self.client)
            .field("options", &self.options)
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}
