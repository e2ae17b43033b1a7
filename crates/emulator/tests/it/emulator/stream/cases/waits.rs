//! The waits between connections, and silent connections.

use account_activity_emulator::Limits;
use http::Method;

use super::*;
use crate::emulator::stream::{PATH, SECOND};

#[test]
fn connections_that_are_closed_at_once() {
    run(at_once(), case!(closed_at_once), async |emulator, start| {
        next(&emulator, Fault::StreamCloseAtOnce, 100);
        start.send(()).unwrap();
        post_on(&emulator, [101]).await;
    });
}

#[test]
fn connections_that_live() {
    run(at_once(), case!(closed_after_a_while), async |emulator, start| {
        always(&emulator, Fault::StreamClose);
        start.send(()).unwrap();
        post_on(&emulator, 1..=7).await;
    });
}

#[test]
fn silent_connections() {
    let builder = at_once().stream_head_at_once(false);
    run(builder, case!(silence_before_the_head), async |emulator, start| {
        start.send(()).unwrap();
        post_on(&emulator, [2]).await;
    });
    run(at_once(), case!(silence_between_lines), async |emulator, start| {
        start.send(()).unwrap();
        post_on(&emulator, 1..=2).await;
    });
    run(at_once(), case!(silence_within_a_line), async |emulator, start| {
        start.send(()).unwrap();
        write_on(&emulator, 1, line(1) + &cases::event(2)[..40]).await;
        post_on(&emulator, [2]).await;
    });
}

#[tokio::test]
async fn an_hour_without_events() {
    let emulator = started(at_once().clock(Clock::real())).await;
    let feeding = tokio::spawn({
        let emulator = Arc::clone(&emulator);
        async move {
            post_on(&emulator, [1]).await;
            tokio::time::sleep(3_610 * SECOND).await;
            post(&emulator).await;
        }
    });
    cases::an_hour_without_events(emulator.base_url()).await;
    feeding.await.unwrap();
}

#[test]
fn connections_that_break() {
    run(at_once(), case!(broken_connections), async |emulator, start| {
        next(&emulator, Fault::RequestReset, 35);
        next(&emulator, Fault::StreamResetAtOnce, 35);
        start.send(()).unwrap();
        post_on(&emulator, [36]).await;
    });
}

#[test]
fn too_many_requests() {
    run(at_once(), case!(rate_limited), async |emulator, start| {
        next(&emulator, Fault::RateLimited, 6);
        start.send(()).unwrap();
        post_on(&emulator, [1]).await;
    });
    run(at_once(), case!(rate_limited_with_a_time), async |emulator, start| {
        next(&emulator, Fault::RateLimitedFor(7 * SECOND), 1);
        start.send(()).unwrap();
        post_on(&emulator, [1]).await;
    });
}

/// Uses up the requests of a window of 15 minutes.
async fn use_up(emulator: Arc<Emulator>, start: oneshot::Sender<()>) {
    let raw = Raw::new(&emulator);
    let path = format!("{PATH}?backfill_minutes=5");
    for _ in 0..450 {
        assert_eq!(raw.with_bearer(cases::BEARER, Method::GET, &path).await.status, 400);
    }
    start.send(()).unwrap();
}

#[test]
fn windows() {
    let tier = Tier::V2PayPerUse;
    let limited = || Emulator::builder().tier(tier).limits(Limits::of(tier));
    let builder = limited().clock(Clock::manual(cases::START));
    run(builder, case!(rate_limited_until, 900 * SECOND), use_up);
    let behind = cases::START - 1_200 * SECOND;
    let builder = limited().clock(Clock::manual(behind));
    run(builder, case!(rate_limited_until_the_past), use_up);
}

#[test]
fn a_third_connection() {
    run(at_once(), case!(too_many_connections), async |emulator, start| {
        let raw = Raw::new(&emulator);
        let (first, _second) = (Connection::open(&raw).await, Connection::open(&raw).await);
        start.send(()).unwrap();
        while emulator.requests().iter().all(|request| request.status != 429) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        drop(first);
        post_on(&emulator, [3]).await;
    });
    run(at_once(), case!(too_many_connections_in_a_line), async |emulator, start| {
        start.send(()).unwrap();
        for number in [1, 2] {
            write_on(&emulator, number, cases::TOO_MANY_CONNECTIONS.to_owned() + "\r\n").await;
            assert_eq!(emulator.close_streams(), 1);
        }
        post_on(&emulator, [3]).await;
    });
}

#[test]
fn failures_of_the_server() {
    run(at_once(), case!(server_errors), async |emulator, start| {
        next(&emulator, Fault::ServerError(503), 8);
        start.send(()).unwrap();
        opened(&emulator, 1).await;
        next(&emulator, Fault::StreamClose, 1);
        next(&emulator, Fault::ServerError(503), 1);
        post_on(&emulator, [1, 2]).await;
    });
    run(at_once(), case!(a_gap_across_failed_connections), async |emulator, start| {
        start.send(()).unwrap();
        opened(&emulator, 1).await;
        next(&emulator, Fault::StreamClose, 1);
        next(&emulator, Fault::RequestReset, 1);
        next(&emulator, Fault::ServerError(503), 1);
        post_on(&emulator, [1, 2]).await;
    });
}
