//! The cases of the SDK's own tests of the stream, against the emulator.

use std::sync::Arc;
use std::time::Duration;

use account_activity::Tier;
use account_activity::client::xaa::DeliverTo;
use account_activity::xaa::EventKind;
use account_activity_emulator::{App, Emulator, EmulatorBuilder, Fault, FaultRule, Inject};
use serde_json::json;
use tokio::runtime;
use tokio::sync::oneshot;

use super::super::cases::stream as cases;
use super::{Connection, client, post, still, subscribe};
use crate::emulator::raw::Raw;

/// Runs a case against an emulator on threads of its own, because a case may stop Tokio's time. `feed`
/// starts the case by its second parameter, and does what users do meanwhile.
fn run<C: Future<Output = ()>, F: Future<Output = ()> + Send + 'static>(
    builder: impl FnOnce(EmulatorBuilder) -> EmulatorBuilder,
    case: impl FnOnce(String) -> C,
    feed: impl FnOnce(Arc<Emulator>, oneshot::Sender<()>) -> F,
) {
    let threads = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let threads = threads.unwrap();
    let app =
        App::new(cases::CONSUMER_KEY, cases::CONSUMER_SECRET).with_bearer_token(cases::BEARER);
    let builder = builder(still(Tier::V2PayPerUse).stream_head_at_once(true).app(app));
    let emulator = threads.block_on(async {
        let emulator = builder.start().await.unwrap();
        let xaa = client(&emulator).xaa();
        subscribe(&xaa, &emulator, EventKind::PostCreate, "ada", DeliverTo::Stream).await;
        Arc::new(emulator)
    });
    let base_url = emulator.base_url().to_owned();
    let (start, started) = oneshot::channel();
    let feeding = threads.spawn(feed(Arc::clone(&emulator), start));
    threads.block_on(started).unwrap();
    let this = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    this.block_on(case(base_url));
    threads.block_on(feeding).unwrap();
}

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

fn always(emulator: &Emulator, fault: Fault) {
    emulator.faults().add(FaultRule::always(fault));
}

fn next(emulator: &Emulator, fault: Fault, count: u32) {
    emulator.faults().add(FaultRule::next(fault, count));
}

#[test]
fn connections_that_live() {
    let case = async |url: String| cases::closed_after_a_while(&url).await;
    run(
        |it| it,
        case,
        async |emulator, start| {
            always(&emulator, Fault::StreamClose);
            start.send(()).unwrap();
            post_on(&emulator, 1..=7).await;
        },
    );
}

#[test]
fn silent_connections() {
    let case = async |url: String| cases::silence_before_the_head(&url).await;
    run(
        |it| it.stream_head_at_once(false),
        case,
        async |emulator, start| {
            start.send(()).unwrap();
            post_on(&emulator, [2]).await;
        },
    );
    let case = async |url: String| cases::silence_between_lines(&url).await;
    run(
        |it| it,
        case,
        async |emulator, start| {
            start.send(()).unwrap();
            post_on(&emulator, 1..=2).await;
        },
    );
}

#[test]
fn half_a_line_is_no_event() {
    let case = async |url: String| cases::half_a_line_before_the_end(&url).await;
    run(
        |it| it,
        case,
        async |emulator, start| {
            start.send(()).unwrap();
            post_on(&emulator, [1]).await;
            next(&emulator, Fault::StreamHalfLine, 1);
            post(&emulator).await;
            post_on(&emulator, [2]).await;
        },
    );
}

#[test]
fn a_problem_in_the_stream() {
    let case = async |url: String| cases::a_problem_in_the_stream(&url).await;
    run(
        |it| it,
        case,
        async |emulator, start| {
            start.send(()).unwrap();
            opened(&emulator, 1).await;
            emulator.disconnect_streams();
            post_on(&emulator, [2]).await;
        },
    );
}

#[test]
fn every_event_before_the_end() {
    let case = async |url: String| cases::every_event_before_the_end(&url).await;
    run(
        |it| it.stream_bytes(1 << 30),
        case,
        async |emulator, start| {
            start.send(()).unwrap();
            opened(&emulator, 1).await;
            for id in 1..=20_000 {
                if id == 20_000 {
                    next(&emulator, Fault::StreamClose, 1);
                }
                let payload = json!({"id": id.to_string()});
                let post = Inject::for_user(EventKind::PostCreate, "ada", payload);
                emulator.perform(post).await.unwrap();
            }
        },
    );
}

#[test]
fn requests_that_are_refused() {
    let case = async |url: String| cases::backfill_refused(&url).await;
    run(
        |it| it,
        case,
        async |emulator, start| {
            always(&emulator, Fault::StreamClose);
            start.send(()).unwrap();
            post_on(&emulator, 1..=2).await;
        },
    );
    for fault in [Fault::CreditsDepleted, Fault::NoCredits] {
        let case = async |url: String| cases::rejected(&url, 402).await;
        run(
            |it| it,
            case,
            async move |emulator, start| {
                always(&emulator, fault);
                start.send(()).unwrap();
            },
        );
    }
}

#[test]
fn limits() {
    let case = async |url: String| cases::rate_limited(&url).await;
    run(
        |it| it,
        case,
        async |emulator, start| {
            next(&emulator, Fault::RateLimited, 6);
            start.send(()).unwrap();
            post_on(&emulator, [1]).await;
        },
    );
    let case = async |url: String| cases::too_many_connections(&url).await;
    run(
        |it| it,
        case,
        async |emulator, start| {
            let raw = Raw::new(&emulator);
            let (first, _second) = (Connection::open(&raw).await, Connection::open(&raw).await);
            start.send(()).unwrap();
            while emulator.requests().iter().all(|request| request.status != 429) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            drop(first);
            post_on(&emulator, [3]).await;
        },
    );
}

#[test]
fn failing_servers() {
    let case = async |url: String| cases::server_errors(&url).await;
    run(
        |it| it,
        case,
        async |emulator, start| {
            next(&emulator, Fault::ServerError(503), 8);
            start.send(()).unwrap();
            opened(&emulator, 1).await;
            next(&emulator, Fault::StreamClose, 1);
            next(&emulator, Fault::ServerError(503), 1);
            post_on(&emulator, [1, 2]).await;
        },
    );
}
