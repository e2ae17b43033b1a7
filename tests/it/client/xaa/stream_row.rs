//! The row of the stream. Its call makes one connection, and its result is the kind of the first event.

use account_activity::client::xaa::{StreamItem, StreamNotice, StreamOptions};
use account_activity::client::{AuthScheme, Client, ClientBuilder, Endpoint, Error, Reason};

use super::super::row::{Body, Failure::*, Row};

pub(crate) const ROWS: &[Row] = &[Row {
    endpoint: Endpoint::XaaStream,
    scheme: AuthScheme::Bearer,
    path: "/2/activity/stream",
    query: "",
    body: Body::None,
    call: |client| Box::pin(first(client)),
    successes: &[
        (200, concat!("\r\n", r#"{"data":{"event_type":"news.new"}}"#, "\r\n"), "NewsNew"),
        // The end of the response ends its last line.
        (200, r#"{"data":{"event_type":"news.new","payload":{}}}"#, "NewsNew"),
    ],
    failures: &[
        super::CREDITS,
        &[
            Raw(
                403,
                r#"{"title":"Unsupported Authentication","detail":"Authenticating with OAuth 2.0 User Context is forbidden for this endpoint.","type":"https://api.twitter.com/2/problems/unsupported-authentication","status":403}"#,
                None,
                Reason::AuthenticationUnsupported,
            ),
            Raw(
                429,
                r#"{"title":"ConnectionException","detail":"This stream is currently at the maximum allowed connection limit.","connection_issue":"TooManyConnections","type":"https://api.twitter.com/2/problems/streaming-connection"}"#,
                None,
                Reason::TooManyConnections,
            ),
            Raw(
                500,
                r#"{"title":"Internal Server Error","detail":"Something is broken.","type":"about:blank","status":500}"#,
                None,
                Reason::InternalError,
            ),
        ],
    ],
}];

async fn first(client: Client) -> Result<String, Error> {
    // As long as the shortest limit of other calls.
    let options = StreamOptions::new().attempts(1).head_timeout(ClientBuilder::MIN_TIMEOUT);
    let mut stream = client.xaa().stream_with(options);
    loop {
        return match stream.next().await.unwrap()? {
            StreamItem::Envelope(envelope) => {
                Ok(envelope.kind().map(|kind| format!("{kind:?}")).unwrap_or_default())
            }
            StreamItem::Notice(StreamNotice::Problem(problem)) => Err(Error::Api(problem)),
            StreamItem::Notice(StreamNotice::Connected) => continue,
            other => Ok(format!("{other:?}")),
        };
    }
}
