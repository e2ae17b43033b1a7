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

/// The tests of the receiver's capacity hold it to `DECODED_PER_BYTE`.
#[cfg(feature = "receiver")]
#[test]
fn the_receiver_charges_the_worst_body() {
    let charge = u32::try_from(crate::receiver::bot::DECODED_PER_BYTE).unwrap();
    assert!(f64::from(charge) >= cost::WORST);
}
