//! The limits of a service, and its shutdown.

use account_activity::receiver::{Mode, ReceiverService};

use super::bot::{Behaviour, Bot, DECODED_PER_BYTE, crc, delivery, receiver, signed};
use super::call::{MODES, call, service, status};

#[tokio::test(start_paused = true)]
async fn handlers_at_once_are_bounded_and_crc_requests_are_not() {
    let bot = Bot::new(Behaviour::Wait);
    let builder = ReceiverService::builder(receiver(), bot.clone());
    let service = builder.concurrent(2).build();
    for _ in 0..2 {
        // The handler still runs after the response.
        assert_eq!(status(&service, delivery(1)).await, 503);
    }
    let busy = (503, "too many deliveries at once\n".to_owned());
    assert_eq!(call(&service, delivery(1)).await, busy);
    assert_eq!(status(&service, crc()).await, 200);
    let rejected = service.stats().rejected;
    assert_eq!(
        (rejected.handler_timeout, rejected.overloaded, service.stats().unfinished),
        (2, 1, 2)
    );
    bot.let_go(3);
    bot.done(2).await;
    assert_eq!(status(&service, delivery(1)).await, 200);
}

#[tokio::test(start_paused = true)]
async fn the_queue_is_bounded() {
    let bot = Bot::new(Behaviour::Wait);
    let builder = ReceiverService::builder(receiver(), bot.clone()).mode(Mode::Acknowledge);
    // In this mode, only the queue limits the number.
    let service = builder.concurrent(1).queue(2).build();
    for _ in 0..2 {
        assert_eq!(status(&service, delivery(1)).await, 200);
    }
    assert_eq!(call(&service, delivery(1)).await, (503, "the queue is full\n".to_owned()));
    assert_eq!(status(&service, crc()).await, 200);
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
        let service = builder.memory(250 * DECODED_PER_BYTE).build();
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

/// A thousand deliveries of 20 kB whose handlers do not finish.
#[tokio::test(start_paused = true)]
async fn the_default_memory_holds_usual_load() {
    let bot = Bot::new(Behaviour::Wait);
    let service = service(&bot, Mode::Acknowledge);
    let body = format!("{{\"x\":\"{}\"}}", "x".repeat(20_000));
    for _ in 0..1024 {
        assert_eq!(status(&service, signed(body.as_bytes())).await, 200);
    }
    assert_eq!(status(&service, delivery(1)).await, 503);
    assert_eq!(service.stats().rejected.queue_full, 1);
}

#[tokio::test(start_paused = true)]
async fn a_delivery_larger_than_the_memory_is_accepted_alone() {
    let bot = Bot::new(Behaviour::Wait);
    let builder = ReceiverService::builder(receiver(), bot.clone()).mode(Mode::Acknowledge);
    let service = builder.memory(1).build();
    for _ in 0..2 {
        assert_eq!(status(&service, delivery(1)).await, 200);
        let busy = (503, "too many deliveries at once\n".to_owned());
        assert_eq!(call(&service, delivery(1)).await, busy);
        bot.let_go(1);
        bot.done(1).await;
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn shutdown_waits_for_what_was_accepted() {
    for mode in MODES {
        let bot = Bot::new(Behaviour::Wait);
        let service = service(&bot, mode);
        let responses: Vec<_> = (0..3)
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
        assert_eq!(status(&service, crc()).await, 200);
        assert!(!draining.is_finished());
        bot.let_go(3);
        for response in responses {
            assert_eq!(response.await.unwrap(), 200);
        }
        draining.await.unwrap();
        bot.done(3).await;
        // A second shutdown has nothing to wait for.
        service.shutdown().await;
        assert_eq!(bot.deliveries().len(), 3);
    }
}
