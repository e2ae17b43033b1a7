//! The stack that decoding needs.

use account_activity::Payload;

/// The documented figure: the bytes of stack with which every payload decodes.
pub(crate) const STACK: usize = if cfg!(debug_assertions) { 1_536 << 10 } else { 768 << 10 };

/// The nested Retweets of the deepest Tweet that the strict decoder reads.
const LEVELS: usize = 124;

/// Decodes the deepest Tweets on a thread with that stack. Too small a stack ends the program.
pub(crate) fn decode_deepest() {
    let nested = |leaf: &str| {
        let open = r#"{"id":1,"user":{"id":1},"retweeted_status":"#.repeat(LEVELS);
        format!("{{\"tweet_create_events\":[{open}{leaf}{}]}}", "}".repeat(LEVELS))
    };
    for (leaf, faults) in [(r#"{"id":1,"user":{"id":1}}"#, 0), ("7", 1)] {
        let body = nested(leaf);
        let decode = move || {
            let payload = Payload::from_slice(body.as_bytes()).unwrap();
            assert!(payload.events()[0].as_tweet_create().is_some());
            assert_eq!(payload.fault_count(), faults);
        };
        let thread = std::thread::Builder::new().stack_size(STACK).spawn(decode);
        thread.unwrap().join().unwrap();
    }
}
