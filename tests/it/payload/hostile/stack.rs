//! The stack that decoding needs.

use account_activity::Payload;
use account_activity::xaa::{Envelope, Event};

/// The documented figure: the bytes of stack with which every payload decodes.
pub(crate) const STACK: usize = if cfg!(debug_assertions) { 1_536 << 10 } else { 768 << 10 };

/// The nested Retweets of the deepest Tweet that the strict decoder reads. A bare Tweet may not nest deeper
/// than one in a delivery.
const LEVELS: usize = 124;

/// Decodes the deepest Tweets on a thread with that stack. Too small a stack ends the program.
pub(crate) fn decode_deepest() {
    let nested = |leaf: &str| {
        let open = r#"{"id":1,"user":{"id":1},"retweeted_status":"#.repeat(LEVELS);
        format!("{open}{leaf}{}", "}".repeat(LEVELS))
    };
    for (leaf, faults) in [(r#"{"id":1,"user":{"id":1}}"#, 0), ("7", 1)] {
        let bare = nested(leaf);
        let delivery = format!("{{\"tweet_create_events\":[{bare}]}}");
        let decode = move || {
            for payload in [
                Payload::from_slice(delivery.as_bytes()),
                Payload::from_tweet(bare.as_bytes(), None),
            ] {
                let payload = payload.unwrap();
                assert!(payload.events()[0].as_tweet_create().is_some());
                assert_eq!(payload.fault_count(), faults);
            }
        };
        let thread = std::thread::Builder::new().stack_size(STACK).spawn(decode);
        thread.unwrap().join().unwrap();
    }
}

/// The nested receipts of the deepest one, each of which is an object in an array.
const RECEIPTS: usize = 61;

/// Decodes, serializes and searches the deepest receipts on a thread with that stack.
pub(crate) fn decode_deepest_receipts() {
    for (leaf, faults) in [("{\"id\":1}", 0), ("7", 1)] {
        let open = r#"{"direct_message_events":["#.repeat(RECEIPTS);
        let close = "]}".repeat(RECEIPTS);
        let body =
            format!(r#"{{"data":{{"event_type":"dm.read","payload":{open}{leaf}{close}}},"x":1}}"#);
        let decode = move || {
            let envelope = Envelope::from_slice(body.as_bytes()).unwrap();
            assert!(matches!(envelope.event(), Some(Event::DmRead(_))));
            assert_eq!(envelope.fault_count(), faults);
            assert_eq!(envelope.unknown().len(), 1);
            assert_eq!(envelope.clone(), envelope);
            serde_json::to_string(&envelope).unwrap();
        };
        let thread = std::thread::Builder::new().stack_size(STACK).spawn(decode);
        thread.unwrap().join().unwrap();
    }
}
