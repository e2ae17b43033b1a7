//! One connection of the stream.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use tokio::time::timeout;

use super::options::StreamOptions;
use crate::client::Client;
use crate::client::endpoint::Endpoint;
use crate::client::error::Error;
use crate::client::request::PreparedRequest;
use crate::client::response::{LARGEST_ERROR, Response};
use crate::client::send::{read, transport_error};

/// A program that blocks its thread for longer than the idle timeout keeps the runtime from reading.
/// Before a connection counts as silent, the runtime gets this time to read what has arrived.
const LAST_LOOK: Duration = Duration::from_millis(100);

/// A connection, whose body is read part by part.
pub(super) struct Connection {
    body: reqwest::Response,
    idle_timeout: Duration,
}

/// A connection that has been made, and the head of its response.
pub(super) struct Opened {
    pub(super) head: Response<()>,
    pub(super) connection: Connection,
}

/// What comes next from a connection.
pub(super) enum Chunk {
    Bytes(Bytes, Connection),
    /// The server closed the connection in order.
    End,
    Failed(Error),
}

/// Makes a connection. If X rejects the bearer token, fetches a new one once.
pub(super) async fn open(
    client: Client,
    options: StreamOptions,
    attempt: u32,
) -> Result<Opened, Error> {
    let call = options.call();
    let limit = options.head_timeout;
    // X writes "Unauthorized" without a code here.
    let is_bad_token = |error: &Error| error.status() == Some(StatusCode::UNAUTHORIZED);
    let send = |mut request: PreparedRequest| {
        // A connection that has ended must not be used again while the server is closing it.
        request.headers.insert(CONNECTION, HeaderValue::from_static("close"));
        client.attempt_head(request, attempt, limit)
    };
    let opened = client.send_authorized(&call, is_bad_token, send).await;
    let (head, mut body) = opened.map_err(|error| error.at(&client.target(&call)))?.split();
    if is_page(&head.headers) {
        let page = timeout(limit, read(&mut body, Endpoint::XaaStream, LARGEST_ERROR)).await;
        let (page, _) = page.map_err(|_| Error::timeout(call.endpoint, "response", limit))??;
        let page = head.secrets.redact(page);
        return Err(head.with(page).unexpected("a stream of JSON"));
    }
    Ok(Opened { head, connection: Connection { body, idle_timeout: options.idle_timeout } })
}

/// Returns whether a response is a page for people, such as the login page of a network.
fn is_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/html"))
}

impl Connection {
    /// Returns the next part of the body. The idle timeout runs from the first poll, so that it
    /// does not count the time in which the program does not read.
    pub(super) async fn chunk(mut self) -> Chunk {
        // A server that always has another blank line must not keep the task from its other work.
        tokio::task::consume_budget().await;
        let mut read = timeout(self.idle_timeout, self.body.chunk()).await;
        if read.is_err() {
            read = timeout(LAST_LOOK, self.body.chunk()).await;
        }
        match read {
            Ok(Ok(Some(bytes))) => Chunk::Bytes(bytes, self),
            Ok(Ok(None)) => Chunk::End,
            Ok(Err(error)) => Chunk::Failed(transport_error(Endpoint::XaaStream, error)),
            Err(_) => Chunk::Failed(Error::timeout(Endpoint::XaaStream, "line", self.idle_timeout)),
        }
    }
}
