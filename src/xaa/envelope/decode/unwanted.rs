//! Envelopes without wanted events, which are passed over before their UTF-8 is checked.

use super::Envelope;
use crate::value::text::Text;
use crate::wire::Wire;
use crate::wire::json::Scan;
use crate::wire::sequence::List;
use crate::xaa::{EventKind, Filter, Meta, Problem, Wanted};

/// Reads an envelope as the strict reader does. Returns `None` if an event may be wanted, and for any text that the
/// strict reader gives up on.
pub(super) fn read(json: &[u8], wanted: &Wanted) -> Option<Envelope> {
    let mut envelope = Envelope::default();
    let member = |scan: &mut Scan<'_>, key: &[u8]| match key {
        b"data" => data(&mut envelope, wanted, scan),
        // Only wanted events need the objects.
        b"includes" => scan.skip(),
        b"meta" => Meta::read_json(&mut envelope.meta, &mut scan.value()?.reader()?).ok(),
        b"errors" => {
            let mut reader = scan.value()?.reader()?;
            List::<Problem>::read_json(&mut envelope.errors, &mut reader).ok()
        }
        _ => {
            envelope.has_others = true;
            scan.skip()
        }
    };
    Scan::whole(json, |scan| scan.members(member)).map(|()| envelope)
}

/// Passes the events. Of a repeated `data`, the last one counts.
fn data(envelope: &mut Envelope, wanted: &Wanted, scan: &mut Scan<'_>) -> Option<()> {
    envelope.is_array = false;
    envelope.has_kinds = false;
    match scan.peek()? {
        b'{' => event(envelope, wanted, scan),
        b'[' => {
            envelope.is_array = true;
            scan.elements(|scan| match scan.peek()? {
                b'{' => event(envelope, wanted, scan),
                b'n' => scan.skip(),
                _ => None,
            })
        }
        b'n' => scan.skip(),
        _ => None,
    }
}

fn event(envelope: &mut Envelope, wanted: &Wanted, scan: &mut Scan<'_>) -> Option<()> {
    let mut is_passed = false;
    // What comes before the kind. The strict reader reads it, and reads nothing after an unwanted kind.
    let (mut uuid, mut tag, mut filter) = (None, None, None);
    scan.members(|scan, key| match key {
        // Of a repeated kind, the last one counts.
        b"event_type" if is_passed => None,
        _ if is_passed => scan.skip(),
        b"event_type" => {
            let kind = EventKind::from(std::str::from_utf8(scan.plain()?).ok()?);
            is_passed = !wanted.needs(&kind);
            is_passed.then_some(())
        }
        b"event_uuid" => scan.put(&mut uuid),
        b"tag" => scan.put(&mut tag),
        b"filter" => scan.put(&mut filter),
        // The strict reader returns to the content if the kind is wanted.
        b"payload" | b"includes" => None,
        _ => scan.skip(),
    })?;
    for text in [uuid, tag].into_iter().flatten() {
        Text::read_json(&mut None, &mut text.reader()?).ok()?;
    }
    if let Some(filter) = filter {
        Filter::read_json(&mut None, &mut filter.reader()?).ok()?;
    }
    envelope.has_kinds |= is_passed;
    is_passed.then_some(())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::wire::json::passed;

    /// The decoders of text do not read an envelope without wanted events.
    #[test]
    fn an_envelope_without_wanted_events_is_passed_over_as_bytes() {
        let wanted = Wanted::of(|kind| *kind == EventKind::NewsNew, false, false);
        let other = r#"{"filter":{"user_id":"1"},"tag":"あ","event_type":"post.create","payload":{"a":"あ"}}"#;
        for (body, texts) in [
            (format!(r#"{{"data":{other},"includes":{{}},"meta":{{}},"new":1}}"#), 0),
            (format!(r#"{{"errors":[{{"title":"あ"}}],"data":[{other},null,{other}]}}"#), 0),
            (r#"{"data":null,"data":[]}"#.to_owned(), 0),
            (r#"{"data":{"event_type":"news.new","payload":{}}}"#.to_owned(), 1),
            (r#"{"data":{"payload":{},"event_type":"post.create"}}"#.to_owned(), 1),
            (r#"{"data":{"payload":{}}}"#.to_owned(), 1),
            (format!(r#"{{"data":[{other},1]}}"#), 1),
            (r#"{"data":{"event_type":"post.create","event_type":"like.create"}}"#.to_owned(), 1),
            (r#"{"data":{"event_type":"post.create","payload":"\ud83d"}}"#.to_owned(), 1),
        ] {
            let bytes = Bytes::from(body.clone());
            let passes = passed::texts(|| {
                drop(Envelope::from_wanted(bytes, None, &wanted, &mut String::new()).unwrap());
            });
            assert_eq!(passes, texts, "{body}");
        }
    }
}
