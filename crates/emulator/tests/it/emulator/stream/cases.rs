//! The cases of the SDK's own tests of the stream, against the emulator.

mod calls;
mod ends;
mod lines;
mod waits;

use std::sync::Arc;
use std::time::Duration;

use account_activity::Tier;
use account_activity::client::xaa::DeliverTo;
use account_activity::xaa::EventKind;
use account_activity_emulator::{App, Clock, Emulator, EmulatorBuilder, Fault, FaultRule};
use tokio::runtime;
use tokio::sync::oneshot;

use super::super::cases::stream as cases;
use super::{Connection, client, post, still, subscribe, until_open};
use crate::emulator::raw::Raw;

/// Starts an emulator with the app of the cases, which gets the posts of ada.
async fn started(builder: EmulatorBuilder) -> Arc<Emulator> {
    let app =
        App::new(cases::CONSUMER_KEY, cases::CONSUMER_SECRET).with_bearer_token(cases::BEARER);
    let emulator = builder.app(app).start().await.unwrap();
    let xaa = client(&emulator).xaa();
    subscribe(&xaa, &emulator, EventKind::PostCreate, "ada", DeliverTo::Stream).await;
    Arc::new(emulator)
}

fn at_once() -> EmulatorBuilder {
    still(Tier::V2PayPerUse).stream_head_at_once(true)
}

/// Runs a case against an emulator on threads of its own, because a case may stop Tokio's time. `feed`
/// starts the case by its second parameter, and does what users do meanwhile.
fn run<T, C: Future<Output = T>, F: Future<Output = ()> + Send + 'static>(
    builder: EmulatorBuilder,
    case: impl FnOnce(Arc<Emulator>) -> C,
    feed: impl FnOnce(Arc<Emulator>, oneshot::Sender<()>) -> F,
) -> T {
    let threads = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let threads = threads.unwrap();
    let emulator = threads.block_on(started(builder));
    let (start, begun) = oneshot::channel();
    let feeding = threads.spawn(feed(Arc::clone(&emulator), start));
    threads.block_on(begun).unwrap();
    let this = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let output = this.block_on(case(emulator));
    threads.block_on(feeding).unwrap();
    output
}

/// Runs the case with this name. The expressions after it are its further parameters.
macro_rules! case {
    ($name:ident $(, $parameter:expr)*) => {
        async |emulator: std::sync::Arc<account_activity_emulator::Emulator>| {
            cases::$name(emulator.base_url() $(, $parameter)*).await
        }
    };
}

use case;

/// Waits for the connection with this number.
async fn opened(emulator: &Emulator, number: u64) {
    while emulator.streams().last().is_none_or(|stream| stream.number < number) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Posts on each of the connections with these numbers.
async fn post_on(emulator: &Emulator, numbers: impl IntoIterator<Item = u64>) {
    for number in numbers {
        opened(emulator, number).await;
        post(emulator).await;
    }
}

/// Writes a text on the connection with this number.
async fn write_on(emulator: &Emulator, number: u64, text: impl Into<Vec<u8>>) {
    opened(emulator, number).await;
    assert_eq!(emulator.write_to_streams(text.into()), 1);
}

/// The line of an event with a number.
fn line(number: usize) -> String {
    cases::event(number) + "\r\n"
}

fn always(emulator: &Emulator, fault: Fault) {
    emulator.faults().add(FaultRule::always(fault));
}

fn next(emulator: &Emulator, fault: Fault, count: u32) {
    emulator.faults().add(FaultRule::next(fault, count));
}
