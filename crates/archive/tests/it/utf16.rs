//! UTF-16 that is malformed.

use account_activity_archive::{FaultKind, Item};

use crate::samples::{number, of, of_kind, payload};

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Three lines, with half of a surrogate pair in the second one.
fn half() -> Vec<u8> {
    let second = payload(2).replace("{\"for_user_id\"", "{\"text\":\"a?b\",\"for_user_id\"");
    let mut bytes = utf16(&format!("{}\n{second}\n{}\n", payload(1), payload(3)));
    let at = bytes.windows(2).position(|unit| unit == [b'?', 0]).unwrap();
    bytes[at..at + 2].copy_from_slice(&[0x3D, 0xD8]);
    bytes
}

#[test]
fn half_of_a_pair_is_a_fault_of_its_record() {
    let items: Vec<_> = of(half()).items().collect();
    assert_eq!(items.iter().filter_map(number).collect::<Vec<_>>(), [1, 2, 3]);
    let faults = of_kind(&items, FaultKind::Encoding);
    assert_eq!((items.len(), faults.len()), (4, 1));
    assert_eq!((faults[0].line, faults[0].offset), (2, payload(1).len() as u64 + 1));
    let fault = faults[0].fault().unwrap();
    assert!(fault.bytes().windows(3).any(|bytes| bytes == b"\xED\xA0\xBD"), "{fault:?}");
    assert_eq!(fault.pointer(), "/text");
    assert_eq!(items[2].line, 2, "the repaired value is beside its fault");
}

#[test]
fn an_odd_last_byte_is_a_fault_with_this_byte() {
    for mut bytes in [utf16(&(payload(1) + "\n")), utf16(&payload(1)), half()] {
        bytes.push(0x7B);
        let items: Vec<Item> = of(bytes.as_slice()).items().collect();
        let fault = items.last().unwrap().fault().unwrap();
        assert_eq!((fault.kind(), &fault.bytes()[..]), (FaultKind::Encoding, &[0x7B][..]));
        for (n, item) in items.iter().enumerate() {
            let again = |position| of(bytes.as_slice()).start_at(position).items();
            assert!(again(item.position()).eq(items[n..].to_vec()), "{n}");
            assert!(again(item.position().after()).eq(items[n + 1..].to_vec()), "{n}");
        }
    }
}

#[test]
fn tables_in_utf_16_need_no_mark() {
    let row = |n: usize| format!("{n},\"{}\"\n", payload(n).replace('"', "\"\""));
    let items: Vec<_> = of(utf16(&format!("id,body\n{}{}", row(1), row(2)))).items().collect();
    assert_eq!(items.iter().filter_map(number).collect::<Vec<_>>(), [1, 2]);
}
