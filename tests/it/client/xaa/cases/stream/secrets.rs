//! Nothing secret is shown.

use super::*;

/// Lines that repeat the client's token, and the beginning of one.
pub(crate) fn lines_with_the_token() -> String {
    format!(
        "{BEARER}\r\n{{\"errors\":[{{\"title\":\"{BEARER}\",\"detail\":\"Bearer {BEARER}\"}}]}}\r\n{{\"x\":\"{BEARER}"
    )
}

/// The server sends [`lines_with_the_token`] and breaks the connection. Then it rejects the requests.
/// Returns the number of items, among them the error that ends the stream.
pub(crate) async fn nothing_secret_is_shown(base_url: &str) -> usize {
    let mut bench = Bench::of(base_url);
    let (error, items) = bench.end().await;
    let body = error.as_api().map(|it| it.body().clone());
    let shown =
        format!("{items:?} {items:#?} {error} {error:?} {error:#?} {body:?} {:?}", bench.stream);
    for kind in ["Unreadable", "Problem", "HalfLine"] {
        assert!(shown.contains(kind), "{shown}");
    }
    assert!(!shown.contains(BEARER), "{shown}");
    items.len() + 1
}
