//! Fixtures, mutated at random from fixed seeds: no input panics, and decoded payloads round-trip.

use std::ops::Range;

use account_activity::{Event, Payload};

use super::reading;
use crate::activity;
use crate::fixtures::{self, Fixture};

pub(crate) const MUTATIONS: usize = 100_000;

/// Text that is likely to reach special cases.
const TOKENS: [&str; 24] = [
    "null",
    "true",
    "0",
    "-1",
    "1e400",
    "9300778475358126000",
    "1.5e17",
    "\"\"",
    "\"oke\"",
    "[]",
    "{}",
    "[{}]",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\ud83d",
    "😀",
    "\u{0}",
    "\"type\":\"new\"",
    "\"id\":",
];

fn mutate(body: &mut Vec<u8>, random: &mut fastrand::Rng) {
    for _ in 0..random.usize(1..=4) {
        let at = random.usize(0..=body.len());
        match random.u8(0..5) {
            0 => body.truncate(at),
            1 if at < body.len() => body[at] = random.u8(..),
            2 => {
                let end = (at + random.usize(0..40)).min(body.len());
                body.drain(at..end);
            }
            3 => {
                let end = (at + random.usize(0..40)).min(body.len());
                let copy = body[at..end].to_vec();
                let to = random.usize(0..=body.len());
                body.splice(to..to, copy);
            }
            _ => {
                let token = random.choice(TOKENS).unwrap();
                body.splice(at..at, token.bytes());
            }
        }
    }
}

/// Replaces a value in the JSON. More of these mutants are valid JSON than of mutated bytes.
fn mutate_value(json: &mut serde_json::Value, random: &mut fastrand::Rng) {
    let here = random.u8(0..6) == 0;
    let below: Vec<&mut serde_json::Value> = match &mut *json {
        serde_json::Value::Array(elements) if !here => elements.iter_mut().collect(),
        serde_json::Value::Object(members) if !here => members.values_mut().collect(),
        _ => Vec::new(),
    };
    if below.is_empty() {
        let tokens = TOKENS.iter().filter_map(|token| serde_json::from_str(token).ok());
        let tokens: Vec<serde_json::Value> = tokens.collect();
        *json = random.choice(tokens).unwrap();
    } else {
        mutate_value(random.choice(below).unwrap(), random);
    }
}

/// Decodes a body, and calls every method of the decoded payload.
fn exercise(body: &[u8]) -> bool {
    let Ok(payload) = Payload::from_slice(body) else { return false };
    for entry in payload.entries() {
        let key = entry.key();
        assert_eq!(key.as_str().parse(), Ok(key));
        let _ = (entry.occurred_at(), entry.relation(), entry.is_own(), entry.app());
        let _ = (entry.sender(), entry.recipient());
        match entry.event() {
            Event::TweetCreate(tweet) => {
                let _ = (tweet.display_text(), tweet.expanded_text(), tweet.media());
                let _ = (tweet.display_entities(), tweet.mention_of(tweet.user.id));
            }
            Event::DirectMessage(message) => {
                drop((message.expanded_text(), message.display_entities()));
            }
            _ => {}
        }
    }
    activity::exercise(payload.activities());
    let tolerantly = reading::tolerantly(body);
    assert_eq!(tolerantly, payload, "{}", String::from_utf8_lossy(body));
    // The strict reader notes whether there are any, and the tolerant one does not.
    assert_eq!(tolerantly.unknown(), payload.unknown(), "{}", String::from_utf8_lossy(body));
    let written = serde_json::to_string(&payload).unwrap();
    let again = Payload::from_slice(written.as_bytes()).unwrap();
    assert_eq!(again, payload, "{}", String::from_utf8_lossy(body));
    true
}

/// Returns the mutant of a seed.
pub(crate) fn mutant(fixtures: &[Fixture], seed: usize) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(seed as u64);
    let fixture = random.choice(fixtures).unwrap();
    if seed.is_multiple_of(2) {
        let mut json = fixture.json();
        (0..random.usize(1..=3)).for_each(|_| mutate_value(&mut json, &mut random));
        return json.to_string().into_bytes();
    }
    let mut body = fixture.body.clone().into_bytes();
    mutate(&mut body, &mut random);
    body
}

/// Decodes every mutant of some seeds, and counts the mutants that are payloads.
fn exercise_all(seeds: Range<usize>) -> usize {
    let fixtures = fixtures::all();
    seeds.filter(|seed| exercise(&mutant(&fixtures, *seed))).count()
}

#[test]
fn no_mutation_panics_and_what_decodes_comes_through() {
    const PART: usize = MUTATIONS / 4;
    let parts = (0..MUTATIONS).step_by(PART).map(|start| start..start + PART);
    let threads: Vec<_> =
        parts.map(|seeds| std::thread::spawn(move || exercise_all(seeds))).collect();
    let decoded: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    // Some mutants are payloads, and some are not.
    assert!((MUTATIONS / 4..MUTATIONS * 3 / 4).contains(&decoded), "{decoded}");
}
