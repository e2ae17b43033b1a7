//! What ends the stream, and what does not.

use super::*;

const DEPLETED: [&str; 2] = [
    r#"{"title":"Payment Required","detail":"credits depleted","status":402,"type":"https://api.x.com/2/problems/credits-depleted"}"#,
    r#"{"title":"CreditsDepleted","detail":"Your enrolled account does not have any credits","type":"https://api.twitter.com/2/problems/credits"}"#,
];

#[tokio::test]
async fn what_ends_the_stream() {
    let rejections = [
        ("402 Payment Required", DEPLETED[0]),
        ("402 Payment Required", DEPLETED[1]),
        ("403 Forbidden", r#"{"title":"Forbidden","type":"about:blank"}"#),
        ("400 Bad Request", r#"{"errors":[{"message":"$.start_time: is wrong"}]}"#),
        ("404 Not Found", ""),
        ("302 Found\r\nlocation: /elsewhere", ""),
        (
            "429 Too Many Requests",
            r#"{"title":"UsageCapExceeded","type":"https://api.x.com/2/problems/usage-capped"}"#,
        ),
    ];
    for (head, body) in rejections {
        let server = Server::start([status(head, body), good(1)]).await;
        cases::rejected(&server.base_url, head[..3].parse().unwrap()).await;
        assert_eq!(server.requests().len(), 1, "{head}");
    }
    let depleted = status("402 Payment Required", DEPLETED[0]);
    let server = Server::start([closed(1), depleted]).await;
    cases::rejected_later(&server.base_url).await;
}

/// One new token is fetched each time X rejects the one in use.
#[tokio::test]
async fn a_token_that_expired() {
    let expired = || status("401 Unauthorized", r#"{"title":"Unauthorized","status":401}"#);
    let server = Server::start([expired(), closed(1), expired(), good(2)]).await;
    cases::renewed_tokens(&server.base_url).await;
    let heads = server.heads();
    let kinds: Vec<_> = heads.iter().map(|head| head.contains("renewedTOKEN9")).collect();
    // GET, POST, GET, GET, POST, GET
    assert_eq!(kinds, [false, false, true, true, false, true], "{heads:?}");

    let server = Server::start([expired(), expired(), good(1)]).await;
    cases::rejected(&server.base_url, 401).await;
    assert_eq!(server.heads().len(), 3);
}

#[tokio::test]
async fn a_backfill_without_access() {
    let refused = status(
        "400 Bad Request",
        r#"{"errors":[{"message":"The query parameter `backfill_minutes` is not authorized."}],"title":"Invalid Request"}"#,
    );
    let server = Server::start([refused.clone(), closed(1), closed(2)]).await;
    cases::backfill_refused(&server.base_url).await;
    let [first, rest @ ..] = &server.requests()[..] else { panic!() };
    assert_eq!(first, "GET /2/activity/stream?backfill_minutes=5 HTTP/1.1");
    assert_eq!(rest, vec!["GET /2/activity/stream HTTP/1.1"; 2]);

    // Without the parameter, this is a rejection like any other.
    let server = Server::start([refused.clone(), refused]).await;
    cases::backfill_and_start_refused(&server.base_url).await;
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn errors_in_the_stream() {
    let told = vec![Head, Send(cases::DISCONNECT.to_owned() + "\r\n"), End];
    let server = Server::start([told, good(1)]).await;
    cases::a_problem_in_the_stream(&server.base_url).await;
}

#[tokio::test]
async fn stored_events() {
    let server = Server::start([vec![Head, line(1), Break], closed(2)]).await;
    assert_eq!(cases::stored_events(&server.base_url).await, ["1", "2"]);
    let times = "start_time=2026-03-01T12%3A00%3A00Z&end_time=2026-03-01T12%3A30%3A00Z";
    let request = format!("GET /2/activity/stream?{times} HTTP/1.1");
    assert_eq!(server.requests(), [&*request; 2]);
}

#[tokio::test]
async fn the_end_of_stored_events() {
    for script in [vec![Head, End], vec![Head, blank(), End], closed(1)] {
        let server = Server::start([script, good(2)]).await;
        cases::the_end_of_stored_events(&server.base_url).await;
    }
    for end in ["\r\n", ""] {
        let told = Send(cases::DISCONNECT.to_owned() + end);
        let server = Server::start([vec![Head, line(1), told, End], closed(2)]).await;
        assert_eq!(cases::stored_events_with_a_problem(&server.base_url).await, ["1", "2"]);
    }
}

#[tokio::test]
async fn events_of_the_last_minutes() {
    let server = Server::start([vec![Head, line(1), line(2), Stall]]).await;
    cases::backfill(&server.base_url).await;
    assert_eq!(server.requests(), ["GET /2/activity/stream?backfill_minutes=5 HTTP/1.1"]);
}

#[tokio::test]
async fn failures_in_a_row_are_counted() {
    let mut scripts = vec![vec![], unavailable(), vec![Head, line(1), Break]];
    scripts.extend(vec![vec![Head, End]; 2]);
    let server = Server::start(scripts).await;
    cases::failures_in_a_row_are_counted(&server.base_url).await;
    assert_eq!(server.requests().len(), 5);

    let (_socket, nobody) = faults::nobody();
    let clock = JumpingClock::new(now());
    let client = builder(nobody).clock(clock.clone()).build().unwrap();
    let mut stream = client.xaa().stream_with(StreamOptions::new().attempts(3));
    next(&mut stream).await;
    next(&mut stream).await;
    let Error::Transport(error) = stream.next().await.unwrap().unwrap_err() else { panic!() };
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    assert_eq!(clock.slept(), [250, 500].map(Duration::from_millis));
}

/// The page of a network that asks for a login. Before the first connection it ends the stream, and
/// later it is waited for.
#[tokio::test]
async fn pages_of_other_servers() {
    let page =
        || status("200 OK\r\ncontent-type: text/html; charset=utf-8", "<html>Sign in</html>");
    let elsewhere = || status("302 Found\r\nlocation: https://login.example/", "");
    let proxy =
        || status("407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm=x", "");
    for page in [page(), elsewhere(), proxy()] {
        let server = Server::start([page.clone()]).await;
        let error = stream(&server).next().await.unwrap().unwrap_err();
        assert_eq!(error.reason(), Some(&Reason::NotTheApi));

        let server = Server::start([closed(1), page, good(2)]).await;
        let mut stream = stream(&server);
        let mut pauses = Vec::new();
        let mut events = 0;
        while events < 2 {
            match next(&mut stream).await {
                StreamItem::Envelope(_) => events += 1,
                StreamItem::Notice(StreamNotice::Disconnected { pause, .. }) => pauses.push(pause),
                _ => {}
            }
        }
        assert_eq!(pauses, [1, 5].map(Duration::from_secs));
    }
}
