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
    let member = |scan: &mut Scan<'_>, key: &str| match key {
        "data" => data(&mut envelope, wanted, scan),
        // Only wanted events need the objects.
        "includes" => scan.skip(),
        "meta" => Meta::read_json(&mut envelope.meta, &mut scan.value()?).ok(),
        "errors" => List::<Problem>::read_json(&mut envelope.errors, &mut scan.value()?).ok(),
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
    scan.members(|scan, key| match key {
        // Of a repeated kind, the last one counts.
        "event_type" if is_passed => None,
        _ if is_passed => scan.skip(),
        "event_type" => {
            let mut event_type = None;
            Text::read_json(&mut event_type, &mut scan.value()?).ok()?;
            is_passed = !wanted.needs(&EventKind::from(event_type?.as_str()));
            is_passed.then_some(())
        }
        "event_uuid" | "tag" => Text::read_json(&mut None, &mut scan.value()?).ok(),
        "filter" => Filter::read_json(&mut None, &mut scan.value()?).ok(),
        // The strict reader returns to the content if the kind is wanted.
        "payload" | "includes" => None,
        _ => scan.skip(),
    })?;
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
                drop(Envelope::from_wanted(bytes, &wanted, &mut String::new()).unwrap());
            });
            assert_eq!(passes, texts, "{body}");
        }
    }
}
