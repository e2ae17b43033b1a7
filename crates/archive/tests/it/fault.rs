//! Sources with faults that are none of their containers.

use std::io::{self, Read};

use account_activity_archive::{Archive, FaultKind, Limits};

use crate::containers::{CONTAINERS, Container};
use crate::samples::{number, of, of_kind, payload, summaries};

/// Gives a start, a byte many times, and an end.
struct Long {
    parts: Vec<(Vec<u8>, usize)>,
}

impl Read for Long {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some((part, times)) = self.parts.first_mut() else { return Ok(0) };
        let size = if part.len() == 1 {
            let size = buffer.len().min(*times);
            buffer[..size].fill(part[0]);
            *times -= size;
            size
        } else {
            let size = buffer.len().min(part.len());
            buffer[..size].copy_from_slice(&part[..size]);
            part.drain(..size);
            *times = part.len();
            size
        };
        if *times == 0 {
            self.parts.remove(0);
        }
        Ok(size)
    }
}

fn long(start: &str, byte: u8, times: usize, end: &str) -> Archive {
    let text = |text: &str| (text.as_bytes().to_vec(), text.len());
    let parts = [text(start), (vec![byte], times), text(end)];
    let parts = parts.into_iter().filter(|(_, times)| *times > 0).collect();
    Archive::new().reader("long", Long { parts })
}

fn small() -> Limits {
    let mut limits = Limits::default();
    limits.max_value = 1 << 20;
    limits
}

#[test]
fn a_long_value_is_one_fault_in_every_container() {
    let (one, two) = (payload(1), payload(2));
    let quoted = |text: &str| text.replace('"', "\"\"");
    for (start, end) in [
        (format!("{one}\n{{\"text\":\""), format!("\"}}\n{two}\n")),
        (format!("[{one},{{\"text\":\""), format!("\"}},{two}]")),
        (format!("[\n{one},\n{{\"text\":\""), format!("\"}},\n{two}\n]\n")),
        (format!("{one}{{\"text\":\""), format!("\"}}{two}")),
        (
            format!("id,body\n1,\"{}\"\n3,\"{{\"\"text\"\":\"\"", quoted(&one)),
            format!("\"\"}}\"\n2,\"{}\"\n", quoted(&two)),
        ),
    ] {
        let times = if start.starts_with("{\"for_user_id") && start.contains('\n') {
            // More than the blocks that wait, so that it is not held.
            200_000_000
        } else {
            6_000_000
        };
        let archive = long(&start, b'x', times, &end).limits(small());
        let items: Vec<_> = archive.items().collect();
        assert_eq!(items.len(), 3, "{start}");
        assert_eq!((number(&items[0]), number(&items[2])), (Some(1), Some(2)), "{start}");
        let fault = items[1].fault().unwrap();
        assert_eq!(fault.kind(), FaultKind::TooLong);
        assert!((1000..100_000).contains(&fault.bytes().len()), "its first bytes");
        let long_at = start.rfind("{\"text").or_else(|| start.rfind("3,")).unwrap();
        assert_eq!(items[1].offset, long_at as u64, "{start}");
    }
}

#[test]
fn lengths_of_values_are_no_values_around_one_that_is_too_long() {
    let long = payload(1).replacen('{', &format!("{{{}", " ".repeat(2_000_000)), 1);
    let values = [payload(0), long, payload(2), payload(3)];
    let line = |value: &String| format!("{}\r\n{value}\r\n", value.len() + 2);
    let source: String = values.iter().map(line).collect();
    // The last line break can be missing.
    for source in [&source, source.trim_end_matches('\n'), source.trim_end()] {
        let items: Vec<_> = of(source.to_owned()).limits(small()).items().collect();
        let numbers: Vec<_> = items.iter().map(number).collect();
        assert_eq!(numbers, [Some(0), None, Some(2), Some(3)]);
        assert_eq!(items[1].fault().unwrap().kind(), FaultKind::TooLong);
        assert_eq!(items.iter().map(|item| item.line).collect::<Vec<_>>(), [2, 4, 6, 8]);
    }
}

/// A number that tells no length is a value.
#[test]
fn numbers_among_lines_are_faults() {
    let value = payload(1);
    let length = value.len() + 1;
    for number in [0, length - 1, length + 1, length * 1000] {
        let items: Vec<_> = of(format!("{number}\n{value}\n{number}\n")).items().collect();
        let faults = of_kind(&items, FaultKind::NotUnderstood);
        assert_eq!((items.len(), faults.len()), (3, 2), "{number}");
    }
}

#[test]
fn a_limit_can_be_the_largest_number() {
    let mut limits = Limits::default();
    limits.max_value = u64::MAX;
    let text = (0..5000).map(payload).collect::<Vec<_>>().join(" ");
    assert_eq!(of(text).limits(limits).items().count(), 5000);
}

#[test]
fn nul_bytes_are_one_fault() {
    let (one, two) = (payload(1), payload(2));
    for (start, end) in [
        (format!("{one}\n"), format!("{two}\n")),
        (format!("{one}\n"), format!("\n{two}\n")),
        (format!("[{one},"), format!("{two}]")),
        (one, two),
    ] {
        for times in [1, 100, 400_000, 5_000_000] {
            let found = summaries(long(&start, 0, times, &end).limits(small()));
            assert_eq!(found, ["1", "json", "2"], "{start} {times}");
        }
    }
    assert_eq!(summaries(long("", 0, 1000, "")), ["json"]);
    assert_eq!(summaries(long("", 0, 1000, &payload(1))), ["json", "1"]);
}

#[test]
fn white_space_gives_nothing() {
    assert_eq!(summaries(long("", b' ', 5_000_000, &payload(1))), ["1"]);
    assert_eq!(summaries(long("", b'\n', 5_000_000, "")), ["empty"]);
    assert_eq!(summaries(of("")), ["empty"]);
    assert_eq!(summaries(of("\u{feff}")), ["empty"]);
}

#[test]
fn a_source_that_ends_within_a_value_is_truncated() {
    let (one, two) = (payload(1), payload(2));
    let cut = &two[..60];
    for (text, offset) in [
        (format!("{one}\n{cut}"), one.len() + 1),
        (format!("{one}{cut}"), one.len()),
        (format!("[{one},{cut}"), one.len() + 2),
    ] {
        let items: Vec<_> = of(text.clone()).items().collect();
        let truncated = of_kind(&items, FaultKind::Truncated);
        assert_eq!(truncated[0].offset, offset as u64, "{text}");
        assert_eq!(truncated[0].fault().unwrap().bytes(), cut);
        assert_eq!(number(&items[0]), Some(1));
        assert_eq!(items.len(), 2, "{text}");
    }
    assert_eq!(summaries(of(format!("[{one},{two},"))), ["1", "2", "truncated"]);
}

/// Gives bytes and then an error.
struct Fails(io::Cursor<Vec<u8>>);

impl Read for Fails {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::from(io::ErrorKind::ConnectionReset)),
            count => Ok(count),
        }
    }
}

#[test]
fn an_error_of_a_reader_is_a_fault_behind_what_was_read() {
    let values = [payload(0), payload(1)];
    for container in CONTAINERS {
        let bytes = io::Cursor::new(container.write(&values));
        let archive = Archive::new()
            .reader("fails", Fails(bytes))
            .reader("next", io::Cursor::new(payload(2)));
        let found = summaries(archive);
        assert_eq!(found, ["0", "1", "io", "2"], "{container:?}");
    }
}

#[test]
fn what_is_neither_json_nor_a_table_is_one_fault() {
    for text in ["\u{89}PNG\r\n\u{1a}\n binary", "# Title\n\nText, with commas.\nMore text.\n"] {
        assert_eq!(summaries(of(text)), ["not-understood"]);
    }
}

#[test]
fn an_archive_without_sources_is_a_fault() {
    assert_eq!(summaries(Archive::new()), ["not-found"]);
}

#[test]
fn a_table_without_a_header_has_no_columns() {
    let values = [payload(0), payload(1)];
    let table = String::from_utf8(Container::Csv.write(&values)).unwrap();
    let (_, rows) = table.split_once('\n').unwrap();
    assert_eq!(summaries(of(rows)), ["0", "1"]);
}
