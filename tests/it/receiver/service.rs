//! The service apart from verification, mostly with a paused clock.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use account_activity::Timestamp;
use account_activity::receiver::{
    Delivery, Failure, Handler, HandlerError, HandlerPanic, Mode, Receiver, ReceiverService, Stats,
};
use bytes::Bytes;
use http::Request;
use http_body_util::channel::Channel;
use tokio::time::{Instant, sleep, timeout};
use tower_service::Service;

use super::bot::{Behaviour, Bot, PATH, crc, delivery, receiver, secrets, signed, signed_crc};
use super::call::{MODES, call, service, status};

/// The failures that `on_failure` was given, as text.
#[derive(Clone, Default)]
struct Failures(Arc<Mutex<Vec<String>>>);

impl Failures {
    fn service(&self, bot: &Bot, mode: Mode) -> ReceiverService {
        let failures = self.clone();
        let on_failure = move |failure: Failure| {
            let failures = failures.clone();
            async move {
                // Storing the failure takes time.
                sleep(Duration::from_secs(1)).await;
                let decoded = matches!(failure, Failure::Delivery(..));
                let body = String::from_utf8_lossy(failure.as_bytes()).into_owned();
                failures.0.lock().unwrap().push(format!("{decoded} {body} {}", failure.error()));
            }
        };
        let builder = ReceiverService::builder(receiver(), bot.clone());
        builder.mode(mode).on_failure(on_failure).build()
    }
}

#[tokio::test(start_paused = true)]
async fn the_response_is_that_of_the_mode() {
    for (behaviour, awaited, text) in [
        (Behaviour::Succeed, 200, ""),
        (Behaviour::Fail, 503, "the handler failed\n"),
        (Behaviour::Panic, 503, "the handler failed\n"),
        (Behaviour::Wait, 503, "the handler did not finish within 2s\n"),
    ] {
        let bot = Bot::new(behaviour);
        let start = Instant::now();
        let response = call(&service(&bot, Mode::Await), delivery(1)).await;
        assert_eq!(response, (awaited, text.to_owned()), "{behaviour:?}");
        assert!(start.elapsed() < Duration::from_secs(3));
        assert_eq!(bot.deliveries().len(), 1);
        let (bot, start) = (Bot::new(behaviour), Instant::now());
        assert_eq!(status(&service(&bot, Mode::Acknowledge), delivery(1)).await, 200);
        assert_eq!(start.elapsed(), Duration::ZERO);
        bot.started(1).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_late_handler_goes_on() {
    let bot = Bot::new(Behaviour::Wait);
    let service = service(&bot, Mode::Await);
    assert_eq!(status(&service, delivery(1)).await, 503);
    let stats = service.stats();
    assert_eq!((stats.rejected.handler_timeout, stats.unfinished, stats.failed), (1, 1, 0));
    assert_eq!((stats.deliveries, stats.latency.count, stats.latency.mean()), (1, 0, None));
    sleep(Duration::from_secs(4)).await;
    bot.let_go(1);
    bot.done(1).await;
    service.shutdown().await;
    let stats = service.stats();
    assert_eq!((stats.rejected.handler_timeout, stats.unfinished, stats.failed), (1, 0, 0));
    let took = Duration::from_secs(6)..Duration::from_secs(7);
    assert!(took.contains(&stats.latency.longest), "{:?}", stats.latency);
    assert_eq!(stats.latency.mean(), Some(stats.latency.longest));
}

#[tokio::test(start_paused = true)]
async fn whoever_stops_waiting_cancels_nothing() {
    for mode in MODES {
        let bot = Bot::new(Behaviour::Wait);
        let service = service(&bot, mode);
        let response = timeout(Duration::from_millis(1), status(&service, delivery(1))).await;
        assert_eq!(response.is_ok(), mode == Mode::Acknowledge);
        bot.started(1).await;
        bot.let_go(1);
        bot.done(1).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_handed_over_whole() {
    for mode in MODES {
        for (behaviour, text) in [
            (Behaviour::Fail, "Zx9-hidden: the database is down"),
            (Behaviour::Panic, "the handler panicked: Zx9-hidden: the handler is broken"),
        ] {
            let (bot, failures) = (Bot::new(behaviour), Failures::default());
            let service = failures.service(&bot, mode);
            let code = if mode == Mode::Await { 503 } else { 200 };
            assert_eq!(status(&service, signed(b"{}")).await, code);
            assert_eq!(status(&service, signed(b"{")).await, code);
            service.shutdown().await;
            let mut expected = vec![format!("true {{}} {text}"), format!("false {{ {text}")];
            let mut failures = failures.0.lock().unwrap().clone();
            failures.sort();
            expected.sort();
            assert_eq!(failures, expected);
            let stats = service.stats();
            let panicked = if behaviour == Behaviour::Panic { 2 } else { 0 };
            assert_eq!((stats.failed, stats.panicked, stats.unfinished), (2, panicked, 0));
            assert_eq!((stats.deliveries, stats.undecodable), (1, 1));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_any_sort_is_caught() {
    struct Unprintable;
    let builder = ReceiverService::builder(receiver(), |delivery: Delivery| {
        assert!(delivery.entries().len() == 0, "at once");
        async { std::panic::panic_any(Unprintable) }
    });
    let panics = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&panics);
    let on_failure = move |failure: Failure| {
        let panic = failure.error().as_ref().downcast_ref::<HandlerPanic>();
        kept.lock().unwrap().push(panic.unwrap().message.clone());
        std::future::ready(())
    };
    let service = builder.on_failure(on_failure).build();
    assert_eq!(status(&service, delivery(1)).await, 503);
    assert_eq!(status(&service, signed(b"{}")).await, 503);
    assert_eq!(*panics.lock().unwrap(), ["at once", "no text message"]);
    // A panic in `on_failure` is caught too.
    let service = ReceiverService::builder(receiver(), Bot::new(Behaviour::Fail));
    let service = service.on_failure(|_| async { panic!("on failure") }).build();
    assert_eq!(status(&service, delivery(1)).await, 503);
    timeout(Duration::from_secs(1), service.shutdown()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_body_is_waited_for_only_so_long() {
    let bot = Bot::new(Behaviour::Succeed);
    let service = service(&bot, Mode::Await);
    let request = delivery(1);
    for (sends_all, sent_within, code) in [(true, 1, 200), (true, 3, 408), (false, 3, 408)] {
        let (mut sender, body) = Channel::<Bytes, Infallible>::new(1);
        let (head, bytes) = request.clone().into_parts();
        let responding = service.clone().call(Request::from_parts(head, body));
        let pieces = tokio::spawn(async move {
            let (first, second) = bytes.split_at(bytes.len() / 2);
            sender.send_data(Bytes::copy_from_slice(first)).await.unwrap();
            sleep(Duration::from_secs(sent_within)).await;
            if sends_all {
                drop(sender.send_data(Bytes::copy_from_slice(second)).await);
            }
        });
        let Ok(response) = responding.await;
        assert_eq!(response.status(), code);
        pieces.await.unwrap();
    }
    assert_eq!((bot.deliveries().len(), service.stats().rejected.body_timeout), (1, 2));
    assert_eq!(service.stats().unfinished, 0);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_breaks_off_or_grows_too_large_is_refused() {
    let bot = Bot::new(Behaviour::Succeed);
    let receiver = Receiver::new(secrets()).body_limit(100);
    let service = ReceiverService::new(receiver, bot.clone());
    let (head, _) = delivery(1).into_parts();
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    let responding = service.clone().call(Request::from_parts(head.clone(), body));
    let sending = async {
        sender.send_data(Bytes::from_static(b"{")).await.unwrap();
        sender.abort(std::io::Error::other("reset"));
    };
    let (Ok(response), ()) = tokio::join!(responding, sending);
    assert_eq!(response.status(), 400);
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    let responding = service.clone().call(Request::from_parts(head, body));
    let sending = async {
        // The body has no announced length and no end.
        while sender.send_data(Bytes::from_static(&[b' '; 60])).await.is_ok() {}
    };
    let (Ok(response), ()) = tokio::join!(responding, sending);
    assert_eq!(response.status(), 413);
    let rejected = service.stats().rejected;
    assert_eq!((rejected.disconnected, rejected.too_large, bot.deliveries().len()), (1, 1, 0));
}

#[tokio::test]
async fn stats_say_when() {
    let service = service(&Bot::new(Behaviour::Succeed), Mode::Await);
    assert_eq!(service.stats(), Stats::default());
    let before = Timestamp::from(SystemTime::now());
    assert_eq!(status(&service, signed_crc("crc_token=abc&nonce=def")).await, 200);
    assert_eq!(status(&service, delivery(1)).await, 200);
    let after = Timestamp::from(SystemTime::now());
    let stats = service.stats();
    for time in [stats.last_crc.unwrap(), stats.last_delivery.unwrap()] {
        assert!(before <= time && time <= after);
    }
    assert_eq!((stats.crc_requests, stats.deliveries, stats.latency.count), (1, 1, 1));
}

/// Anyone can send a CRC request without a signature, so it says nothing about X.
#[tokio::test]
async fn stats_tell_the_crc_requests_of_x_from_those_of_others() {
    let service = service(&Bot::new(Behaviour::Succeed), Mode::Await);
    for _ in 0..3 {
        assert_eq!(status(&service, crc()).await, 200);
    }
    let stats = service.stats();
    assert_eq!((stats.crc_requests, stats.verified_crc_requests, stats.last_crc), (3, 0, None));
    // The query as X has sent it, and as a gateway writes it.
    let sent = signed_crc("crc_token=a%3D&nonce=b");
    let mut rewritten = sent.clone();
    *rewritten.uri_mut() = format!("{PATH}?nonce=b&crc_token=a=").parse().unwrap();
    for (request, verified) in [(sent, 1), (rewritten, 2)] {
        assert_eq!(status(&service, request).await, 200);
        let stats = service.stats();
        assert_eq!((stats.crc_requests, stats.verified_crc_requests), (3 + verified, verified));
        assert!(stats.last_crc.is_some());
    }
    let last = service.stats().last_crc;
    assert_eq!(status(&service, crc()).await, 200);
    assert_eq!(service.stats().last_crc, last);
}

#[tokio::test]
async fn what_does_not_decode_is_acknowledged_unless_the_handler_minds() {
    let service = ReceiverService::new(receiver(), async |_: Delivery| Ok(()));
    assert_eq!(call(&service, signed(b"{\"a\": ")).await, (200, String::new()));
    let bot = Bot::new(Behaviour::Succeed);
    // An `Arc` of a handler is a handler.
    let handler: Arc<dyn Handler> = Arc::new(bot.clone());
    let service = ReceiverService::new(receiver(), handler);
    assert_eq!(status(&service, signed(b"{\"a\": ")).await, 200);
    let [undecodable] = &bot.undecodable()[..] else { panic!() };
    assert_eq!(undecodable.as_bytes(), b"{\"a\": ");
    assert_eq!(undecodable.path(), PATH);
    assert!(undecodable.verified().is_some() && undecodable.error().line() == 1);
    assert!(undecodable.received_at() <= SystemTime::now().into());
}

#[test]
fn errors_keep_what_they_are_made_of() {
    let error = HandlerError::from(std::io::Error::other("disk"));
    assert_eq!((error.to_string(), format!("{error:?}").contains("disk")), ("disk".into(), true));
    assert!(error.as_ref().is::<std::io::Error>());
}

#[tokio::test(start_paused = true)]
async fn stats_are_written_and_read_again() {
    let bot = Bot::new(Behaviour::Succeed);
    let service = ReceiverService::builder(receiver(), bot).build();
    assert_eq!(status(&service, crc()).await, 200);
    assert_eq!(status(&service, delivery(1)).await, 200);
    let stats = service.stats();
    let written = serde_json::to_value(&stats).unwrap();
    assert_eq!((&written["deliveries"], &written["crc_requests"]), (&1.into(), &1.into()));
    assert_eq!(written["rejected"]["signature"], 0);
    assert_eq!(written["rejected"]["crc_signature"], 0);
    for new in ["displaced", "too_old"] {
        assert_eq!(written["rejected"][new], 0);
    }
    assert_eq!((&written["repeated"], &written["verified_crc_requests"]), (&0.into(), &0.into()));
    assert_eq!(written["latency"]["count"], 1);
    assert_eq!(serde_json::from_value::<Stats>(written).unwrap(), stats);
    // Counters that an earlier version wrote lack members, and those of a later one have more.
    let other: Stats = serde_json::from_str(r#"{"deliveries":2,"new":{"x":[]}}"#).unwrap();
    assert_eq!((other.deliveries, other.failed), (2, 0));
}
