//! Values around one that is broken, too long or of another layout are not lost.

use std::io;

use account_activity_archive::{Archive, Limits};

use crate::samples::{of, payload, summaries, summary};

fn payloads(numbers: std::ops::Range<usize>, separator: &str) -> String {
    numbers.map(payload).collect::<Vec<_>>().join(separator)
}

fn limits(max_value: u64) -> Limits {
    let mut limits = Limits::default();
    limits.max_value = max_value;
    limits
}

/// The numbers from 0, with the fault at its place among them.
fn with_fault(at: usize, count: usize, fault: &str) -> Vec<String> {
    let mut expected: Vec<_> = (0..count).map(|n| n.to_string()).collect();
    expected.insert(at, fault.to_owned());
    expected
}

#[test]
fn a_broken_value_between_spaces_costs_itself() {
    for broken in [r#"{"a" 1}"#, r#"{"text":"abc}"#, r#"{"a":[1}"#] {
        let text = format!("{} {broken} {}", payload(0), payloads(1..4, " "));
        assert_eq!(summaries(of(text)), with_fault(1, 4, "json"), "{broken}");
    }
}

#[test]
fn a_broken_element_of_a_line_costs_itself() {
    for broken in [r#"{"text":"abc}"#, r#"{"a" [{"b":1},{"c":2}]}"#, r#"{"a" 1}"#] {
        for separator in [",", ", "] {
            let rest = payloads(1..4000, separator);
            let text = format!("[{}{separator}{broken}{separator}{rest}]", payload(0));
            assert_eq!(summaries(of(text)), with_fault(1, 4000, "json"), "{broken}");
        }
    }
}

#[test]
fn an_element_that_is_cut_in_an_array_of_lines_costs_itself() {
    let cut = r#"{"tweet_create_events":[{"id":1},"#;
    let text = format!("[\n{},\n{cut}\n{}\n]\n", payload(0), payloads(1..5000, ",\n"));
    assert_eq!(summaries(of(text).limits(limits(20_000))), with_fault(1, 5000, "json"));
}

#[test]
fn values_without_newlines_follow_a_long_one() {
    let long = payload(0).replacen('{', &format!("{{\"x\":\"{}\",", "y".repeat(300_000)), 1);
    let text = format!("{long}{}", payloads(1..10_000, ""));
    let expected: Vec<_> = (0..10_000).map(|n| n.to_string()).collect();
    assert_eq!(summaries(of(text).limits(limits(400_000))), expected);
}

#[test]
fn values_of_many_lines_follow_one_of_a_line() {
    let padding = "[\n   1".to_owned() + &",\n   2".repeat(1500) + "]";
    let pretty = |n| payload(n).replacen('{', &format!("{{\n \"x\": {padding},\n "), 1);
    let rest: String = (1..100).map(|n| pretty(n) + "\n").collect();
    let text = format!("{}\n{rest}", payload(0));
    let expected: Vec<_> = (0..100).map(|n| n.to_string()).collect();
    assert_eq!(summaries(of(text.as_str())), expected);
    // A value can be longer than the buffer of a read.
    let long = payload(1).replacen(
        '{',
        &format!("{{\n \"x\": {},\n ", padding.replace("2,", &format!("{},", "2".repeat(200)))),
        1,
    );
    let padding = "[\n   1".to_owned() + &",\n   2".repeat(200_000) + "]";
    let longer = payload(2).replacen('{', &format!("{{\n \"x\": {padding},\n "), 1);
    let text = format!("{}\n{long}\n{longer}\n{}\n", payload(0), payload(3));
    assert_eq!(summaries(of(text)), ["0", "1", "2", "3"]);
}

/// Gives a line at each read.
struct Lines(Vec<u8>, usize);

impl io::Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = &self.0[self.1..];
        let end = rest.iter().position(|&byte| byte == b'\n').map_or(rest.len(), |end| end + 1);
        let count = end.min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.1 += count;
        Ok(count)
    }
}

#[test]
fn a_value_whose_lines_arrive_one_by_one_is_whole() {
    let pretty = payload(1).replacen('{', "{\n ", 1).replacen(",\"", ",\n \"", 1);
    let text = format!("{}\n{pretty}\n{}\n", payload(0), payload(2));
    let archive = Archive::new().reader("lines", Lines(text.into_bytes(), 0));
    assert_eq!(summaries(archive), ["0", "1", "2"]);
}

#[test]
fn the_index_of_a_table_has_no_name() {
    let cell = |n| payload(n).replace('"', "\"\"");
    let text = format!(",id,payload\n0,7,\"{}\"\n1,8,\"{}\"\n", cell(0), cell(1));
    assert_eq!(summaries(of(text)), ["0", "1"]);
    let text = ",id,created_at,text,user\n\
                0,1040981111734775808,Sat Sep 15 15:10:12 +0000 2018,Going,\"{\"\"id\"\": 258415976}\"\n";
    let items: Vec<_> = of(text).items().collect();
    assert_eq!(items.len(), 1, "{items:?}");
    let body = items[0].body().unwrap();
    assert_eq!(body.activities().next().unwrap().kind().to_string(), "post");
}

#[test]
fn joined_files_have_a_byte_order_mark_each() {
    let pretty = |n| payload(n).replacen('{', "{\n ", 1);
    let text = format!("\u{feff}{}\n\u{feff}{}\n", pretty(0), pretty(1));
    assert_eq!(summaries(of(text)), ["0", "1"]);
    let text = format!("\u{feff}{}\n\u{feff}{}\n", payload(0), payload(1));
    assert_eq!(summaries(of(text)), ["0", "1"]);
}

#[test]
fn values_behind_record_separators_are_read() {
    let text = format!("\u{1e}{}\n\u{1e}{{\n\u{1e}{}\n", payload(0), payload(1));
    assert_eq!(summaries(of(text)), ["0", "json", "1"]);
}

#[test]
fn several_values_of_a_line_that_is_not_utf_8_are_read() {
    let mut text = payload(0).into_bytes();
    text.extend_from_slice(b"{\"a_event\":\"\xFF\"}");
    text.extend_from_slice(payload(1).as_bytes());
    text.push(b'\n');
    let found: Vec<_> =
        of([b"{}\n".to_vec(), text].concat()).items().map(|item| summary(&item)).collect();
    assert_eq!((found[1].as_str(), found[2].as_str()), ("0", "encoding"), "{found:?}");
    assert_eq!(found.last().unwrap(), "1", "{found:?}");
}
