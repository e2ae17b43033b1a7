//! Payloads without wanted events, which are passed over before their UTF-8 is checked.

use super::strict::other;
use crate::event::{EventKind, EventMember, Wanted};
use crate::payload::Payload;
use crate::wire::json::Scan;

/// The members that are read. Only wanted events need `users` and `apps`.
const READ: [&str; 4] = ["for_user_id", "user_has_blocked", "is_blocked_by", "meta"];

/// Reads a payload as the strict decoder does. Returns `None` if a member may hold a wanted event, and for any text
/// that the strict decoder gives up on.
pub(super) fn read<'a>(json: &'a [u8], wanted: Wanted) -> Option<Payload> {
    // Nothing is read before all is passed, because the strict decoder reads a body with a wanted event.
    let mut values = [const { None }; READ.len()];
    let member = |scan: &mut Scan<'a>, key: &[u8]| {
        let key = std::str::from_utf8(key).ok()?;
        match EventMember::of(key) {
            Some(member) if wanted.needs(member) => return None,
            None if wanted.has(EventKind::Unknown) => return None,
            _ => {}
        }
        let mut slots = READ.iter().zip(&mut values);
        match slots.find(|(read, _)| **read == key) {
            Some((_, slot)) => scan.put(slot),
            None => scan.skip(),
        }
    };
    Scan::whole(json, |scan| scan.members(member))?;
    let mut payload = Payload::default();
    for (key, value) in READ.into_iter().zip(values) {
        if let Some(value) = value {
            other(key, wanted, &mut payload, &mut value.reader()?).ok()?;
        }
    }
    Some(payload)
}

#[cfg(test)]
mod tests {
    use super::super::{strict, tolerant};
    use super::*;

    #[test]
    fn the_members_of_the_envelope_are_read_or_not_needed() {
        let mut keys = [&READ[..], &strict::PARTIES].concat();
        let mut expected = tolerant::KEYS;
        keys.sort_unstable();
        expected.sort_unstable();
        assert_eq!(keys, expected);
    }
}
