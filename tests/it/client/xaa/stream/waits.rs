//! The waits between connections, and silent connections.

use super::*;

#[tokio::test]
async fn connections_that_are_closed_at_once() {
    let mut scripts = vec![vec![Head, End]; 100];
    scripts.push(good(1));
    let server = Server::start(scripts).await;
    cases::closed_at_once(&server.base_url).await;
    let head = format!("authorization: Bearer {}\r\n", cases::BEARER);
    assert!(server.heads().iter().all(|it| it.contains(&head)), "{:?}", server.heads());
    assert_eq!(server.requests(), vec!["GET /2/activity/stream HTTP/1.1"; 101]);
}

#[tokio::test]
async fn connections_that_live() {
    let server = Server::start((0..7).map(closed)).await;
    cases::closed_after_a_while(&server.base_url).await;
}

#[tokio::test]
async fn silent_connections() {
    let server = Server::start([vec![Stall], good(1)]).await;
    cases::silence_before_the_head(&server.base_url).await;
    server.wait_until_closed(2).await;

    let server = Server::start([good(1), good(2)]).await;
    cases::silence_between_lines(&server.base_url).await;
    server.wait_until_closed(2).await;

    let both = Send(event(1) + "\r\n" + &event(2)[..40]);
    let server = Server::start([vec![Head, both, Stall], good(3)]).await;
    cases::silence_within_a_line(&server.base_url).await;
    server.wait_until_closed(2).await;
}

/// X sends a blank line every 20 seconds, for an hour.
#[tokio::test]
async fn an_hour_without_events() {
    let mut script = vec![Head, line(1)];
    for _ in 0..180 {
        script.extend([Wait(Duration::from_secs(20)), blank()]);
    }
    script.extend([line(2), Stall]);
    let server = Server::start([script]).await;
    cases::an_hour_without_events(&server.base_url).await;
}

#[tokio::test]
async fn connections_that_break() {
    let broken = [vec![], vec![Head, Break], vec![Head, Reset], vec![Reset]];
    let scripts = broken.iter().cloned().cycle().take(70).chain([good(1)]);
    let server = Server::start(scripts).await;
    cases::broken_connections(&server.base_url).await;
    assert_eq!(server.requests().len(), 71);
}

#[tokio::test]
async fn too_many_requests() {
    let limited = || status("429 Too Many Requests", r#"{"title":"Too Many Requests"}"#);
    let server = Server::start(vec![limited(); 6].into_iter().chain([good(1)])).await;
    cases::rate_limited(&server.base_url).await;

    let told = status("429 Too Many Requests\r\nretry-after: 7", "");
    let server = Server::start([told, good(1)]).await;
    cases::rate_limited_with_a_time(&server.base_url).await;

    let reset = |seconds: i64| {
        let reset = cases::START.as_millis() / 1000 + seconds;
        let head = "429 Too Many Requests\r\nx-rate-limit-remaining: 0\r\nx-rate-limit-reset";
        status(&format!("{head}: {reset}"), "")
    };
    let server = Server::start([reset(300)]).await;
    cases::rate_limited_until(&server.base_url, Duration::from_secs(300)).await;

    let server = Server::start([reset(-10), reset(-10)]).await;
    cases::rate_limited_until_the_past(&server.base_url).await;
}

/// X tells by status or by a line that there are two connections already.
#[tokio::test]
async fn a_third_connection() {
    let told = cases::TOO_MANY_CONNECTIONS;
    let head =
        "429 Too Many Requests\r\nx-rate-limit-remaining: 440\r\nx-rate-limit-reset: 1772370800";
    let server = Server::start([status(head, told), good(1)]).await;
    cases::too_many_connections(&server.base_url).await;

    let head = head.to_owned() + "\r\nretry-after: 7";
    let server = Server::start([status(&head, told), good(1)]).await;
    cases::rate_limited_with_a_time(&server.base_url).await;

    let told = vec![Head, Send(told.to_owned() + "\r\n"), End];
    let server = Server::start([told.clone(), told, good(1)]).await;
    cases::too_many_connections_in_a_line(&server.base_url).await;
}

#[tokio::test]
async fn failures_of_the_server() {
    let mut scripts = vec![unavailable(); 8];
    scripts.extend([closed(1), unavailable(), good(2)]);
    let server = Server::start(scripts).await;
    cases::server_errors(&server.base_url).await;
}

/// A failed attempt between two connections does not divide the gap.
#[tokio::test]
async fn a_gap_across_failed_connections() {
    let server = Server::start([closed(1), vec![], unavailable(), good(2)]).await;
    cases::a_gap_across_failed_connections(&server.base_url).await;
}
