//! Lines: in parts, too long, unreadable, unfinished.

use std::collections::BTreeSet;

use super::*;

/// The server sends an event and half a line, and closes the connection in order. The next one gets
/// an event.
pub(crate) async fn half_a_line_before_the_end(base_url: &str) {
    let mut bench = Bench::of(base_url);
    bench.until_event().await;
    let items = bench.until_event().await;
    let [StreamItem::Notice(StreamNotice::HalfLine { bytes }), rest @ ..] = &items[..] else {
        panic!("{items:?}")
    };
    assert!(bytes.starts_with(b"{") && !bytes.ends_with(b"}"), "{bytes:?}");
    assert_eq!((pauses(rest), gaps(rest).len()), (seconds(&[1]), 1), "{items:?}");
    assert_eq!(bench.stream.stats().envelopes, 2);
}

/// The server sends event 1 and the first 40 bytes of event 2, and breaks the connection. The next one
/// gets event 3.
pub(crate) async fn half_a_line_before_a_break(base_url: &str) {
    let mut bench = Bench::of(base_url);
    assert_eq!(bench.numbers(1).await, [1]);
    let (envelope, items) = bench.event().await;
    assert_eq!((number(&envelope), items.len()), (3, 4), "{items:?}");
    let StreamItem::Notice(StreamNotice::HalfLine { bytes }) = &items[0] else {
        panic!("{items:?}")
    };
    assert_eq!(bytes, &event(2)[..40]);
}

/// The server sends event 1, and event 2 without a line break. The connection ends in order or breaks,
/// and the next one gets event 3.
///
/// A line break is all that event 2 lacks: the beginning of an object is never an object.
pub(crate) async fn an_object_without_a_line_break(base_url: &str) {
    let mut bench = Bench::of(base_url);
    assert_eq!(bench.numbers(3).await, [1, 2, 3]);
    assert_eq!(bench.stream.stats().half_lines, 0);
}

/// The server sends an event, a line of 20,000,000 bytes, and another event, on one connection.
pub(crate) async fn a_long_line(base_url: &str) {
    let mut bench = Bench::of(base_url);
    bench.until_event().await;
    let items = bench.until_event().await;
    let [StreamItem::Notice(StreamNotice::LineTooLong { length: 20_000_000 })] = items[..] else {
        panic!("{items:?}")
    };
    let stats = bench.stream.stats();
    assert_eq!((stats.connections, stats.long_lines, stats.envelopes), (1, 1, 2));
}

/// The lines around a limit: events of one byte less, of as many bytes, and of one byte more. The line
/// break does not count.
pub(crate) fn lines_around_a_limit(limit: usize, line_break: &str) -> String {
    let event = |length: usize| {
        let open = event(1).trim_end_matches('}').to_owned() + "}}";
        let spaces = " ".repeat(length - open.len() - 1);
        open + &spaces + "}" + line_break
    };
    [limit - 1, limit, limit + 1].map(event).concat()
}

/// The server sends [`lines_around_a_limit`], in parts of any length, on one connection.
pub(crate) async fn the_limit_of_a_line_is_exact(base_url: &str, limit: usize) {
    let default = StreamOptions::new();
    let options = if limit == 1 << 20 { default } else { default.largest_line(limit) };
    let mut bench = Bench::new(base_url, options);
    assert_eq!(bench.numbers(2).await, [1, 1]);
    let item = bench.next().await;
    let StreamItem::Notice(StreamNotice::LineTooLong { length }) = item else { panic!("{item:?}") };
    assert_eq!(usize::try_from(length), Ok(limit + 1));
}

/// Lines that are not JSON objects.
pub(crate) const GARBAGE: &[u8] =
    b"nonsense\r\n[]\nnull\r\n\"x\"\r\n{\r\n}\r\n{\"data\":\r\n<html>\r\n\0\n\
    \xff\xfe\r\n{\"data\":{\"event_type\":\"\xc3\x28\"}}\r\n\xff{}\r\n";

/// The server sends [`GARBAGE`], and then an event, on one connection.
pub(crate) async fn garbage(base_url: &str) {
    let mut bench = Bench::of(base_url);
    let items = bench.until_event().await;
    let unreadable = |item: &&StreamItem| matches!(item, StreamItem::Notice(StreamNotice::Unreadable { bytes, .. }) if !bytes.is_empty());
    let count = items.iter().filter(unreadable).count();
    assert!(count > 0 && count == items.len() - 1, "{items:?}");
    let stats = bench.stream.stats();
    assert_eq!((stats.connections, stats.envelopes), (1, 1));
    assert_eq!(usize::try_from(stats.unreadable), Ok(count));
}

/// 20 events among blank lines: two at the beginning, and one after each event.
pub(crate) fn events_and_blank_lines(line_break: &str) -> String {
    let events: Vec<_> = (0..20).map(|number| event(number) + line_break).collect();
    format!("{line_break}{line_break}{}{line_break}  {line_break}", events.join(line_break))
}

/// The server sends [`events_and_blank_lines`], in parts of any length.
pub(crate) async fn lines_in_any_parts(base_url: &str) {
    let mut bench = Bench::of(base_url);
    assert_eq!(bench.numbers(20).await, (0..20).collect::<Vec<_>>());
    // Those before the last event.
    assert_eq!(bench.stream.stats().keep_alives, 21);
}

/// The server sends 20,000 different events as fast as it can, and closes the connection in order.
pub(crate) async fn every_event_before_the_end(base_url: &str) {
    let mut bench = Bench::of(base_url);
    let mut keys = BTreeSet::new();
    let mut events = 0;
    loop {
        match bench.next().await {
            StreamItem::Envelope(envelope) => {
                events += envelope.activities().count();
                keys.extend(envelope.activities().map(|activity| activity.key().to_string()));
            }
            StreamItem::Notice(StreamNotice::Disconnected { .. }) => break,
            _ => {}
        }
    }
    assert_eq!((events, keys.len()), (20_000, 20_000));
}

/// An event and other lines, and the beginning of one.
pub(crate) fn lines_of_each_kind() -> String {
    event(1) + "\r\n\r\nx\r\n{\"errors\":[{\"title\":\"gone\"}]}\r\n\r\n{"
}

/// The server sends [`lines_of_each_kind`] and closes the connection in order. The next one gets
/// event 2.
pub(crate) async fn what_was_received_is_counted(base_url: &str) {
    let mut bench = Bench::of(base_url);
    let nothing = bench.stream.stats();
    assert_eq!((nothing.bytes, nothing.connections, nothing.last_byte_at), (0, 0, None));
    assert_eq!(bench.numbers(2).await, [1, 2]);
    let stats = bench.stream.stats();
    let bytes = lines_of_each_kind().len() + event(2).len() + 2;
    assert_eq!(usize::try_from(stats.bytes), Ok(bytes));
    assert_eq!((stats.connections, stats.gaps, stats.envelopes), (2, 1, 2));
    assert_eq!((stats.keep_alives, stats.problems), (2, 1));
    assert_eq!((stats.unreadable, stats.half_lines, stats.long_lines), (1, 1, 0));
    assert_eq!(stats.last_byte_at, Some(START + Duration::from_secs(1)));
}
