//! Hostile payloads: what a stranger's body may cost. `crates/benches/hostile.rs` prints the same table
//! with larger bodies.

mod cost;
mod shape;
mod stack;

/// Each element of a faulty body costs at most three times as much as one of a valid body, and no
/// element costs more in a larger body.
#[test]
fn faulty_bodies_cost_little_more_than_valid_ones() {
    let costs = cost::all(&[32_000, 128_000]);
    println!("{}", cost::HEAD);
    costs.iter().for_each(|cost| println!("{cost}"));
    let excesses = cost::excesses(&costs);
    assert!(excesses.is_empty(), "{}", excesses.join("\n"));
}

#[test]
fn the_deepest_tweet_decodes_on_the_documented_stack() {
    stack::decode_deepest();
}

#[test]
fn the_deepest_receipt_decodes_on_the_documented_stack() {
    stack::decode_deepest_receipts();
}

/// The search for unknown members keeps what it finds, and builds no values.
#[test]
fn unknown_members_are_found_in_little_memory() {
    for before in [
        r#"{"data":{"event_type":"post.delete","payload":{"id":1}},"x":["#,
        r#"{"data":{"event_type":"post.delete","payload":{"id":1,"x":["#,
        r#"{"for_user_id":1,"x":["#,
    ] {
        let open = before.matches('{').count() - before.matches('}').count();
        let body = format!("{before}{}]{}", vec![r#"{"":0}"#; 20_000].join(","), "}".repeat(open));
        let body = account_activity::Body::from_slice(body.as_bytes()).unwrap();
        let mut found = 0;
        let counted = allocation_counter::measure(|| {
            found = match &body {
                account_activity::Body::AccountActivity(payload) => payload.unknown().len(),
                account_activity::Body::XActivity(envelope) => envelope.unknown().len(),
                _ => 0,
            };
        });
        assert_eq!(found, 1);
        assert!(counted.bytes_max < 10_000, "{} bytes", counted.bytes_max);
    }
}

/// The tests of the receiver's capacity hold it to `DECODED_PER_BYTE`.
#[cfg(feature = "receiver")]
#[test]
fn the_receiver_charges_the_worst_body() {
    let charge = u32::try_from(crate::receiver::bot::DECODED_PER_BYTE).unwrap();
    assert!(f64::from(charge) >= cost::WORST);
}
