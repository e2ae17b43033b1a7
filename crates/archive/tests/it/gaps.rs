//! Reading goes on behind damaged compressed data.

use std::io::Write;

use account_activity_archive::{Archive, FaultKind, Item};

use crate::containers::{Compression, Container};
use crate::samples::{number, of, of_kind, payload};

const MEMBERS: [Compression; 3] = [Compression::Gzip, Compression::Zstd, Compression::Bzip2];

/// One member, frame or stream.
fn member(compression: Compression, text: &[u8]) -> Vec<u8> {
    if compression != Compression::Zstd {
        return compression.write(text);
    }
    let mut writer = zstd::Encoder::new(Vec::new(), 1).unwrap();
    writer.include_checksum(true).unwrap();
    writer.write_all(text).unwrap();
    writer.finish().unwrap()
}

/// A value with something that does not become shorter.
fn value(n: usize) -> String {
    let mut rng = fastrand::Rng::with_seed(n as u64);
    let text: String = (0..100).map(|_| rng.alphanumeric()).collect();
    payload(n).replace("}]}", &format!("}}],\"text\":\"{text}\"}}"))
}

fn lines(numbers: std::ops::Range<usize>) -> Vec<u8> {
    numbers.map(|n| value(n) + "\n").collect::<String>().into_bytes()
}

fn items(archive: Archive) -> Vec<Item> {
    archive.items().collect()
}

fn numbers(items: &[Item]) -> Vec<usize> {
    items.iter().filter_map(number).collect()
}

/// Reads again from positions, and from each one beside a fault.
fn resumes(bytes: &[u8], all: &[Item]) {
    let is_fault = |n: usize| all.get(n).is_some_and(|item| item.fault().is_some());
    let near = |n: usize| {
        n.is_multiple_of(20) || is_fault(n) || is_fault(n + 1) || n > 0 && is_fault(n - 1)
    };
    for (n, item) in all.iter().enumerate().filter(|(n, _)| near(*n)) {
        assert!(items(of(bytes).start_at(item.position())) == all[n..], "at {n} {item:?}");
        let after = items(of(bytes).start_at(item.position().after()));
        assert!(after == all[n + 1..], "after {n} {item:?}");
    }
}

#[test]
fn members_behind_a_damaged_one_are_read() {
    for compression in MEMBERS {
        let parts = [0..20, 20..40, 40..60].map(|part| member(compression, &lines(part)));
        for (damaged, at) in [(0, 5), (0, 400), (1, 2), (1, 400), (1, 1200)] {
            let mut parts = parts.clone();
            let end = parts[damaged].len().min(at + 40);
            parts[damaged][at..end].fill(0xA5);
            let bytes = parts.concat();
            let all = items(of(bytes.as_slice()));
            let case = format!("{compression:?} {damaged} {at}");
            let faults: Vec<_> = all.iter().filter_map(Item::fault).collect();
            let found = numbers(&all);
            let whole: Vec<_> =
                (0..60).filter(|n| !(damaged * 20..damaged * 20 + 20).contains(n)).collect();
            assert!(whole.iter().all(|n| found.contains(n)), "{case}: {found:?} {faults:?}");
            let end = parts[..=damaged].concat().len();
            let corrupt: Vec<_> =
                faults.iter().filter(|fault| fault.message().contains(" are not read")).collect();
            assert_eq!(corrupt.len(), 1, "{case}: {faults:?}");
            assert!(corrupt[0].message().contains(&format!(" to {end} are not read")), "{case}");
            resumes(&bytes, &all);
        }
    }
}

#[test]
fn a_member_that_begins_within_a_value_is_read_in_each_container() {
    let values: Vec<_> = (0..60).map(value).collect();
    for container in [
        Container::Lines,
        Container::Csv,
        Container::Array,
        Container::Concatenated,
        Container::ArrayOfLines,
    ] {
        let text = container.write(&values);
        let third = text.len() / 3;
        for compression in MEMBERS {
            let mut parts: Vec<_> =
                text.chunks(third + 1).map(|part| member(compression, part)).collect();
            let middle = parts[1].len() / 3;
            parts[1][middle..middle + 40].fill(0xA5);
            let bytes = parts.concat();
            let all = items(of(bytes.as_slice()));
            let found = numbers(&all);
            let case = format!("{container:?} {compression:?}");
            assert!((0..19).all(|n| found.contains(&n)), "{case} {found:?}");
            assert!((42..60).all(|n| found.contains(&n)), "{case} {found:?}");
            assert!(found.is_sorted(), "{case} {found:?}");
            let faults: Vec<_> = all.iter().filter_map(Item::fault).collect();
            assert!((1..=4).contains(&faults.len()), "{case} {faults:#?}");
            resumes(&bytes, &all);
        }
    }
}

#[test]
fn a_member_that_is_cut_at_the_end_is_one_fault() {
    for compression in MEMBERS {
        let mut bytes =
            [member(compression, &lines(0..20)), member(compression, &lines(20..40))].concat();
        bytes.truncate(bytes.len() - 20);
        let all = items(of(bytes));
        let faults: Vec<_> = all.iter().filter_map(Item::fault).collect();
        assert_eq!(faults.len(), 1, "{compression:?} {faults:?}");
        assert_eq!(faults[0].kind(), FaultKind::Truncated);
        assert!(!faults[0].message().contains("not read"), "{faults:?}");
    }
}

#[test]
fn damage_behind_prose_is_reported_too() {
    let prose = b"# Title\n\nSome text, with commas.\n".repeat(200);
    for compression in MEMBERS {
        let mut damaged = member(compression, &prose);
        let end = damaged.len();
        damaged[end - 6..].fill(0xA5);
        let bytes = [damaged, member(compression, &lines(0..3))].concat();
        let all = items(of(bytes.as_slice()));
        let kinds: Vec<_> =
            all.iter().filter_map(Item::fault).map(|fault| fault.kind().as_str()).collect();
        let case = format!("{compression:?} {kinds:?}");
        assert_eq!(numbers(&all), [0, 1, 2], "{case}");
        assert!(kinds.contains(&"corrupt"), "{case}");
        resumes(&bytes, &all);
    }
}

#[test]
fn marks_without_members_take_linear_time() {
    // A header with a name that does not end: each mark could be tried for as long as a name may be.
    let mut bytes = member(Compression::Gzip, &lines(0..3));
    bytes.extend_from_slice(&b"\x1F\x8B\x08\x08\x01\x01\x01\x01\x01\x01name".repeat(50_000));
    let all = items(of(bytes));
    assert_eq!(numbers(&all), [0, 1, 2]);
    assert_eq!(of_kind(&all, FaultKind::Corrupt).len(), 1, "{:?}", all.last());
}
