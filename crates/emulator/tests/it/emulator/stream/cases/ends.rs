//! What ends the stream, and what does not.

use super::*;
use crate::emulator::stream::SECOND;

#[test]
fn what_ends_the_stream() {
    for fault in [Fault::CreditsDepleted, Fault::NoCredits] {
        run(at_once(), case!(rejected, 402), async move |emulator, start| {
            always(&emulator, fault);
            start.send(()).unwrap();
        });
    }
    run(at_once(), case!(rejected_later), async |emulator, start| {
        start.send(()).unwrap();
        opened(&emulator, 1).await;
        next(&emulator, Fault::StreamClose, 1);
        next(&emulator, Fault::CreditsDepleted, 1);
        post(&emulator).await;
    });
}

/// An invalidated bearer token ends the connections that were opened with it.
#[test]
fn a_token_that_is_invalidated() {
    run(at_once(), case!(renewed_tokens), async |emulator, start| {
        let raw = Raw::new(&emulator);
        let invalidate = async || {
            let token = raw.bearer_token().await;
            let form = format!("access_token={token}");
            assert_eq!(raw.basic("/oauth2/invalidate_token", &form).await.status, 200);
        };
        invalidate().await;
        start.send(()).unwrap();
        post_on(&emulator, [1]).await;
        invalidate().await;
        post_on(&emulator, [2]).await;
    });
}

#[test]
fn a_backfill_without_access() {
    run(at_once(), case!(backfill_refused), async |emulator, start| {
        always(&emulator, Fault::StreamClose);
        start.send(()).unwrap();
        post_on(&emulator, 1..=2).await;
    });
    run(at_once(), case!(backfill_and_start_refused), async |_, start| start.send(()).unwrap());
}

#[test]
fn errors_in_the_stream() {
    run(at_once(), case!(a_problem_in_the_stream), async |emulator, start| {
        start.send(()).unwrap();
        opened(&emulator, 1).await;
        emulator.disconnect_streams();
        post_on(&emulator, [2]).await;
    });
    run(at_once(), case!(a_problem_in_the_stream), async |emulator, start| {
        start.send(()).unwrap();
        write_on(&emulator, 1, cases::DISCONNECT.to_owned() + "\r\n").await;
        assert_eq!(emulator.close_streams(), 1);
        post_on(&emulator, [2]).await;
    });
}

#[test]
fn failures_in_a_row_are_counted() {
    run(at_once(), case!(failures_in_a_row_are_counted), async |emulator, start| {
        next(&emulator, Fault::RequestReset, 1);
        next(&emulator, Fault::ServerError(503), 1);
        next(&emulator, Fault::StreamReset, 1);
        start.send(()).unwrap();
        opened(&emulator, 1).await;
        next(&emulator, Fault::StreamCloseAtOnce, 2);
        post(&emulator).await;
    });
}

/// An account with stored events, in the period of the cases.
fn storing() -> EmulatorBuilder {
    let clock = Clock::manual(cases::PERIOD_END - 1_200 * SECOND);
    at_once().tier(Tier::V2Enterprise).clock(clock)
}

/// Posts so often in the period, and once after it.
async fn store(emulator: &Emulator, posts: usize) {
    for _ in 0..posts {
        post(emulator).await;
        emulator.advance(60 * SECOND).await;
    }
    let now = emulator.clock().now();
    emulator.advance(cases::PERIOD_END.duration_since(now).unwrap()).await;
    post(emulator).await;
    emulator.advance(1_800 * SECOND).await;
}

/// Asserts that the first connection got the first event, and the second one both.
#[track_caller]
fn assert_again(ids: &[String]) {
    let [first, again, second] = ids else { panic!("{ids:?}") };
    assert_eq!(first, again);
    assert_ne!(first, second);
}

#[test]
fn stored_events() {
    let ids = run(storing(), case!(stored_events), async |emulator, start| {
        store(&emulator, 2).await;
        next(&emulator, Fault::StreamReset, 1);
        start.send(()).unwrap();
    });
    assert_again(&ids);
    let ids = run(storing(), case!(stored_events_with_a_problem), async |emulator, start| {
        store(&emulator, 2).await;
        next(&emulator, Fault::StreamDisconnect, 1);
        start.send(()).unwrap();
    });
    assert_again(&ids);
    for posts in [0, 1] {
        run(storing(), case!(the_end_of_stored_events), async move |emulator, start| {
            store(&emulator, posts).await;
            start.send(()).unwrap();
        });
    }
}

#[test]
fn events_of_the_last_minutes() {
    run(storing(), case!(backfill), async |emulator, start| {
        for _ in 0..2 {
            post(&emulator).await;
            emulator.advance(240 * SECOND).await;
        }
        start.send(()).unwrap();
        post_on(&emulator, [1]).await;
    });
}
