//! The calls of the stream: dropped, polled once, observed.

use std::future::poll_fn;
use std::pin::Pin;

use account_activity::client::NotSentReason;

use super::*;

#[tokio::test]
async fn a_stream_that_is_not_polled_blocks_no_call() {
    let list = || status("200 OK", r#"{"meta":{"result_count":0}}"#);
    let server = Server::start([list(), list(), list()]).await;
    cases::a_stream_that_is_not_polled_blocks_no_call(&server.base_url).await;
}

/// Dropping it closes the connection, whatever it waits for.
#[tokio::test]
async fn a_dropped_stream_closes_its_connection() {
    let server =
        Server::start([good(1), vec![Stall], vec![Head, Send("{".to_owned()), Stall]]).await;
    cases::dropped_after_an_event(&server.base_url).await;
    server.wait_until_closed(1).await;
    for number in [2, 3] {
        let has_arrived = || server.requests().len() >= number;
        cases::dropped_while_it_waits(&server.base_url, has_arrived).await;
        server.wait_until_closed(number).await;
    }
}

#[tokio::test]
async fn a_dropped_future_loses_nothing() {
    let text: String = (0..50).map(|number| event(number) + "\r\n").collect();
    let scripts = [
        vec![Head, Bytewise(text), Break],
        unavailable(),
        vec![Head, Events(50, 100), End],
        good(100),
    ];
    let server = Server::start(scripts).await;
    cases::a_dropped_future_loses_nothing(&server.base_url).await;
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn the_observer_and_a_dry_run() {
    let head = "503 Service Unavailable\r\nx-rate-limit-remaining: 449";
    let server = Server::start([status(head, ""), good(1)]).await;
    cases::the_observer(&server.base_url).await;

    let client = builder(&*server.base_url).dry_run(|_| ()).build().unwrap();
    let error = client.xaa().stream().next().await.unwrap().unwrap_err();
    let Error::NotSent(error) = error else { panic!("{error:?}") };
    assert_eq!(error.reason(), &NotSentReason::DryRun);
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
        (item.await.unwrap().unwrap(), next(&mut stream).await)
    });
    let (first, second) = spawned.await.unwrap();
    assert!(matches!(first, StreamItem::Notice(StreamNotice::Connected)), "{first:?}");
    assert!(matches!(second, StreamItem::Envelope(_)), "{second:?}");
}
