//! What the service does besides verifying, on a clock that the test turns.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use account_activity::Timestamp;
use account_activity::receiver::{
    Delivery, Failure, Handler, HandlerError, HandlerPanic, Mode, Receiver, ReceiverService,
};
use bytes::Bytes;
use http::Request;
use http_body_util::channel::Channel;
use http_body_util::{BodyExt, Full};
use tokio::time::{Instant, sleep, timeout};
use tower_service::Service;

use super::alone::{alone, block_on};
use super::bot::{Behaviour, Bot, challenge, delivery, receiver, secrets, signed};

const MODES: [Mode; 2] = [Mode::Await, Mode::Acknowledge];

/// Calls the service, and returns the answer's status and body.
async fn call(service: &ReceiverService, request: Request<Bytes>) -> (u16, String) {
    let Ok(response) = service.clone().call(request.map(Full::new)).await;
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (head.status.as_u16(), String::from_utf8(body.to_vec()).unwrap())
}

async fn status(service: &ReceiverService, request: Request<Bytes>) -> u16 {
    call(service, request).await.0
}

fn service(bot: &Bot, mode: Mode) -> ReceiverService {
    ReceiverService::builder(receiver(), bot.clone()).mode(mode).build()
}

/// The failures that `on_failure` was given, as text.
#[derive(Clone, Default)]
struct Failures(Arc<Mutex<Vec<String>>>);

impl Failures {
    fn service(&self, bot: &Bot, mode: Mode) -> ReceiverService {
        let failures = self.clone();
        let on_failure = move |failure: Failure| {
            let failures = failures.clone();
            async move {
                // As long as it takes to write it down.
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
async fn the_answer_is_what_the_mode_says() {
    for (behaviour, awaited, text) in [
        (Behaviour::Succeed, 200, ""),
        (Behaviour::Fail, 503, "the handler failed\n"),
        (Behaviour::Panic, 503, "the handler failed\n"),
        (Behaviour::Wait, 503, "the handler took longer than 2s\n"),
    ] {
        let bot = Bot::new(behaviour);
        let start = Instant::now();
        let answer = call(&service(&bot, Mode::Await), delivery(1)).await;
        assert_eq!(answer, (awaited, text.to_owned()), "{behaviour:?}");
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
    assert_eq!((stats.rejected.late, stats.unfinished, stats.failed), (1, 1, 0));
    assert_eq!((stats.deliveries, stats.latency.count, stats.latency.mean()), (1, 0, None));
    sleep(Duration::from_secs(4)).await;
    bot.let_go(1);
    bot.done(1).await;
    service.shutdown().await;
    let stats = service.stats();
    assert_eq!((stats.rejected.late, stats.unfinished, stats.failed), (1, 0, 0));
    let took = Duration::from_secs(6)..Duration::from_secs(7);
    assert!(took.contains(&stats.latency.longest), "{:?}", stats.latency);
    assert_eq!(stats.latency.mean(), Some(stats.latency.longest));
}

#[tokio::test(start_paused = true)]
async fn whoever_stops_waiting_cancels_nothing() {
    for mode in MODES {
        let bot = Bot::new(Behaviour::Wait);
        let service = service(&bot, mode);
        let answer = timeout(Duration::from_millis(1), status(&service, delivery(1))).await;
        assert_eq!(answer.is_ok(), mode == Mode::Acknowledge);
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
            let answer = if mode == Mode::Await { 503 } else { 200 };
            assert_eq!(status(&service, signed(b"{}")).await, answer);
            assert_eq!(status(&service, signed(b"{")).await, answer);
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
        assert!(delivery.payload().for_user_id().is_none(), "at once");
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
    assert_eq!(*panics.lock().unwrap(), ["at once", "it did not say why"]);
    // One that keeps no failures panics too.
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
    for (sends_all, sent_within, answer) in [(true, 1, 200), (true, 3, 408), (false, 3, 408)] {
        let (mut sender, body) = Channel::<Bytes, Infallible>::new(1);
        let (head, bytes) = request.clone().into_parts();
        let answering = service.clone().call(Request::from_parts(head, body));
        let pieces = tokio::spawn(async move {
            let (first, second) = bytes.split_at(bytes.len() / 2);
            sender.send_data(Bytes::copy_from_slice(first)).await.unwrap();
            sleep(Duration::from_secs(sent_within)).await;
            if sends_all {
                drop(sender.send_data(Bytes::copy_from_slice(second)).await);
            }
        });
        let Ok(response) = answering.await;
        assert_eq!(response.status(), answer);
        pieces.await.unwrap();
    }
    assert_eq!((bot.deliveries().len(), service.stats().rejected.slow), (1, 2));
    assert_eq!(service.stats().unfinished, 0);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_breaks_off_or_grows_too_large_is_refused() {
    let bot = Bot::new(Behaviour::Succeed);
    let receiver = Receiver::new(secrets()).body_limit(100);
    let service = ReceiverService::new(receiver, bot.clone());
    let (head, _) = delivery(1).into_parts();
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    let answering = service.clone().call(Request::from_parts(head.clone(), body));
    let sending = async {
        sender.send_data(Bytes::from_static(b"{")).await.unwrap();
        sender.abort(std::io::Error::other("reset"));
    };
    let (Ok(response), ()) = tokio::join!(answering, sending);
    assert_eq!(response.status(), 400);
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    let answering = service.clone().call(Request::from_parts(head, body));
    let sending = async {
        // No length was announced, and there is no end.
        while sender.send_data(Bytes::from_static(&[b' '; 60])).await.is_ok() {}
    };
    let (Ok(response), ()) = tokio::join!(answering, sending);
    assert_eq!(response.status(), 413);
    let rejected = service.stats().rejected;
    assert_eq!((rejected.disconnected, rejected.too_large, bot.deliveries().len()), (1, 1, 0));
}

#[tokio::test(start_paused = true)]
async fn handlers_at_once_are_bounded_and_challenges_are_not() {
    let bot = Bot::new(Behaviour::Wait);
    let builder = ReceiverService::builder(receiver(), bot.clone());
    let service = builder.concurrent(2).build();
    for _ in 0..2 {
        // Though it is answered for, the handler still runs.
        assert_eq!(status(&service, delivery(1)).await, 503);
    }
    let busy = (503, "too many deliveries at once\n".to_owned());
    assert_eq!(call(&service, delivery(1)).await, busy);
    assert_eq!(status(&service, challenge()).await, 200);
    let rejected = service.stats().rejected;
    assert_eq!((rejected.late, rejected.busy, service.stats().unfinished), (2, 1, 2));
    bot.let_go(3);
    bot.done(2).await;
    assert_eq!(status(&service, delivery(1)).await, 200);
}

#[tokio::test(start_paused = true)]
async fn the_queue_is_bounded() {
    let bot = Bot::new(Behaviour::Wait);
    let builder = ReceiverService::builder(receiver(), bot.clone()).mode(Mode::Acknowledge);
    // What is queued leaves room for the next to be read.
    let service = builder.concurrent(1).queue(2).build();
    for _ in 0..2 {
        assert_eq!(status(&service, delivery(1)).await, 200);
    }
    assert_eq!(call(&service, delivery(1)).await, (503, "the queue is full\n".to_owned()));
    assert_eq!(status(&service, challenge()).await, 200);
    assert_eq!((service.stats().rejected.queue_full, service.stats().unfinished), (1, 2));
    bot.started(2).await;
    bot.let_go(3);
    bot.done(2).await;
    assert_eq!(status(&service, delivery(1)).await, 200);
    bot.done(1).await;
    assert_eq!(service.stats().deliveries, 3);
}

#[tokio::test(start_paused = true)]
async fn memory_is_bounded_whatever_the_number() {
    let body = format!("{{\"x\":\"{}\"}}", "x".repeat(100));
    for mode in MODES {
        let bot = Bot::new(Behaviour::Wait);
        let builder = ReceiverService::builder(receiver(), bot.clone()).mode(mode);
        let service = builder.memory(250).build();
        for _ in 0..2 {
            assert!([200, 503].contains(&status(&service, signed(body.as_bytes())).await));
        }
        bot.started(2).await;
        let busy = (503, "too many deliveries at once\n".to_owned());
        assert_eq!(call(&service, signed(body.as_bytes())).await, busy);
        bot.let_go(3);
        bot.done(2).await;
        assert_eq!(status(&service, signed(body.as_bytes())).await, 200);
    }
}

#[tokio::test(start_paused = true)]
async fn shutdown_waits_for_what_was_accepted() {
    for mode in MODES {
        let bot = Bot::new(Behaviour::Wait);
        let service = service(&bot, mode);
        let answers: Vec<_> = (0..3)
            .map(|subscriber| {
                let service = service.clone();
                tokio::spawn(async move { status(&service, delivery(subscriber)).await })
            })
            .collect();
        bot.started(3).await;
        let draining = tokio::spawn({
            let service = service.clone();
            async move { service.shutdown().await }
        });
        tokio::task::yield_now().await;
        let shut = (503, "the receiver is shutting down\n".to_owned());
        assert_eq!(call(&service, delivery(9)).await, shut);
        assert_eq!(status(&service, challenge()).await, 200);
        assert!(!draining.is_finished());
        bot.let_go(3);
        for answer in answers {
            assert_eq!(answer.await.unwrap(), 200);
        }
        draining.await.unwrap();
        bot.done(3).await;
        // Once more, there is nothing to wait for.
        service.shutdown().await;
        assert_eq!(bot.deliveries().len(), 3);
    }
}

#[tokio::test]
async fn stats_say_when() {
    let service = service(&Bot::new(Behaviour::Succeed), Mode::Await);
    assert_eq!(service.stats(), account_activity::receiver::Stats::default());
    let before = Timestamp::from(SystemTime::now());
    assert_eq!(status(&service, challenge()).await, 200);
    assert_eq!(status(&service, delivery(1)).await, 200);
    let after = Timestamp::from(SystemTime::now());
    let stats = service.stats();
    for time in [stats.last_challenge.unwrap(), stats.last_delivery.unwrap()] {
        assert!(before <= time && time <= after);
    }
    assert_eq!((stats.challenges, stats.deliveries, stats.latency.count), (1, 1, 1));
}

#[tokio::test]
async fn what_does_not_decode_is_acknowledged_unless_the_handler_minds() {
    let service = ReceiverService::new(receiver(), async |_: Delivery| Ok(()));
    assert_eq!(call(&service, signed(b"{\"a\": ")).await, (200, String::new()));
    let bot = Bot::new(Behaviour::Succeed);
    // An `Arc` of a handler is one.
    let handler: Arc<dyn Handler> = Arc::new(bot.clone());
    let service = ReceiverService::new(receiver(), handler);
    assert_eq!(status(&service, signed(b"{\"a\": ")).await, 200);
    let [undecodable] = &bot.undecodable()[..] else { panic!() };
    assert_eq!(undecodable.as_bytes(), "{\"a\": ");
    assert_eq!(undecodable.path(), super::bot::PATH);
    assert!(undecodable.verified().is_some() && undecodable.error().line() == 1);
    assert!(undecodable.received_at() <= SystemTime::now().into());
}

#[test]
fn errors_keep_what_they_are_made_of() {
    let error = HandlerError::from(std::io::Error::other("disk"));
    assert_eq!((error.to_string(), format!("{error:?}").contains("disk")), ("disk".into(), true));
    assert!(error.as_ref().is::<std::io::Error>());
}

/// What a subscriber to `tracing` writes down.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_log_says_why_and_no_secret() {
    // What other threads log first decides what is worth logging.
    alone(concat!(module_path!(), "::the_log_says_why_and_no_secret"), || block_on(log()));
}

async fn log() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let service = service(&Bot::new(Behaviour::Fail), Mode::Await);
    status(&service, challenge()).await;
    status(&service, delivery(1)).await;
    status(&service, signed(b"{\"a\": \"private\"")).await;
    let mut forged = delivery(1);
    forged.headers_mut().insert("x-twitter-webhooks-signature", "sha256=".parse().unwrap());
    status(&service, forged).await;
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for said in [
        "webhook{method=GET path=\"/webhooks/twitter\"}",
        "challenge answered",
        "the handler failed error=Zx9-hidden: the database is down",
        "a verified delivery does not decode",
        "the signature is refused status=401 why=the signature is not the Base64 of 32 bytes",
    ] {
        assert!(log.contains(said), "{said} is not in\n{log}");
    }
    // Once for each delivery, not again for its answer.
    assert_eq!(log.matches("the handler failed").count(), 2, "{log}");
    let signature = account_activity::receiver::sign(
        &account_activity::Secret::new("consumer secret").unwrap(),
        b"abc",
    );
    for hidden in ["consumer secret", "crc_token", "private", &signature] {
        assert!(!log.contains(hidden), "{hidden} is in\n{log}");
    }
}
