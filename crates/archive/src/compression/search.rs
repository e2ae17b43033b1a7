//! The search for the next member behind damage.

use std::io::{self, Read};

use memchr::memmem::Finder;

use super::ahead::{Ahead, KEPT};
use super::member::Member;

/// The compressed bytes that a member may need until it gives some of its text. A block of bzip2 has up to 900,000.
const LONGEST_BLOCK: usize = 1 << 20;

/// The least cost of trying a place, in bytes that are decompressed.
const TRY: u64 = 16 << 10;

/// What tries may cost at first, and for each byte that is passed. Without these bounds, a source that is full of marks
/// would take quadratic time.
const CREDIT: u64 = 16 << 20;
const CREDIT_PER_BYTE: u64 = 4;

/// The bytes that a member must give to be one.
const ENOUGH: usize = 64;

/// Goes to the next member. It can begin in what was read last, because damage is noticed late. Returns `false` if there
/// is none behind the one that began at `start`.
pub(super) fn next_member<R, M>(input: &mut Ahead<R>, start: u64) -> io::Result<bool>
where
    R: Read,
    M: Member<Ahead<R>>,
{
    let mark = Finder::new(M::MARK);
    let mut credit = CREDIT;
    // A member whose end is damaged is followed by the next one. Each search begins behind the last member, so all
    // of them come to an end.
    let back = input.offset().saturating_sub(KEPT as u64).max(start + 1);
    if input.offset() <= start || !M::begins(input.peek(M::MARK.len() + 1)?) {
        input.go_to(back);
    }
    loop {
        let offset = input.offset();
        let (window, has_ended) = input.look(LONGEST_BLOCK)?;
        let found = mark.find(window);
        let passed = match found {
            Some(at) if has_ended || window.len() - at >= LONGEST_BLOCK => {
                let bytes = window.get(at..).unwrap_or_default();
                if M::begins(bytes) && credit >= TRY {
                    let (is_member, cost) = probe::<R, M>(bytes, has_ended);
                    if is_member {
                        input.go_to(offset + at as u64);
                        return Ok(true);
                    }
                    credit = credit.saturating_sub((cost as u64).max(TRY));
                }
                at + 1
            }
            Some(at) if at > 0 => at,
            None if has_ended => {
                let end = offset + window.len() as u64;
                input.go_to(end);
                return Ok(false);
            }
            // The window can end within a mark.
            _ => window.len().saturating_sub(M::MARK.len() - 1).max(1),
        };
        credit += passed as u64 * CREDIT_PER_BYTE;
        input.go_to(offset + passed as u64);
    }
}

/// Returns whether a member begins with these bytes, and how many of them were looked at.
fn probe<R, M: Member<Ahead<R>>>(bytes: &[u8], has_ended: bool) -> (bool, usize) {
    let mut text = [0; ENOUGH];
    let (given, result, left) = M::decode(bytes, &mut text);
    let is_member = match result {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => has_ended && given > 0,
        Err(_) => false,
    };
    (is_member, bytes.len() - left)
}
