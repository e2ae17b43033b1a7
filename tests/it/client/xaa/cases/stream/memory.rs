//! How far the client reads ahead, and what it does not keep.

use super::*;

/// The time for which [`a_slow_reader`] is offered events.
pub(crate) const SECONDS: usize = 60;

/// How many events it is offered each second.
pub(crate) const EACH_SECOND: usize = 1_000;

/// How many it takes.
const TAKEN_EACH_SECOND: usize = 100;

/// An event with a number and a long text.
pub(crate) fn large_event(number: usize) -> String {
    event(number).replace(r#""author_id""#, &format!(r#""text":"{}","author_id""#, "x".repeat(500)))
}

/// The server offers [`EACH_SECOND`] of [`large_event`] each second of Tokio's time, for [`SECONDS`]
/// from the first event on, which has the number 0. What the connection does not take waits at the server.
/// It runs in the runtime of the caller, whose time the function stops. Each second, `look` gets the
/// number of bytes that the client has read.
pub(crate) async fn a_slow_reader(base_url: &str, mut look: impl FnMut(u64)) {
    const AHEAD: u64 = 1 << 20;
    let mut bench = Bench::of(base_url);
    let (mut number, mut taken) = (0, 0);
    let mut take = async |bench: &mut Bench| {
        let (envelope, _) = bench.event().await;
        assert_eq!(super::number(&envelope), number);
        taken += u64::try_from(large_event(number).len() + 2).unwrap();
        number += 1;
        taken
    };
    take(&mut bench).await;
    tokio::time::pause();
    for _ in 0..SECONDS {
        for _ in 1..TAKEN_EACH_SECOND {
            take(&mut bench).await;
        }
        let taken = take(&mut bench).await;
        let read = bench.stream.stats().bytes;
        assert!(read - taken < AHEAD, "{read} of which {taken} were taken");
        look(read);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    tokio::time::resume();
    for _ in SECONDS * TAKEN_EACH_SECOND + 1..SECONDS * EACH_SECOND {
        take(&mut bench).await;
    }
    let stats = bench.stream.stats();
    assert_eq!((stats.envelopes, stats.connections), (60_000, 1));
}

/// The server sends a line of 20,000,000 bytes, 1,000,000 blank lines, and event 1.
pub(crate) async fn skipped_lines(base_url: &str) {
    let mut bench = Bench::of(base_url);
    assert_eq!(bench.numbers(1).await, [1]);
    assert_eq!(bench.stream.stats().keep_alives, 1_000_000);
}
