//! Bodies of strangers that never end.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use account_activity::receiver::{Receiver, ReceiverService};
use bytes::Bytes;
use http::{HeaderMap, Request, Version};
use http_body::{Body, Frame};
use http_body_util::channel::{Channel, Sender};
use tokio::task::{JoinHandle, yield_now};
use tokio::time::{sleep, timeout};
use tower_service::Service;

use super::bot::{Behaviour, Bot, crc, delivery, forged, receiver, secrets, signed};
use super::call::{MODES, call, service, status};

/// A request whose body has not ended.
struct Open {
    body: Sender<Bytes>,
    response: JoinHandle<(u16, HeaderMap)>,
}

impl Open {
    /// Sends the head of a request, and waits until the service waits for the body.
    async fn new(service: &ReceiverService, request: &Request<Bytes>) -> Self {
        let (body, channel) = Channel::<Bytes, Infallible>::new(1);
        let request = request.clone().map(|_| channel);
        let mut service = service.clone();
        let response = tokio::spawn(async move {
            let Ok(response) = service.call(request).await;
            (response.status().as_u16(), response.headers().clone())
        });
        yield_now().await;
        Self { body, response }
    }

    async fn send(&mut self, bytes: &[u8]) {
        drop(self.body.send_data(Bytes::copy_from_slice(bytes)).await);
        yield_now().await;
        yield_now().await;
    }

    /// Ends the body, and returns the status of the response.
    async fn end(self) -> u16 {
        drop(self.body);
        self.response.await.unwrap().0
    }
}

fn displaced(service: &ReceiverService) -> u64 {
    service.stats().rejected.displaced
}

#[tokio::test(start_paused = true)]
async fn every_delivery_is_handled_while_strangers_hold_more_bodies_open_than_there_is_room_for() {
    for mode in MODES {
        let bot = Bot::new(Behaviour::Succeed);
        let service = service(&bot, mode);
        for round in 0..3 {
            let mut open = Vec::new();
            for _ in 0..1040 {
                open.push(Open::new(&service, &forged(b"{}        ")).await);
            }
            assert_eq!(service.stats().unfinished, 1024);
            for _ in 0..80 {
                // The body arrives in two parts, with other requests in between.
                let request = delivery(1);
                let (first, second) = request.body().split_at(10);
                let mut genuine = Open::new(&service, &request).await;
                genuine.send(first).await;
                for _ in 0..3 {
                    open.push(Open::new(&service, &forged(b"{}")).await);
                }
                sleep(Duration::from_millis(1)).await;
                genuine.send(second).await;
                assert_eq!(genuine.end().await, 200, "round {round}");
            }
            assert_eq!(status(&service, crc()).await, 200);
            sleep(Duration::from_secs(2)).await;
            for Open { response, body } in open {
                let (status, headers) = response.await.unwrap();
                assert!([503, 408].contains(&status), "{status}");
                assert_eq!(headers["connection"], "close");
                drop(body);
            }
        }
        service.shutdown().await;
        let stats = service.stats();
        assert_eq!((stats.deliveries, bot.deliveries().len(), stats.unfinished), (240, 240, 0));
        let rejected = stats.rejected;
        assert_eq!((rejected.overloaded, rejected.queue_full), (0, 0));
        assert_eq!(rejected.displaced + rejected.body_timeout, 3 * (1040 + 240));
        assert!(rejected.displaced >= 3 * (16 + 240), "{}", rejected.displaced);
    }
}

#[tokio::test(start_paused = true)]
async fn the_oldest_body_is_displaced() {
    let service = ReceiverService::builder(receiver(), Bot::new(Behaviour::Succeed));
    let service = service.unverified(2).build();
    let first = Open::new(&service, &delivery(1)).await;
    let mut second = Open::new(&service, &delivery(2)).await;
    let mut third = Open::new(&service, &delivery(3)).await;
    let (status, headers) = first.response.await.unwrap();
    assert_eq!((status, headers["connection"].as_bytes()), (503, &b"close"[..]));
    assert_eq!(displaced(&service), 1);
    third.send(delivery(3).body()).await;
    assert_eq!(third.end().await, 200);
    // There is room again.
    let mut fourth = Open::new(&service, &delivery(4)).await;
    second.send(delivery(2).body()).await;
    fourth.send(delivery(4).body()).await;
    assert_eq!((second.end().await, fourth.end().await, displaced(&service)), (200, 200, 1));
    // A header of HTTP/1 is not sent over HTTP/2.
    let mut of_http2 = delivery(1);
    *of_http2.version_mut() = Version::HTTP_2;
    let open = [Open::new(&service, &of_http2).await, Open::new(&service, &delivery(2)).await];
    let newest = Open::new(&service, &delivery(3)).await;
    let [oldest, _second] = open;
    let (status, headers) = oldest.response.await.unwrap();
    assert_eq!((status, headers.contains_key("connection")), (503, false));
    drop(newest);
}

#[tokio::test(start_paused = true)]
async fn the_bytes_of_open_bodies_are_bounded() {
    let text = |length: usize| format!("{{\"x\":\"{}\"}}", "x".repeat(length - 8));
    let receiver = Receiver::new(secrets()).body_limit(100);
    let service = ReceiverService::builder(receiver, Bot::new(Behaviour::Succeed));
    let service = service.unverified_memory(250).build();
    let requests = [90, 91, 92, 93].map(|length| signed(text(length).as_bytes()));
    let idle = Open::new(&service, &requests[0]).await;
    let mut open = Vec::new();
    for request in &requests[1..] {
        let mut one = Open::new(&service, request).await;
        one.send(&request.body()[..80]).await;
        open.push((one, request));
    }
    // 240 bytes have arrived, and 11 more do not fit.
    assert_eq!((displaced(&service), service.stats().unfinished), (0, 4));
    let (mut last, request) = open.pop().unwrap();
    last.send(&request.body()[80..]).await;
    // The oldest body of which bytes have arrived is given up.
    assert_eq!((displaced(&service), service.stats().unfinished), (1, 3));
    let (first, _) = open.remove(0);
    assert_eq!(first.response.await.unwrap().0, 503);
    let (mut second, request) = open.remove(0);
    second.send(&request.body()[80..]).await;
    assert_eq!((last.end().await, second.end().await), (200, 200));
    let mut idle = idle;
    idle.send(requests[0].body()).await;
    assert_eq!(idle.end().await, 200);
    assert_eq!((displaced(&service), service.stats().unfinished), (1, 0));
}

/// The limit of bytes is at least that of one body.
#[tokio::test(start_paused = true)]
async fn a_body_alone_is_never_displaced() {
    let service = ReceiverService::builder(receiver(), Bot::new(Behaviour::Succeed));
    let service = service.unverified(0).unverified_memory(0).build();
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat((1 << 20) - 8));
    assert_eq!(large.len(), 1 << 20);
    assert_eq!(status(&service, signed(large.as_bytes())).await, 200);
}

#[tokio::test(start_paused = true)]
async fn requests_that_end_early_leave_their_places() {
    for mode in MODES {
        let bot = Bot::new(Behaviour::Succeed);
        let service = service(&bot, mode);
        let mut open = Vec::new();
        for _ in 0..10 {
            let mut one = Open::new(&service, &forged(b"{}")).await;
            one.send(b"{").await;
            open.push(one);
        }
        assert_eq!(service.stats().unfinished, 10);
        for one in open {
            // The server drops the request with its connection.
            one.response.abort();
            assert!(one.response.await.is_err());
        }
        assert_eq!((service.stats().unfinished, displaced(&service)), (0, 0));
        let waiting = Open::new(&service, &delivery(1)).await;
        let mut shutdown = tokio::spawn({
            let service = service.clone();
            async move { service.shutdown().await }
        });
        // An open body is waited for, as long as it may take.
        assert!(timeout(Duration::from_millis(1500), &mut shutdown).await.is_err());
        assert_eq!(waiting.response.await.unwrap().0, 408);
        shutdown.await.unwrap();
        assert_eq!(call(&service, delivery(1)).await.1, "the receiver is shutting down\n");
    }
}

/// The budgets are separate: verified deliveries do not displace bodies, nor take their room.
#[tokio::test(start_paused = true)]
async fn waiting_handlers_do_not_take_the_room_of_bodies() {
    let bot = Bot::new(Behaviour::Wait);
    let service = ReceiverService::builder(receiver(), bot.clone());
    let service = service.unverified(1).concurrent(2).build();
    let handled = [delivery(1), delivery(2)].map(|request| {
        let service = service.clone();
        tokio::spawn(async move { status(&service, request).await })
    });
    bot.started(2).await;
    let mut third = Open::new(&service, &delivery(3)).await;
    assert_eq!((service.stats().unfinished, displaced(&service)), (3, 0));
    third.send(delivery(3).body()).await;
    assert_eq!(third.end().await, 503);
    assert_eq!((service.stats().rejected.overloaded, displaced(&service)), (1, 0));
    bot.let_go(2);
    for handled in handled {
        assert_eq!(handled.await.unwrap(), 200);
    }
}

/// A body that must not be read.
struct Unread;

impl Body for Unread {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        panic!("the body is read");
    }
}

#[tokio::test]
async fn a_head_without_a_possible_signature_is_refused_before_its_body_is_read() {
    let (header, other) = ("x-twitter-webhooks-signature", "x-twitter-webhooks-signature-oauth2");
    let right = delivery(1).headers()[header].to_str().unwrap().to_owned();
    let hexadecimal = format!("sha256={}", "ab".repeat(32));
    let short = &right[..right.len() - 4];
    let (joined, upper) = (format!("{right}, {right}"), right.replacen("sha", "SHA", 1));
    let heads: [&[(&str, &str)]; 11] = [
        &[],
        &[(header, "")],
        &[(header, right.trim_start_matches("sha256="))],
        &[(header, short)],
        &[(header, "sha256=????")],
        &[(header, &hexadecimal)],
        &[(header, &joined)],
        &[(header, &upper)],
        &[(header, &right), (header, "sha256=")],
        &[(header, &right), (header, &right), (header, &right)],
        // No secret is configured for this header.
        &[(other, &right)],
    ];
    let mut service = service(&Bot::new(Behaviour::Succeed), MODES[0]);
    for head in heads {
        let mut request = delivery(1).map(|_| Unread);
        request.headers_mut().remove(header);
        for (name, value) in head {
            request.headers_mut().append(*name, value.parse().unwrap());
        }
        let Ok(response) = service.call(request).await;
        assert_eq!(response.status(), 401, "{head:?}");
    }
    assert_eq!(service.stats().rejected.signature, 11);
}
