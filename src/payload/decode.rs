//! Decoding: a fast strict decoder, and a tolerant decoder as its fallback.

pub(crate) mod faults;
pub(crate) mod members;
pub(crate) mod passed;
mod strict;
mod tolerant;
mod unknown_key;
mod unwanted;

use bytes::Bytes;

use self::strict::Progress;
pub(crate) use self::unknown_key::is_event_key;
use super::Payload;
use super::error::{DecodeError, DecodeErrorKind};
use crate::event::{EventMember, EventObject, Wanted};
use crate::wire::json::{GaveUp, Reader, Start, Tolerant, place, surrogate};

/// The byte order mark, which some programs write before a text in UTF-8.
const MARK: &str = "\u{feff}";

/// Decodes a payload with the events of some kinds. `checked` is the body, if its UTF-8 is checked already. `buffer` is
/// memory that is used again.
pub(super) fn decode(
    body: Bytes,
    checked: Option<&str>,
    wanted: Wanted,
    buffer: &mut String,
) -> Result<Payload, DecodeError> {
    let json = without_mark(&body);
    let mark = body.len() - json.len();
    if !wanted.is_all()
        && let Some(payload) = unwanted::read(json, wanted)
    {
        return Ok(Payload { body, ..payload });
    }
    let text = match checked.and_then(|text| text.get(mark..)) {
        Some(text) => text,
        None => text(json).map_err(|error| error.after(mark))?,
    };
    let mut progress = Progress::default();
    let mut reader = Reader::new(text).with_buffer(std::mem::take(buffer));
    let read = strict::read(&mut reader, wanted, &mut progress);
    *buffer = reader.into_buffer();
    if read.is_err() && !wanted.is_all() {
        // The strict decoder has read some members and only passed over others.
        progress = Progress::default();
    }
    match read {
        Ok(()) => Ok(Payload { body, ..progress.payload }),
        Err(GaveUp) => tolerant::read(text, &body.slice(mark..), wanted, progress)
            .map(|payload| Payload { body, ..payload })
            .map_err(|error| error.after(mark)),
    }
}

/// Returns `true` for a key that only the payloads of this API have. The member `meta` occurs in
/// others too.
pub(crate) fn is_marker(key: &str) -> bool {
    EventMember::of(key).is_some() || (tolerant::KEYS.contains(&key) && key != "meta")
}

/// Reads a body that is a JSON object in UTF-8. The function gives up only on text that is not JSON.
/// The error is exact.
pub(crate) fn object<T>(
    body: &[u8],
    read: impl FnOnce(&mut Reader<'_, Tolerant>) -> Result<T, GaveUp>,
) -> Result<T, DecodeError> {
    let json = without_mark(body);
    let mark = body.len() - json.len();
    let text = text(json).map_err(|error| error.after(mark))?;
    let whole = surrogate::replaced(text, &surrogate::halves(text));
    let mut reader = Reader::with_mode(&whole, Tolerant::new(0));
    let read = read(&mut reader).and_then(|value| reader.end().map(|()| value));
    read.map_err(|GaveUp| members::not_an_object(&whole).after(mark))
}

/// Returns a body without the byte order mark before it.
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(MARK.as_bytes()).unwrap_or(body)
}

/// Reads an entry that is a whole text, as a payload without bytes. Returns also the text without white space
/// around it. Returns `None` for an entry that only the tolerant decoder reads, and for any other text.
pub(super) fn entry<T: EventObject>(entry: &[u8]) -> Option<(&str, Payload)> {
    let text = std::str::from_utf8(without_mark(entry)).ok()?;
    Some((text.trim_ascii(), strict::entry::<T>(text)?))
}

/// What is known about an object before it is decoded.
pub(super) struct Outline<'a> {
    /// The JSON of the object.
    pub(super) json: &'a str,
    pub(super) has_user: bool,
    pub(super) is_empty: bool,
}

/// Checks that a body is a JSON object in UTF-8.
pub(super) fn outline(body: &[u8]) -> Result<Outline<'_>, DecodeError> {
    let json = without_mark(body);
    let mark = body.len() - json.len();
    let text = text(json).map_err(|error| error.after(mark))?;
    let whole = surrogate::replaced(text, &surrogate::halves(text));
    let members = members::of_text(&whole).map_err(|error| error.after(mark))?;
    let user = members.iter().rev().find(|member| member.key == "user");
    let has_user = user.is_some_and(|user| !is_absent(&whole, user.start));
    Ok(Outline { json: text.trim_ascii(), has_user, is_empty: members.is_empty() })
}

/// Returns `true` if the value at a place of a text is an absent object.
fn is_absent(text: &str, start: Start) -> bool {
    let mut reader = Reader::new(text);
    reader.restart(start);
    reader.take_empty(b'{') || reader.take_empty(b'[') || reader.null().unwrap_or(false)
}

/// Checks UTF-8 once. Reading from text is then faster than reading from bytes.
pub(crate) fn text(body: &[u8]) -> Result<&str, DecodeError> {
    std::str::from_utf8(body).map_err(|error| {
        let valid = body.get(..error.valid_up_to()).unwrap_or_default();
        let valid = std::str::from_utf8(valid).unwrap_or_default();
        DecodeError::new(
            DecodeErrorKind::InvalidUtf8,
            "expected UTF-8, found an invalid byte sequence",
            position(valid, valid.len()),
            &place::of_syntax_error(valid),
        )
    })
}

/// Returns the error for a text whose reader gave up. Its syntax is already checked.
pub(crate) fn too_deep(text: &str, mode: &Tolerant) -> DecodeError {
    let at = mode.nested_too_deep().unwrap_or_default();
    let pointer = place::of_offset(text, "", at);
    let message = "expected at most 128 levels of nesting, found more";
    DecodeError::new(DecodeErrorKind::TooDeep, message, position(text, at), &pointer)
}

/// Returns the line and the column of an offset, both counted from 1.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count();
    let column = 1 + before.len() - before.rfind('\n').map_or(0, |newline| newline + 1);
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::EventKind;
    use crate::wire::json::passed;

    /// Returns the bytes that are passed again for each byte of a payload with one Tweet.
    fn passed_again(tweet: &str, size: usize) -> usize {
        let text = "x".repeat(size);
        let body = format!(r#"{{"tweet_create_events":[{tweet},{{"id":2,"text":"{text}"}}]}}"#);
        let again = passed::again(|| {
            let payload = Payload::from_slice(body.as_bytes()).unwrap();
            assert_eq!(payload.events().len(), 2);
        });
        again.div_ceil(body.len())
    }

    /// Each byte is passed a few times, however deep the value is that cannot be read, however often
    /// parts around it cannot be read either, and however large the payload is.
    #[test]
    fn the_cost_is_linear_in_size_and_independent_of_depth() {
        let nested = |member: &str, levels: usize, leaf: &str| {
            let open = format!(r#"{{"id":1,"text":"{}",{member}:"#, "t".repeat(200));
            format!("{}{leaf}{}", open.repeat(levels), "}".repeat(levels))
        };
        for levels in [1, 10, 100] {
            for size in [100, 100_000] {
                // A bad leaf; and Tweets of which each lacks its user.
                let user = r#""user":{"id":1},"quoted_status""#;
                let leaf = nested(user, levels, r#"{"id":7,"user":{"id":1},"lang":[1,{"a":[]}]}"#);
                let lacking = nested(r#""quoted_status""#, levels, "7");
                for tweet in [leaf, lacking] {
                    assert!(passed_again(&tweet, size) <= 5, "{levels} {size}");
                }
            }
        }
        let tags = vec!["[]"; 20_000].join(",");
        let many = format!(r#"{{"id":1,"user":{{"id":1}},"entities":{{"hashtags":[{tags}]}}}}"#);
        assert!(passed_again(&many, 100) <= 5);
    }

    /// The bytes of bodies that repeat one odd part are passed a few times too.
    #[test]
    fn the_cost_of_repeated_odd_parts_is_linear() {
        for (before, part, after) in [
            (r#"{"tweet_create_events":["#, "1", "]}"),
            (r#"{"tweet_create_events":["#, "{}", "]}"),
            (r#"{"tweet_create_events":["#, r#"{"id":1,"user":{}}"#, "]}"),
            (r#"{"follow_events":["#, r#"{"type":"x","source":{"id":1}}"#, "]}"),
            (r#"{"follow_events":["#, r#"{"type":"follow","source":{"id":1}}"#, "]}"),
            (r#"{"new_events":["#, "[[1]]", "]}"),
            ("{", r#""meta":[1]"#, "}"),
            ("{", r#""mute_events":"x","mute_events":[{}]"#, "}"),
            (r#"{"users":{"#, r#""x":{"a":[1]}"#, "}}"),
        ] {
            for count in [10, 10_000] {
                let parts = vec![part; count].join(",");
                let body = format!("{before}{parts}{after}");
                let again = passed::again(|| drop(Payload::from_slice(body.as_bytes()).unwrap()));
                assert!(again <= 5 * body.len(), "{part} {count}: {again}");
            }
        }
    }

    /// A decoder of some kinds gives way where a wanted event is. What it passed until then is passed once more.
    #[test]
    fn the_cost_of_giving_way_to_a_wanted_event_is_linear() {
        let wanted = Wanted::of(|kind| kind == EventKind::Follow);
        let follow = r#""follow_events":[{"type":"follow","source":{"id":1},"target":{"id":2}}]"#;
        for (part, events) in [
            (r#""tweet_create_events":[{"id":[["x"]]}]"#, 1),
            (r#""users":{"1":{"id":"1"}},"meta":{"a":1},"for_user_id":"1""#, 1),
            (r#""mute_events":[],"mute_events":["あ"],"new":"\n""#, 1),
            (r#""mute_events":["\ud83d"]"#, 1),
            (r#""follow_events":null"#, 1),
            (follow, 10_001),
        ] {
            let parts = vec![part; 10_000].join(",");
            let body = Bytes::from(format!("{{{parts},{follow}}}"));
            let again = passed::again(|| {
                let payload = decode(body.clone(), None, wanted, &mut String::new()).unwrap();
                assert_eq!(payload.events().len(), events, "{part}");
            });
            assert!(again <= 3 * body.len(), "{part}: {again} of {}", body.len());
        }
    }

    /// Returns how many passes over whole bodies a decoder of some kinds makes.
    fn passes(body: &[u8]) -> usize {
        let wanted = Wanted::of(|kind| kind == EventKind::Follow);
        passed::texts(|| {
            drop(decode(Bytes::copy_from_slice(body), None, wanted, &mut String::new()));
        })
    }

    /// The decoders of text do not read a body without wanted events.
    #[test]
    fn a_body_without_wanted_events_is_passed_over_as_bytes() {
        for (members, texts) in [
            (r#""for_user_id":"1","tweet_create_events":[{"text":"あ\n"}]"#, 0),
            (r#""users":{"1":[]},"apps":1,"meta":{},"new_events":[{}],"is_blocked_by":true"#, 0),
            ("", 0),
            (r#""follow_events":[]"#, 1),
            (r#""for_user_id":[]"#, 1),
            (r#""mute_events":["\ud83d"]"#, 1),
            (r#""\u006dute_events":[]"#, 1),
        ] {
            assert_eq!(passes(format!("{{{members}}}").as_bytes()), texts, "{members}");
            assert_eq!(passes(format!("\u{feff} {{ {members} }} ").as_bytes()), texts, "{members}");
        }
    }
}
