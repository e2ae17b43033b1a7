//! The stream over TCP, against servers that follow scripts.

use std::future::poll_fn;
use std::path::Path;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use account_activity::AppCredentials;
use account_activity::client::xaa::{ActivityStream, StreamItem, StreamNotice, StreamOptions};
use account_activity::client::{Endpoint, Error, NotSentReason, Reason, TransportErrorKind};
use tokio::runtime;
use tokio::time::timeout;

use super::super::log::Log;
use super::super::*;
use super::stream_cases as cases;
use super::stream_server::*;
use crate::client::clock::JumpingClock;
use crate::fixtures::skipped;

fn stream(server: &Server) -> ActivityStream {
    stream_with(server, StreamOptions::new())
}

fn stream_with(server: &Server, options: StreamOptions) -> ActivityStream {
    let clock = JumpingClock::new(now());
    builder(&*server.base_url).clock(clock).build().unwrap().xaa().stream_with(options)
}

async fn next(stream: &mut ActivityStream) -> StreamItem {
    stream.next().await.unwrap().unwrap()
}

/// Returns the number of the next event, and the notices before it.
async fn next_event(stream: &mut ActivityStream) -> (String, Vec<StreamItem>) {
    let mut others = Vec::new();
    loop {
        match next(stream).await {
            StreamItem::Envelope(envelope) => {
                return (envelope.event_uuid().unwrap().to_owned(), others);
            }
            other => others.push(other),
        }
    }
}

/// Returns the numbers of the next events.
async fn events(stream: &mut ActivityStream, count: usize) -> Vec<usize> {
    let mut events = Vec::new();
    while events.len() < count {
        events.push(next_event(stream).await.0.parse().unwrap());
    }
    events
}

/// Polls a future once.
async fn once<T>(future: impl Future<Output = T>) -> Poll<T> {
    let mut future = pin!(future);
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
}

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
    let server = Server::start((0..7).map(|number| vec![Head, line(number), End])).await;
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

    let half = event(2)[..40].to_owned();
    let both = Send(event(1) + "\r\n" + &half);
    let server = Server::start([vec![Head, both, Stall], good(3)]).await;
    cases::silence_within_a_line(&server.base_url).await;
    server.wait_until_closed(2).await;
}

#[tokio::test]
async fn half_a_line_is_no_event() {
    let half = || Send(event(2)[..40].to_owned());
    let server = Server::start([vec![Head, line(1), half(), End], good(3)]).await;
    cases::half_a_line_before_the_end(&server.base_url).await;

    // The connection breaks in place of ending.
    let server = Server::start([vec![Head, line(1), half(), Break], good(3)]).await;
    let mut stream = stream(&server);
    assert_eq!(events(&mut stream, 1).await, [1]);
    let (number, others) = next_event(&mut stream).await;
    assert_eq!((&*number, others.len()), ("3", 4), "{others:?}");
    let StreamItem::Notice(StreamNotice::HalfLine { bytes }) = &others[0] else {
        panic!("{others:?}")
    };
    assert_eq!(bytes, &event(2)[..40]);
}

/// A line break is all that it lacks: the beginning of an object is never an object.
#[tokio::test]
async fn an_object_without_a_line_break_is_an_event() {
    for end in [End, Break] {
        let server = Server::start([vec![Head, line(1), Send(event(2)), end], good(3)]).await;
        let mut stream = stream(&server);
        assert_eq!(events(&mut stream, 3).await, [1, 2, 3]);
        assert_eq!(stream.stats().half_lines, 0);
    }
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
async fn a_line_of_20_megabytes() {
    let part = Repeat("x".repeat(10_000), 2_000);
    let server =
        Server::start([vec![Head, line(1), part, Send("\r\n".to_owned()), line(2), Stall]]).await;
    cases::a_long_line(&server.base_url).await;
}

/// The line break does not count.
#[tokio::test]
async fn the_limit_of_a_line_is_exact() {
    let event = |length: usize| {
        let open = event(1).trim_end_matches('}').to_owned() + "}}";
        let spaces = " ".repeat(length - open.len() - 1);
        open + &spaces + "}"
    };
    for (limit, options) in
        [(300_usize, StreamOptions::new().largest_line(300)), (1 << 20, StreamOptions::new())]
    {
        // A megabyte takes long byte by byte.
        let send = if limit == 300 { Bytewise } else { Send };
        for end in ["\n", "\r\n"] {
            let lines = [limit - 1, limit, limit + 1].map(|length| event(length) + end);
            let server = Server::start([vec![Head, send(lines.concat()), Stall]]).await;
            let mut stream = stream_with(&server, options.clone());
            assert_eq!(events(&mut stream, 2).await, [1, 1]);
            let item = next(&mut stream).await;
            let StreamItem::Notice(StreamNotice::LineTooLong { length }) = item else {
                panic!("{item:?}")
            };
            assert_eq!(usize::try_from(length), Ok(limit + 1));
        }
    }
}

#[tokio::test]
async fn lines_that_are_no_objects() {
    let lines = "nonsense\r\n[]\nnull\r\n\"x\"\r\n{\r\n}\r\n{\"data\":\r\n<html>\r\n\0\n";
    let bytes = Raw(b"\xff\xfe\r\n{\"data\":{\"event_type\":\"\xc3\x28\"}}\r\n\xff{}\r\n");
    let server = Server::start([vec![Head, Send(lines.to_owned()), bytes, line(1), Stall]]).await;
    cases::garbage(&server.base_url).await;
}

#[tokio::test]
async fn lines_in_any_parts() {
    let text = |end: &str| {
        let lines = (0..20).map(|number| event(number) + end);
        format!("{end}{end}{}{end}  {end}", lines.collect::<Vec<_>>().join(end))
    };
    let mut random = fastrand::Rng::with_seed(1);
    for end in ["\n", "\r\n"] {
        let text = text(end);
        let mut parts = vec![Head];
        let mut rest = &*text;
        while !rest.is_empty() {
            let (part, after) = rest.split_at(random.usize(1..=rest.len().min(200)));
            parts.push(Send(part.to_owned()));
            rest = after;
        }
        parts.push(Stall);
        let whole = vec![Head, Send(text.clone()), Stall];
        for script in [whole, parts, vec![Head, Bytewise(text.clone()), Stall]] {
            let server = Server::start([script]).await;
            let mut stream = stream(&server);
            assert_eq!(events(&mut stream, 20).await, (0..20).collect::<Vec<_>>());
            assert_eq!(
                stream.stats().keep_alives,
                21,
                "two at the beginning, one after each event but the last"
            );
        }
    }
}

#[tokio::test]
async fn what_was_sent_before_the_end_arrives() {
    let server = Server::start([vec![Head, Events(0, 20_000), End]]).await;
    cases::every_event_before_the_end(&server.base_url).await;
}

#[tokio::test]
async fn too_many_requests() {
    let limited = || status("429 Too Many Requests", r#"{"title":"Too Many Requests"}"#);
    let server = Server::start(vec![limited(); 6].into_iter().chain([good(1)])).await;
    cases::rate_limited(&server.base_url).await;

    let told = status("429 Too Many Requests\r\nretry-after: 7", "");
    let server = Server::start([told, good(1)]).await;
    cases::rate_limited_with_a_time(&server.base_url).await;

    // The clock of the tests shows 1772370000.
    let reset =
        "429 Too Many Requests\r\nx-rate-limit-remaining: 0\r\nx-rate-limit-reset: 1772370300";
    let server = Server::start([status(reset, ""), good(1)]).await;
    let mut resets = stream(&server);
    assert_eq!(pause(&next_event(&mut resets).await.1[0]), Duration::from_secs(300));

    // The window has ended, by a clock that is ahead.
    let reset =
        "429 Too Many Requests\r\nx-rate-limit-remaining: 0\r\nx-rate-limit-reset: 1772369990";
    let server = Server::start([status(reset, ""), status(reset, ""), good(1)]).await;
    let mut ahead = stream(&server);
    let (_, others) = next_event(&mut ahead).await;
    let pauses: Vec<_> = others[..2].iter().map(pause).collect();
    assert_eq!(pauses, [60, 120].map(Duration::from_secs));
}

fn pause(item: &StreamItem) -> Duration {
    let StreamItem::Notice(StreamNotice::Disconnected { pause, .. }) = item else {
        panic!("{item:?}")
    };
    *pause
}

const TOO_MANY: &str = r#"{"title":"ConnectionException","detail":"This stream is currently at the maximum allowed connection limit.","connection_issue":"TooManyConnections","type":"https://api.x.com/2/problems/streaming-connection"}"#;

/// X tells by status or by a line that there are two connections already. The limit of requests is
/// another one, and not used up.
#[tokio::test]
async fn a_third_connection() {
    let head =
        "429 Too Many Requests\r\nx-rate-limit-remaining: 440\r\nx-rate-limit-reset: 1772370800";
    let server = Server::start([status(head, TOO_MANY), good(1)]).await;
    cases::too_many_connections(&server.base_url).await;

    let head = head.to_owned() + "\r\nretry-after: 7";
    let server = Server::start([status(&head, TOO_MANY), good(1)]).await;
    let mut told = stream(&server);
    assert_eq!(pause(&next_event(&mut told).await.1[0]), Duration::from_secs(7));

    let told = vec![Head, Send(TOO_MANY.to_owned() + "\r\n"), End];
    let server = Server::start([told.clone(), told, good(1)]).await;
    let mut stream = stream(&server);
    let (_, others) = next_event(&mut stream).await;
    let pauses: Vec<_> = [&others[2], &others[6]].map(pause).to_vec();
    assert_eq!(pauses, [60, 120].map(Duration::from_secs), "{others:?}");
    let StreamItem::Notice(StreamNotice::Problem(problem)) = &others[1] else {
        panic!("{others:?}")
    };
    assert_eq!(problem.reason(), &Reason::TooManyConnections);
}

#[tokio::test]
async fn failures_of_the_server() {
    let fails = || status("503 Service Unavailable", "");
    let mut scripts = vec![fails(); 8];
    scripts.extend([vec![Head, line(1), End], fails(), good(2)]);
    let server = Server::start(scripts).await;
    cases::server_errors(&server.base_url).await;
}

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
    // Once it was open, too.
    let server =
        Server::start([vec![Head, line(1), End], status("402 Payment Required", DEPLETED[0])])
            .await;
    let mut stream = stream(&server);
    events(&mut stream, 1).await;
    next(&mut stream).await;
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::CreditsDepleted));
    assert!(stream.next().await.is_none());
}

/// One new token is fetched each time X rejects the one in use.
#[tokio::test]
async fn a_token_that_expired() {
    let expired = || status("401 Unauthorized", r#"{"title":"Unauthorized","status":401}"#);
    let closed = vec![Head, line(1), End];
    let server = Server::start([expired(), closed, expired(), good(2), expired(), expired()]).await;
    let mut stream = stream(&server);
    assert_eq!(events(&mut stream, 2).await, [1, 2]);
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
    let closed = |number| vec![Head, line(number), End];
    let server = Server::start([refused.clone(), closed(1), closed(2)]).await;
    cases::backfill_refused(&server.base_url).await;
    let [first, rest @ ..] = &server.requests()[..] else { panic!() };
    assert_eq!(first, "GET /2/activity/stream?backfill_minutes=5 HTTP/1.1");
    assert_eq!(rest, vec!["GET /2/activity/stream HTTP/1.1"; 2]);

    // Without the parameter, this is a rejection like any other.
    let server = Server::start([refused.clone(), refused]).await;
    let mut stream = stream_with(&server, StreamOptions::new().backfill_minutes(9));
    next(&mut stream).await;
    assert_eq!(stream.next().await.unwrap().unwrap_err().status().unwrap().as_u16(), 400);
}

const DISCONNECT: &str = r#"{"errors":[{"title":"operational-disconnect","disconnect_type":"UpstreamOperationalDisconnect","detail":"This stream has been disconnected upstream for operational reasons.","type":"https://api.x.com/2/problems/operational-disconnect"}]}"#;

#[tokio::test]
async fn errors_in_the_stream() {
    let told = vec![Head, Send(DISCONNECT.to_owned() + "\r\n"), End];
    let server = Server::start([told, good(1)]).await;
    cases::a_problem_in_the_stream(&server.base_url).await;
}

/// Stored events are read to their end. A connection that breaks is made again for the same period,
/// because the time at which it broke is not that of the stored event that was read last.
#[tokio::test]
async fn stored_events() {
    let server = Server::start([vec![Head, line(1), Break], vec![Head, line(2), End]]).await;
    let options = StreamOptions::new()
        .start_time(at("2026-03-01T12:00:00.999Z"))
        .end_time(at("2026-03-01T12:30:00Z"));
    let mut stream = stream_with(&server, options);
    assert_eq!(events(&mut stream, 2).await, [1, 2]);
    assert!(stream.next().await.is_none());
    let times = "start_time=2026-03-01T12%3A00%3A00Z&end_time=2026-03-01T12%3A30%3A00Z";
    let request = format!("GET /2/activity/stream?{times} HTTP/1.1");
    assert_eq!(server.requests(), [&*request; 2]);
}

/// An error in the stream tells that the end is not that of the period.
#[tokio::test]
async fn the_end_of_stored_events() {
    let options = || StreamOptions::new().end_time(at("2026-03-01T12:30:00Z"));
    let blank = || Send("\r\n".to_owned());
    for script in [vec![Head, End], vec![Head, blank(), End], vec![Head, line(1), End]] {
        let server = Server::start([script, good(2)]).await;
        let mut stream = stream_with(&server, options());
        let mut items = Vec::new();
        while let Some(item) = stream.next().await {
            items.push(item.unwrap());
        }
        assert!(matches!(items[0], StreamItem::Notice(StreamNotice::Connected)), "{items:?}");
        assert!(matches!(items[1..], [] | [StreamItem::Envelope(_)]), "{items:?}");
    }
    for end in ["\r\n", ""] {
        let told = Send(DISCONNECT.to_owned() + end);
        let server =
            Server::start([vec![Head, line(1), told, End], vec![Head, line(2), End]]).await;
        let mut stream = stream_with(&server, options());
        assert_eq!(events(&mut stream, 2).await, [1, 2]);
        assert!(stream.next().await.is_none());
    }
}

/// A failed attempt between two connections does not divide the gap.
#[tokio::test]
async fn a_gap_across_failed_connections() {
    let fails = status("503 Service Unavailable", "");
    let server = Server::start([vec![Head, line(1), End], vec![], fails, good(2)]).await;
    let mut stream = stream(&server);
    events(&mut stream, 1).await;
    let (_, others) = next_event(&mut stream).await;
    let pauses: Vec<_> = others[..3].iter().map(pause).collect();
    assert_eq!(pauses, [1_000, 250, 5_000].map(Duration::from_millis));
    let [StreamItem::Notice(StreamNotice::Connected), StreamItem::Gap(gap)] = others[3..] else {
        panic!("{others:?}")
    };
    assert_eq!((gap.from, gap.to), (now(), now() + Duration::from_millis(6_250)));
}

/// X sends a blank line every 20 seconds, for an hour.
#[tokio::test]
async fn an_hour_without_events() {
    let mut script = vec![Head, line(1)];
    for _ in 0..180 {
        script.extend([Wait(Duration::from_secs(20)), Send("\r\n".to_owned())]);
    }
    script.extend([line(2), Stall]);
    let server = Server::start([script]).await;
    let mut stream = stream(&server);
    events(&mut stream, 1).await;
    tokio::time::pause();
    assert_eq!(events(&mut stream, 1).await, [2]);
    let stats = stream.stats();
    assert_eq!((stats.connections, stats.keep_alives), (1, 180));
}

/// Neither a stream that was the first to need the bearer token, nor one that waits for it behind
/// another call.
#[tokio::test]
async fn a_stream_that_is_not_polled_blocks_no_call() {
    let limit = Duration::from_secs(30);
    let list = || status("200 OK", r#"{"meta":{"result_count":0}}"#);
    let server = Server::start([list(), list(), list()]).await;
    let client = || {
        let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET);
        builder_of(app, &*server.base_url).build().unwrap()
    };

    let first = client();
    let mut stream = first.xaa().stream();
    assert!(once(stream.next()).await.is_pending());
    timeout(limit, first.xaa().list()).await.expect("the stream blocks the call").unwrap();

    let second = client();
    let (mut stream, xaa) = (second.xaa().stream(), second.xaa());
    let mut before = pin!(xaa.list());
    assert!(once(before.as_mut()).await.is_pending());
    assert!(once(stream.next()).await.is_pending());
    timeout(limit, before).await.expect("the call before the stream waits").unwrap();
    timeout(limit, xaa.list()).await.expect("the stream blocks the call").unwrap();
}

#[tokio::test]
async fn failures_in_a_row_are_counted() {
    // A byte of the body ends the series.
    let mut scripts =
        vec![vec![], status("503 Service Unavailable", ""), vec![Head, line(1), Break]];
    scripts.extend(vec![vec![Head, End]; 2]);
    let server = Server::start(scripts).await;
    let mut stream = stream_with(&server, StreamOptions::new().attempts(3));
    let (_, others) = next_event(&mut stream).await;
    assert_eq!(others.len(), 3, "{others:?}");
    let error = loop {
        if let Err(error) = stream.next().await.unwrap() {
            break error;
        }
    };
    let Error::Response(error) = &error else { panic!("{error:?}") };
    assert!(error.to_string().contains("a stream: it is empty"), "{error}");
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

        let server = Server::start([vec![Head, line(1), End], page, good(2)]).await;
        let mut stream = stream(&server);
        events(&mut stream, 1).await;
        let (_, others) = next_event(&mut stream).await;
        assert_eq!(pause(&others[1]), Duration::from_secs(5), "{others:?}");
    }
}

/// Dropping it closes the connection, whatever it waits for.
#[tokio::test]
async fn a_dropped_stream_closes_its_connection() {
    let server =
        Server::start([good(1), vec![Stall], vec![Head, Send("{".to_owned()), Stall]]).await;
    let mut reading = stream(&server);
    events(&mut reading, 1).await;
    drop(reading);
    server.wait_until_closed(1).await;
    for closed in [2, 3] {
        let mut waiting = stream(&server);
        // The request has arrived, and the future of `next` is dropped before the stream.
        while server.requests().len() < closed {
            drop(timeout(Duration::from_millis(1), waiting.next()).await);
        }
        drop(waiting);
        server.wait_until_closed(closed).await;
    }
}

/// Each call of `next` is polled once, and then dropped.
#[tokio::test]
async fn a_dropped_future_loses_nothing() {
    let text: String = (0..50).map(|number| event(number) + "\r\n").collect();
    let scripts = [
        vec![Head, Bytewise(text), Break],
        status("503 Service Unavailable", ""),
        vec![Head, Events(50, 100), End],
        good(100),
    ];
    let server = Server::start(scripts).await;
    let mut stream = stream(&server);
    let mut numbers = Vec::new();
    while numbers.len() < 101 {
        match once(stream.next()).await {
            Poll::Ready(Some(Ok(StreamItem::Envelope(envelope)))) => {
                numbers.push(envelope.event_uuid().unwrap().parse::<usize>().unwrap());
            }
            Poll::Ready(item) => drop(item.unwrap().unwrap()),
            Poll::Pending => tokio::task::yield_now().await,
        }
    }
    assert_eq!(numbers, (0..101).collect::<Vec<_>>());
    assert_eq!(server.requests().len(), 4);
}

/// A server that sends as fast as it can, on threads of its own.
fn apart(scripts: Vec<Vec<Step>>) -> (runtime::Runtime, Server) {
    let threads = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let threads = threads.unwrap();
    let server = threads.block_on(Server::start(scripts));
    (threads, server)
}

/// While the program does not read, the server cannot send. What has arrived is not lost.
#[test]
fn a_slow_program_slows_the_server() {
    const EVENTS: usize = 200_000;
    let length = (event(EVENTS).len() + 2) * EVENTS;
    let (_threads, server) = apart(vec![vec![Head, Events(0, EVENTS), End]]);
    let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut counts = (0, 0);
    let memory = allocation_counter::measure(|| {
        runtime.block_on(async {
            let mut stream = stream(&server);
            assert_eq!(events(&mut stream, 1).await, [0]);
            // Until the server is stuck: it has the time of 1,000 events that it could send.
            let mut written = 0;
            while written == 0 || written != server.written() {
                written = server.written();
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            assert!(0 < written && written < 16 << 20, "{written} of {length}");
            assert!(written < length / 2, "{written} of {length}");
            let mut expected = 1;
            while expected < EVENTS {
                if let StreamItem::Envelope(envelope) = next(&mut stream).await {
                    assert_eq!(envelope.event_uuid(), Some(&*expected.to_string()));
                    expected += 1;
                }
            }
            let stats = stream.stats();
            counts = (stats.envelopes, stats.connections);
        });
    });
    assert_eq!(counts, (200_000, 1));
    assert!(memory.bytes_max < 4 << 20, "{memory:?}");
}

/// A line that is skipped takes no memory, and neither does an endless sequence of blank lines.
#[test]
fn a_long_line_takes_little_memory() {
    let long = Repeat("x".repeat(10_000), 2_000);
    let blank = Repeat("\r\n".repeat(5_000), 200);
    let end = Send("\r\n".to_owned());
    let (_threads, server) = apart(vec![vec![Head, long, end, blank, line(1), Stall]]);
    let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let memory = allocation_counter::measure(|| {
        runtime.block_on(async {
            let mut stream = stream(&server);
            assert_eq!(events(&mut stream, 1).await, [1]);
            assert_eq!(stream.stats().keep_alives, 1_000_000);
        });
    });
    assert!(memory.bytes_max < 8 << 20, "{memory:?}");
}

#[tokio::test]
async fn what_was_received_is_counted() {
    let text = "\r\nx\r\n{\"errors\":[{\"title\":\"gone\"}]}\r\n\r\n".to_owned();
    let first = vec![Head, line(1), Send(text.clone() + "{"), End];
    let server = Server::start([first, good(2)]).await;
    let mut stream = stream(&server);
    let nothing = stream.stats();
    assert_eq!((nothing.bytes, nothing.connections, nothing.last_byte_at), (0, 0, None));
    events(&mut stream, 2).await;
    let stats = stream.stats();
    let bytes = event(1).len() * 2 + 4 + text.len() + 1;
    assert_eq!(usize::try_from(stats.bytes), Ok(bytes));
    assert_eq!((stats.connections, stats.gaps, stats.envelopes), (2, 1, 2));
    assert_eq!((stats.keep_alives, stats.problems), (2, 1));
    assert_eq!((stats.unreadable, stats.half_lines, stats.long_lines), (1, 1, 0));
    assert_eq!(stats.last_byte_at, Some(now() + Duration::from_secs(1)));
}

#[tokio::test]
async fn the_observer_and_a_dry_run() {
    let seen = Arc::<Mutex<Vec<_>>>::default();
    let all = Arc::clone(&seen);
    let head = "503 Service Unavailable\r\nx-rate-limit-remaining: 449";
    let server = Server::start([status(head, ""), good(1)]).await;
    let client = builder(&*server.base_url)
        .clock(JumpingClock::new(now()))
        .observer(move |exchange| all.lock().unwrap().push(exchange.clone()))
        .build()
        .unwrap();
    events(&mut client.xaa().stream(), 1).await;
    let seen: Vec<_> = seen.lock().unwrap().drain(..).collect();
    let attempts: Vec<_> =
        seen.iter().map(|it| (it.attempt, it.status.unwrap().as_u16())).collect();
    assert_eq!(attempts, [(1, 503), (2, 200)]);
    assert!(seen.iter().all(|it| it.endpoint == Endpoint::XaaStream));
    assert_eq!(client.rate_limit(Endpoint::XaaStream).unwrap().remaining, Some(449));

    let client = builder(&*server.base_url).dry_run(|_| ()).build().unwrap();
    let error = client.xaa().stream().next().await.unwrap().unwrap_err();
    let Error::NotSent(error) = error else { panic!("{error:?}") };
    assert_eq!(error.reason(), &NotSentReason::DryRun);
}

/// A server that repeats the token, in every kind of line.
#[tokio::test]
async fn nothing_secret_is_shown() {
    const TOKEN: &str = "streamSECRET0token1";
    let lines = format!(
        "{TOKEN}\r\n{{\"errors\":[{{\"title\":\"{TOKEN}\",\"detail\":\"Bearer {TOKEN}\"}}]}}\r\n{{\"x\":\"{TOKEN}"
    );
    let page = || status("200 OK\r\ncontent-type: text/html", TOKEN);
    let server =
        Server::start([vec![Head, Send(lines), Break], page(), status("403 Forbidden", TOKEN)])
            .await;
    let (log, guard) = Log::capture();
    let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET).bearer_token(TOKEN);
    let client = builder_of(app, &*server.base_url).clock(JumpingClock::new(now())).build();
    let mut stream = client.unwrap().xaa().stream();
    let mut shown = format!("{stream:?}");
    let mut items = 0;
    while let Some(item) = stream.next().await {
        shown += &format!("{item:?} {item:#?}");
        if let Err(error) = item {
            shown += &format!("{error} {:?}", error.as_api().map(|it| it.body().clone()));
        }
        items += 1;
    }
    drop(guard);
    shown += &format!("{stream:?} {}", log.text());
    // Connected, the two lines, the half line, twice disconnected, and the error.
    assert_eq!(items, 7, "{shown}");
    assert!(shown.contains("the activity stream is disconnected"), "{shown}");
    assert!(!shown.contains(TOKEN), "{shown}");
}

/// The stream is a `Stream` that can be moved and polled anywhere.
#[tokio::test]
async fn it_is_a_stream() {
    fn is_movable<T: futures_core::Stream + std::marker::Send + Unpin + 'static>(_: &T) {}
    let server = Server::start([good(1)]).await;
    let mut stream = stream(&server);
    is_movable(&stream);
    let spawned = tokio::spawn(async move {
        let item =
            poll_fn(|context| futures_core::Stream::poll_next(Pin::new(&mut stream), context));
        (item.await.unwrap().unwrap(), events(&mut stream, 1).await)
    });
    let (item, numbers) = spawned.await.unwrap();
    assert!(matches!(item, StreamItem::Notice(StreamNotice::Connected)), "{item:?}");
    assert_eq!(numbers, [1]);
}

/// The sample of an archive beside the checkout.
#[tokio::test]
async fn the_sample_of_an_archive() {
    let folder = std::env::var_os("AA_CORPUS").unwrap_or_default();
    let path = Path::new(&folder).join("corpus-xaa/synthetic/_stream.sample.ndjson");
    let Ok(sample) = std::fs::read_to_string(path) else {
        return skipped("AA_CORPUS names no folder that holds a sample of the stream");
    };
    let server = Server::start([vec![Head, Bytewise(sample), End], good(1)]).await;
    let mut stream = stream(&server);
    let mut kinds = Vec::new();
    while stream.stats().connections < 2 {
        match next(&mut stream).await {
            StreamItem::Envelope(envelope) => {
                assert!(envelope.faults().is_empty(), "{envelope:?}");
                kinds.push(envelope.kind().unwrap().to_string());
            }
            StreamItem::Notice(StreamNotice::Problem(problem)) => {
                kinds.push(problem.problem().unwrap().slug.to_string());
            }
            _ => {}
        }
    }
    assert_eq!(kinds, ["profile.update.bio", "post.create", "operational-disconnect"]);
    assert_eq!((stream.stats().keep_alives, stream.stats().unreadable), (3, 0));
}
