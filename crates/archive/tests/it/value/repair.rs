//! Texts that are not UTF-8.

use account_activity_archive::FaultKind;

use super::{PAYLOAD, TWEET, payload, read, told, tweet};

fn with(text: &str, bytes: &[u8]) -> Vec<u8> {
    let (before, after) = text.split_once("hi").unwrap();
    [before.as_bytes(), bytes, after.as_bytes()].concat()
}

#[test]
fn what_is_not_utf_8_is_replaced_and_reported() {
    let broken = with(TWEET, b"caf\xe9");
    let items = read([&broken[..], b"\n", PAYLOAD.as_bytes()].concat());
    assert_eq!(
        items.iter().map(told).collect::<Vec<_>>(),
        ["encoding /text", "tweet_create", "tweet_delete"]
    );
    let fault = items[0].fault().unwrap();
    assert_eq!(fault.kind(), FaultKind::Encoding);
    assert_eq!(&**fault.bytes(), &broken);
    assert_eq!(fault.message(), "1 byte is not UTF-8 and replaced by U+FFFD");
    assert_eq!(tweet(&items[1]).text, "caf\u{fffd}");
}

#[test]
fn halves_of_surrogate_pairs_are_replaced() {
    // U+1F600 in CESU-8.
    let items = read(with(TWEET, b"\xed\xa0\xbd\xed\xb8\x80"));
    assert_eq!(items.iter().map(told).collect::<Vec<_>>(), ["encoding /text", "tweet_create"]);
    assert_eq!(tweet(&items[1]).text, "\u{fffd}".repeat(6));
}

#[test]
fn payloads_are_repaired_too() {
    let items = read(PAYLOAD.replacen("\"12\",", "\"12\",\"note\":\"hi\",", 1).into_bytes());
    assert_eq!(items.len(), 1);
    let text = PAYLOAD.replacen("\"12\",", "\"12\",\"note\":\"hi\",", 1);
    let items = read(with(&text, b"\xff"));
    assert_eq!(items.iter().map(told).collect::<Vec<_>>(), ["encoding /note", "tweet_delete"]);
    assert_eq!(payload(&items[1]).events().len(), 1);
    let broken = [b"{\"a\": \"\xff\"".as_slice(), b",, }"].concat();
    assert_eq!(read(broken).iter().map(told).collect::<Vec<_>>(), ["encoding /a", "json"]);
}
