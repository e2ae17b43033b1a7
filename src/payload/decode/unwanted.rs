//! Payloads without wanted events, which are passed over before their UTF-8 is checked.

use super::strict::{PARTIES, other};
use super::tolerant::KEYS;
use crate::event::{EventKind, EventMember, Wanted};
use crate::payload::Payload;
use crate::wire::json::Scan;

/// Reads a payload as the strict decoder does. Returns `None` if a member may hold a wanted event, and for any text
/// that the strict decoder gives up on.
pub(super) fn read(json: &[u8], wanted: Wanted) -> Option<Payload> {
    let mut payload = Payload::default();
    let member = |scan: &mut Scan<'_>, key: &str| match EventMember::of(key) {
        Some(member) if wanted.needs(member) => None,
        None if wanted.has(EventKind::Unknown) => None,
        // Only wanted events need the parties.
        None if KEYS.contains(&key) && !PARTIES.contains(&key) => {
            other(key, wanted, &mut payload, &mut scan.value()?).ok()
        }
        _ => scan.skip(),
    };
    Scan::whole(json, |scan| scan.members(member)).map(|()| payload)
}
