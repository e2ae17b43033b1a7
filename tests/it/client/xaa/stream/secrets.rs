//! Nothing secret is shown.

use super::*;
use crate::client::log::Log;

/// A server that repeats the token, in every kind of line.
#[tokio::test]
async fn nothing_secret_is_shown() {
    let lines = Send(cases::lines_with_the_token());
    let page = status("200 OK\r\ncontent-type: text/html", cases::BEARER);
    let rejected = status("403 Forbidden", cases::BEARER);
    let server = Server::start([vec![Head, lines, Break], page, rejected]).await;
    let (log, guard) = Log::capture();
    let items = cases::nothing_secret_is_shown(&server.base_url).await;
    drop(guard);
    // Connected, the two lines, the half line, twice disconnected, and the error.
    assert_eq!(items, 7);
    let text = log.text();
    assert!(text.contains("the activity stream is disconnected"), "{text}");
    assert!(!text.contains(cases::BEARER), "{text}");
}
