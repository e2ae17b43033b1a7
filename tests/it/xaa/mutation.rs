//! Fixtures, mutated at random from fixed seeds: no input panics, and decoded deliveries round-trip.

use account_activity::xaa::Envelope;

use super::reading;
use crate::payload::mutation::{MUTATIONS, mutant};
use crate::{activity, fixtures};

/// Decodes a body, and calls every method of the decoded delivery.
fn exercise(body: &[u8]) -> bool {
    let Ok(envelope) = Envelope::from_slice(body) else { return false };
    for entry in envelope.entries() {
        let kind = entry.kind();
        assert_eq!(kind.as_str().parse(), Ok(kind.clone()));
        let _ = (kind.price(), kind.filters(), kind.scope(), kind.replaces());
        let _ = (entry.event_type(), entry.tag(), entry.event_uuid(), entry.json());
        let _ = (entry.filter(), entry.includes(), entry.envelope().is_replay());
    }
    activity::exercise(envelope.activities());
    let tolerantly = reading::tolerantly(body);
    assert_eq!(tolerantly, envelope, "{}", String::from_utf8_lossy(body));
    // The strict reader notes whether there are any, and the tolerant one does not.
    assert_eq!(tolerantly.unknown(), envelope.unknown(), "{}", String::from_utf8_lossy(body));
    let written = serde_json::to_string(&envelope).unwrap();
    let again = Envelope::from_slice(written.as_bytes()).unwrap();
    assert_eq!(again, envelope, "{}", String::from_utf8_lossy(body));
    true
}

#[test]
fn no_mutation_panics_and_what_decodes_comes_through() {
    const PART: usize = MUTATIONS / 4;
    let parts = (0..MUTATIONS).step_by(PART).map(|start| start..start + PART);
    let threads: Vec<_> = parts
        .map(|seeds| {
            std::thread::spawn(move || {
                let fixtures = fixtures::x_activity();
                seeds.filter(|seed| exercise(&mutant(&fixtures, *seed))).count()
            })
        })
        .collect();
    let decoded: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    // Some mutants are deliveries, and some are not.
    assert!((MUTATIONS / 4..MUTATIONS * 3 / 4).contains(&decoded), "{decoded}");
}
