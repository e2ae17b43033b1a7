//! Handlers with a state.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use account_activity::receiver::{
    Delivery, Failure, HandlerError, Mode, ReceiverService, with_state,
};

use super::bot::{delivery, receiver, signed};
use super::call::{call, status};

type Store = Arc<Mutex<Vec<usize>>>;

async fn keep(store: Store, delivery: Delivery) -> anyhow::Result<()> {
    let events = delivery.entries().len();
    anyhow::ensure!(events > 0, "there are no events");
    store.lock().unwrap().push(events);
    Ok(())
}

async fn keep_or_io_error(store: Store, delivery: Delivery) -> Result<(), io::Error> {
    keep(store, delivery).await.map_err(io::Error::other)
}

async fn keep_or_handler_error(store: Store, delivery: Delivery) -> Result<(), HandlerError> {
    Ok(keep(store, delivery).await?)
}

async fn keep_or_boxed_error(
    store: Store,
    delivery: Delivery,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    Ok(keep(store, delivery).await?)
}

async fn keep_or_text(store: Store, delivery: Delivery) -> Result<(), &'static str> {
    keep(store, delivery).await.map_err(|_| "there are no events")
}

#[tokio::test(start_paused = true)]
async fn a_function_with_a_state_is_a_handler() {
    let store = Store::default();
    let state = || Arc::clone(&store);
    let capturing = Arc::new(AtomicUsize::new(0));
    let calls = Arc::clone(&capturing);
    let services = [
        ReceiverService::with_state(receiver(), state(), keep),
        ReceiverService::with_state(receiver(), state(), keep_or_io_error),
        ReceiverService::with_state(receiver(), state(), keep_or_handler_error),
        ReceiverService::with_state(receiver(), state(), keep_or_boxed_error),
        ReceiverService::with_state(receiver(), state(), keep_or_text),
        ReceiverService::with_state(receiver(), state(), async |store, delivery: Delivery| {
            keep(store, delivery).await
        }),
        ReceiverService::with_state(receiver(), state(), move |store, delivery: Delivery| {
            calls.fetch_add(1, Ordering::Relaxed);
            keep(store, delivery)
        }),
    ];
    for (number, service) in services.iter().enumerate() {
        assert_eq!(call(service, delivery(1)).await, (200, String::new()));
        assert_eq!(*store.lock().unwrap(), vec![1; number + 1]);
        let failed = (503, "the handler failed\n".to_owned());
        assert_eq!(call(service, signed(b"{}")).await, failed);
        assert_eq!(service.stats().failed, 1);
    }
    assert_eq!(capturing.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn a_builder_takes_a_handler_with_a_state() {
    let errors = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&errors);
    let on_failure = move |failure: Failure| {
        kept.lock().unwrap().push(failure.error().to_string());
        std::future::ready(())
    };
    let handler = with_state(Store::default(), keep);
    let builder = ReceiverService::builder(receiver(), handler).mode(Mode::Acknowledge);
    let service = builder.on_failure(on_failure).build();
    assert_eq!(status(&service, signed(b"{}")).await, 200);
    service.shutdown().await;
    assert_eq!(*errors.lock().unwrap(), ["there are no events"]);
}
