//! Lines: in parts, too long, unreadable, unfinished.

use account_activity_emulator::Inject;
use serde_json::json;

use super::*;

/// Room for everything that a case writes at once.
fn roomy() -> EmulatorBuilder {
    at_once().stream_bytes(1 << 30)
}

#[test]
fn half_a_line_is_no_event() {
    run(at_once(), case!(half_a_line_before_the_end), async |emulator, start| {
        start.send(()).unwrap();
        post_on(&emulator, [1]).await;
        next(&emulator, Fault::StreamHalfLine, 1);
        post(&emulator).await;
        post_on(&emulator, [2]).await;
    });
    run(at_once(), case!(half_a_line_before_a_break), async |emulator, start| {
        start.send(()).unwrap();
        write_on(&emulator, 1, line(1) + &cases::event(2)[..40]).await;
        assert_eq!(emulator.reset_streams(), 1);
        write_on(&emulator, 2, line(3)).await;
    });
}

#[test]
fn an_object_without_a_line_break_is_an_event() {
    for end in [Emulator::close_streams, Emulator::reset_streams] {
        run(at_once(), case!(an_object_without_a_line_break), async move |emulator, start| {
            start.send(()).unwrap();
            write_on(&emulator, 1, line(1) + &cases::event(2)).await;
            assert_eq!(end(&emulator), 1);
            write_on(&emulator, 2, line(3)).await;
        });
    }
}

#[test]
fn long_lines() {
    run(roomy(), case!(a_long_line), async |emulator, start| {
        start.send(()).unwrap();
        let long = "x".repeat(20_000_000);
        for part in [&*line(1), &long, "\r\n", &line(2)] {
            write_on(&emulator, 1, part).await;
        }
    });
    for limit in [300, 1 << 20] {
        run(roomy(), case!(the_limit_of_a_line_is_exact, limit), async move |emulator, start| {
            start.send(()).unwrap();
            write_on(&emulator, 1, cases::lines_around_a_limit(limit, "\r\n")).await;
        });
    }
    run(roomy(), case!(skipped_lines), async |emulator, start| {
        start.send(()).unwrap();
        let long = "x".repeat(20_000_000) + "\r\n";
        for part in [&*long, &"\r\n".repeat(1_000_000), &line(1)] {
            write_on(&emulator, 1, part).await;
        }
    });
}

#[test]
fn lines_that_are_no_objects() {
    run(at_once(), case!(garbage), async |emulator, start| {
        start.send(()).unwrap();
        write_on(&emulator, 1, cases::GARBAGE).await;
        post(&emulator).await;
    });
}

#[test]
fn lines_in_any_parts() {
    for line_break in ["\n", "\r\n"] {
        run(at_once(), case!(lines_in_any_parts), async move |emulator, start| {
            start.send(()).unwrap();
            let mut random = fastrand::Rng::with_seed(1);
            let text = cases::events_and_blank_lines(line_break);
            let mut rest = &*text;
            while !rest.is_empty() {
                let (part, after) = rest.split_at(random.usize(1..=rest.len().min(200)));
                write_on(&emulator, 1, part).await;
                rest = after;
            }
        });
    }
}

#[test]
fn every_event_before_the_end() {
    run(roomy(), case!(every_event_before_the_end), async |emulator, start| {
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
    });
}

#[test]
fn what_was_received_is_counted() {
    run(at_once(), case!(what_was_received_is_counted), async |emulator, start| {
        start.send(()).unwrap();
        write_on(&emulator, 1, cases::lines_of_each_kind()).await;
        assert_eq!(emulator.close_streams(), 1);
        write_on(&emulator, 2, line(2)).await;
    });
}

/// The emulator keeps what waits in its memory. A test that offers more looks at how much it is.
#[tokio::test]
async fn a_slow_reader() {
    const ROOM: usize = 64 << 10;
    let emulator = started(at_once().clock(Clock::real())).await;
    let feeding = tokio::spawn({
        let emulator = Arc::clone(&emulator);
        async move {
            opened(&emulator, 1).await;
            let mut tenths = tokio::time::interval(Duration::from_millis(100));
            for number in 0..cases::SECONDS * cases::EACH_SECOND {
                if number % (cases::EACH_SECOND / 10) == 0 {
                    tenths.tick().await;
                }
                while emulator.streams()[0].waiting_bytes > ROOM {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                emulator.write_to_streams(cases::large_event(number) + "\r\n");
            }
            emulator.close_streams();
        }
    });
    let mut seconds = 0;
    cases::a_slow_reader(emulator.base_url(), |_| seconds += 1).await;
    assert_eq!(seconds, cases::SECONDS);
    feeding.await.unwrap();
}
