//! Deliveries over a real socket, in both modes: bodies in pieces, slow and disconnecting clients,
//! and failing handlers.

use std::net::SocketAddr;
use std::time::Duration;

use account_activity::Payload;
use account_activity::receiver::{Mode, Receiver, ReceiverService, Secret, Secrets};
use bytes::Bytes;
use http::{HeaderValue, Request};
use tokio::time::{Instant, sleep};

use super::bot::{
    Behaviour, Bot, LONG, PATH, crc, delivery, forged, receiver, secrets, signed, subscriber,
};
use super::server::{self, Connection, send};
use crate::fixtures;

const MODES: [Mode; 2] = [Mode::Await, Mode::Acknowledge];

async fn start(bot: &Bot, mode: Mode) -> (ReceiverService, SocketAddr) {
    let builder = ReceiverService::builder(receiver(), bot.clone()).mode(mode);
    let service = builder.response_deadline(Duration::from_millis(300)).build();
    let address = server::start(&service).await;
    (service, address)
}

/// Waits until a condition holds.
async fn until(is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < LONG, "it takes too long");
        sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn every_fixture_arrives_as_what_it_is() {
    for mode in MODES {
        let bot = Bot::new(Behaviour::Succeed);
        let (service, address) = start(&bot, mode).await;
        let mut connection = Connection::open(address).await;
        let fixtures = fixtures::all();
        for fixture in &fixtures {
            connection.send(&signed(fixture.body.as_bytes())).await;
            let response = connection.response().await;
            assert_eq!((response.status, response.body.as_str()), (200, ""), "{}", fixture.name);
        }
        service.shutdown().await;
        let mut deliveries = bot.deliveries();
        assert_eq!(deliveries.len(), fixtures.len());
        for fixture in &fixtures {
            let same = |delivery: &account_activity::receiver::Delivery| {
                delivery.as_bytes() == fixture.body.as_bytes()
            };
            let index = deliveries.iter().position(same).expect(&fixture.name);
            let body = deliveries.swap_remove(index).into_body();
            assert_eq!(body, fixture.payload().into(), "{}", fixture.name);
        }
    }
}

#[tokio::test]
async fn a_body_in_pieces_of_one_byte_is_whole() {
    let fixture = fixtures::named("direct_message_events/emoji.json");
    assert!(!fixture.body.is_ascii());
    let request = signed(fixture.body.as_bytes());
    for mode in MODES {
        let bot = Bot::new(Behaviour::Succeed);
        let (service, address) = start(&bot, mode).await;
        let mut connection = Connection::open(address).await;
        connection.write(server::head(&request, "transfer-encoding: chunked")).await;
        for byte in fixture.body.as_bytes() {
            connection.write([b"1\r\n", &[*byte][..], b"\r\n"].concat()).await;
        }
        connection.write("0\r\n\r\n").await;
        assert_eq!(connection.response().await.status, 200);
        service.shutdown().await;
        let [delivery] = &bot.deliveries()[..] else { panic!() };
        assert_eq!(*delivery.body(), fixture.payload().into());
    }
}

#[tokio::test]
async fn a_sender_of_one_byte_a_second_is_given_up() {
    for mode in MODES {
        let bot = Bot::new(Behaviour::Succeed);
        let builder = ReceiverService::builder(receiver(), bot.clone()).mode(mode);
        let service = builder.read_timeout(Duration::from_millis(200)).build();
        let address = server::start(&service).await;
        let request = delivery(1);
        let mut connection = Connection::open(address).await;
        let start = Instant::now();
        connection.write(server::head(&request, "content-length: 100")).await;
        connection.write(&request.body()[..1]).await;
        let response = tokio::select! {
            response = connection.response() => response,
            () = sleep(LONG) => panic!(),
        };
        assert_eq!(
            (response.status, response.body.as_str()),
            (408, "the body did not arrive within 200ms\n")
        );
        assert!(response.head.contains("connection: close\r\n"), "{}", response.head);
        assert!(start.elapsed() >= Duration::from_millis(200));
        assert_eq!((bot.deliveries().len(), service.stats().rejected.body_timeout), (0, 1));
    }
}

#[tokio::test]
async fn a_client_that_vanishes_takes_nothing_with_it() {
    for mode in MODES {
        let bot = Bot::new(Behaviour::Wait);
        let (service, address) = start(&bot, mode).await;
        let request = delivery(1);
        // A disconnection within the body leaves nothing to handle.
        let mut connection = Connection::open(address).await;
        connection.write(server::head(&request, "content-length: 100")).await;
        connection.write(&request.body()[..20]).await;
        drop(connection);
        until(|| service.stats().rejected.disconnected == 1).await;
        // After the body, a disconnection does not cancel the handler.
        let mut connection = Connection::open(address).await;
        connection.send(&request).await;
        bot.started(1).await;
        drop(connection);
        bot.let_go(1);
        bot.done(1).await;
        service.shutdown().await;
        assert_eq!((bot.deliveries().len(), service.stats().unfinished), (1, 0));
    }
}

#[tokio::test]
async fn whatever_the_handler_does_the_response_is_in_time() {
    for mode in MODES {
        for behaviour in [Behaviour::Fail, Behaviour::Panic, Behaviour::Wait] {
            let bot = Bot::new(behaviour);
            let (service, address) = start(&bot, mode).await;
            let status = send(address, &delivery(1)).await.status;
            assert_eq!(status, if mode == Mode::Await { 503 } else { 200 });
            // The service still responds to further requests.
            assert_eq!(send(address, &crc()).await.status, 200);
            bot.let_go(1);
            service.shutdown().await;
            let stats = service.stats();
            let failed = u64::from(behaviour != Behaviour::Wait);
            assert_eq!((stats.deliveries, stats.failed, stats.unfinished), (1, failed, 0));
        }
    }
}

/// The response is in time even if a handler blocks its thread, as long as there is another thread.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_handler_that_blocks_does_not_delay_the_response() {
    let (release, blocked) = std::sync::mpsc::channel::<()>();
    let blocked = std::sync::Mutex::new(blocked);
    let blocked = std::sync::Arc::new(blocked);
    let handler = move |_: account_activity::receiver::Delivery| {
        let blocked = blocked.clone();
        async move {
            blocked.lock().unwrap().recv().unwrap();
            Ok(())
        }
    };
    let builder = ReceiverService::builder(receiver(), handler);
    let service = builder.response_deadline(Duration::from_millis(100)).build();
    let address = server::start(&service).await;
    assert_eq!(send(address, &delivery(1)).await.status, 503);
    release.send(()).unwrap();
    service.shutdown().await;
    assert_eq!(service.stats().latency.count, 1);
}

#[tokio::test]
async fn shutdown_in_the_middle_loses_nothing() {
    for mode in MODES {
        let bot = Bot::new(Behaviour::Wait);
        let (service, address) = start(&bot, mode).await;
        let mut open = Vec::new();
        for subscriber in 1..=20 {
            let mut connection = Connection::open(address).await;
            connection.send(&delivery(subscriber)).await;
            open.push(connection);
        }
        bot.started(20).await;
        // A delivery whose body is being read.
        let last = delivery(21);
        let mut halfway = Connection::open(address).await;
        halfway.write(server::head(&last, &format!("content-length: {}", last.body().len()))).await;
        halfway.write(&last.body()[..10]).await;
        until(|| service.stats().unfinished == 21).await;
        let draining = tokio::spawn({
            let service = service.clone();
            async move { service.shutdown().await }
        });
        until_refused(address).await;
        halfway.write(&last.body()[10..]).await;
        bot.started(1).await;
        assert!(!draining.is_finished());
        bot.let_go(21);
        draining.await.unwrap();
        for mut connection in open {
            assert!([200, 503].contains(&connection.response().await.status));
        }
        bot.done(21).await;
        let accepted = bot.deliveries();
        let mut subscribers: Vec<u64> = accepted.iter().map(subscriber).collect();
        subscribers.sort_unstable();
        assert_eq!(subscribers, (1..=21).collect::<Vec<_>>());
    }
}

async fn until_refused(address: SocketAddr) {
    // The status is 401 before the shutdown, and 503 after it.
    while send(address, &forged(b"{}")).await.status != 503 {
        sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test]
async fn crc_requests_get_responses_over_the_wire() {
    let (_, address) = start(&Bot::new(Behaviour::Succeed), Mode::Await).await;
    let token = "crc_token=challenge_string&nonce=1";
    let get = Request::get(format!("{PATH}?{token}")).body(Bytes::new()).unwrap();
    let response = send(address, &get).await;
    let signature = account_activity::receiver::sign(
        &Secret::new("consumer secret").unwrap(),
        b"challenge_string",
    );
    assert_eq!(response.body, format!(r#"{{"response_token":"{signature}"}}"#));
    assert!(response.head.contains("content-type: application/json\r\n"), "{}", response.head);
    assert!(!response.head.contains("content-encoding") && !response.head.contains("location"));
    // The receiver does not redirect browsers or health checks.
    for request in [
        Request::get(PATH),
        Request::get(format!("{PATH}/?{token}")),
        Request::get(format!("//{PATH}?{token}")),
    ] {
        let status = send(address, &request.body(Bytes::new()).unwrap()).await.status;
        assert!((400..500).contains(&status), "{status}");
    }
}

/// Known faults of other receivers of this API.
#[tokio::test]
async fn what_others_got_wrong() {
    let bot = Bot::new(Behaviour::Succeed);
    let (service, address) = start(&bot, Mode::Await).await;
    let header = "x-twitter-webhooks-signature";
    let right = delivery(1).headers()[header].clone();
    // Empty, short, long, without prefix, hexadecimal, not ASCII, not Base64: all are rejected.
    let bare = &right.as_bytes()[7..];
    let long = [right.as_bytes(), b"A"].concat();
    let short = &right.as_bytes()[..right.len() - 1];
    let values: [&[u8]; 7] =
        [b"", b"sha256=", short, &long, bare, b"sha256=abcd", b"sha256=\xc3\xa9\xff"];
    for value in values {
        let mut request = delivery(1);
        let value = HeaderValue::from_bytes(value).unwrap();
        let mut connection = Connection::open(address).await;
        request.headers_mut().remove(header);
        let mut head = server::head(&request, "content-length: ").into_bytes();
        head.truncate(head.len() - 4);
        head.extend_from_slice(format!("{}\r\n{header}: ", request.body().len()).as_bytes());
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n\r\n");
        head.extend_from_slice(request.body());
        connection.write(head).await;
        assert_eq!(connection.response().await.status, 401, "{value:?}");
    }
    // A header without a configured secret is ignored beside a valid one.
    let mut both = delivery(1);
    both.headers_mut().insert("x-twitter-webhooks-signature-oauth2", HeaderValue::from_static("?"));
    assert_eq!(send(address, &both).await.status, 200);
    // Several elements, several keys, unknown kinds, and a revocation without a subscriber.
    let several = br#"{"for_user_id": "1", "follow_events": [
        {"type": "follow", "source": {"id": "2"}, "target": {"id": "1"}},
        {"type": "follow", "source": {"id": "3"}, "target": {"id": "1"}}],
        "tweet_delete_events": [{"status": {"id": "5", "user_id": "1"}}],
        "galaxy_events": [{"x": 1}]}"#;
    assert_eq!(send(address, &signed(several)).await.status, 200);
    let revocation = fixtures::named("user_event/revoke.json").body;
    assert_eq!(send(address, &signed(revocation.as_bytes())).await.status, 200);
    service.shutdown().await;
    let deliveries = bot.deliveries();
    let events: Vec<usize> = deliveries.iter().map(|it| it.entries().len()).collect();
    assert_eq!(events, [1, 4, 1]);
    assert_eq!(deliveries[2].payload().unwrap().for_user_id(), None);
}

#[tokio::test]
async fn environments_are_told_apart() {
    let production = Secrets::new(Secret::new("another app's").unwrap());
    let receiver = Receiver::at("/dev", secrets()).and_at("/prod", production.clone());
    let bot = Bot::new(Behaviour::Succeed);
    let service = ReceiverService::new(receiver, bot.clone());
    let address = server::start(&service).await;
    let body = Payload::default().as_bytes().to_vec();
    assert!(body.is_empty());
    let to = |path: &str, secrets: &Secrets| secrets.signed_request(path.parse().unwrap(), "{}");
    assert_eq!(send(address, &to("/dev", &secrets())).await.status, 200);
    assert_eq!(send(address, &to("/prod", &production)).await.status, 200);
    assert_eq!(send(address, &to("/prod", &secrets())).await.status, 401);
    assert_eq!(send(address, &to("/", &secrets())).await.status, 404);
    let paths: Vec<String> = bot.deliveries().iter().map(|it| it.path().to_owned()).collect();
    assert_eq!(paths, ["/dev", "/prod"]);
}
