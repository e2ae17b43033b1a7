//! The calls of the stream: dropped, polled once, observed, shown.

use super::*;

#[test]
fn a_stream_that_is_not_polled_blocks_no_call() {
    let case = case!(a_stream_that_is_not_polled_blocks_no_call);
    run(at_once(), case, async |_, start| start.send(()).unwrap());
}

#[test]
fn a_dropped_stream_closes_its_connection() {
    let case = async |emulator: Arc<Emulator>| {
        cases::dropped_after_an_event(emulator.base_url()).await;
        until_open(&emulator, 0).await;
    };
    run(at_once(), case, async |emulator, start| {
        start.send(()).unwrap();
        post_on(&emulator, [1]).await;
    });
    for head_at_once in [false, true] {
        let case = async |emulator: Arc<Emulator>| {
            let has_arrived = || !emulator.streams().is_empty();
            cases::dropped_while_it_waits(emulator.base_url(), has_arrived).await;
            until_open(&emulator, 0).await;
        };
        let builder = at_once().stream_head_at_once(head_at_once);
        run(builder, case, async |_, start| start.send(()).unwrap());
    }
}

#[test]
fn a_dropped_future_loses_nothing() {
    run(at_once(), case!(a_dropped_future_loses_nothing), async |emulator, start| {
        start.send(()).unwrap();
        let text: String = (0..50).map(line).collect();
        // A reset loses what is not on its way, and a new connection sends few packets at once.
        for part in text.as_bytes().chunks(200) {
            write_on(&emulator, 1, part).await;
        }
        next(&emulator, Fault::ServerError(503), 1);
        assert_eq!(emulator.reset_streams(), 1);
        write_on(&emulator, 2, (50..100).map(line).collect::<String>()).await;
        assert_eq!(emulator.close_streams(), 1);
        write_on(&emulator, 3, line(100)).await;
    });
}

#[test]
fn the_observer() {
    run(at_once(), case!(the_observer), async |emulator, start| {
        next(&emulator, Fault::ServerError(503), 1);
        start.send(()).unwrap();
        post_on(&emulator, [1]).await;
    });
}

#[test]
fn nothing_secret_is_shown() {
    let items = run(at_once(), case!(nothing_secret_is_shown), async |emulator, start| {
        start.send(()).unwrap();
        write_on(&emulator, 1, cases::lines_with_the_token()).await;
        always(&emulator, Fault::NoCredits);
        assert_eq!(emulator.reset_streams(), 1);
    });
    // Connected, the two lines, the half line, disconnected, and the error.
    assert_eq!(items, 6);
}
