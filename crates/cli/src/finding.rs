//! What is wrong with an item of an archive.

use account_activity::{Body, Event, Payload, xaa};
use account_activity_archive::{Content, FaultKind, Item, Skipped};

use crate::escaped::clip;

/// Something wrong with an item, as text with its place.
#[derive(Debug)]
pub(crate) enum Finding {
    /// Something was not understood.
    Failure(String),
    /// A value cannot be read, and costs no event.
    Fault(String),
    /// A source is empty.
    Empty(String),
}

/// Whether the reading of an archive succeeded, by the items that were seen.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Verdict {
    has_found: bool,
    has_failed: bool,
}

impl Verdict {
    /// What is wrong with an archive in which nothing was found and nothing failed.
    pub(crate) const NOTHING: &str = "no payload, Tweet, Post, message or notice was found";

    /// Sees an item, and what is wrong with it.
    pub(crate) fn see(&mut self, item: &Item, findings: &[Finding]) {
        self.has_found |= matches!(
            item.content,
            Content::Body(_) | Content::Notice(_) | Content::Skipped(Skipped::NotEvents { .. })
        );
        self.has_failed |= findings.iter().any(|it| matches!(it, Finding::Failure(_)));
    }

    /// Counts something as found that is not among the items.
    pub(crate) const fn find(&mut self) {
        self.has_found = true;
    }

    pub(crate) const fn merge(&mut self, other: Self) {
        self.has_found |= other.has_found;
        self.has_failed |= other.has_failed;
    }

    /// Returns `true` if nothing was found and no failure says why. An empty file among others does not count as
    /// a failure. An archive that holds nothing else does.
    pub(crate) const fn is_nothing(self) -> bool {
        !self.has_found && !self.has_failed
    }

    /// Returns `true` if something was found and everything was understood.
    pub(crate) const fn is_good(self) -> bool {
        self.has_found && !self.has_failed
    }
}

/// Returns what is wrong with an item.
pub(crate) fn findings(item: &Item) -> Vec<Finding> {
    match &item.content {
        Content::Body(body) => {
            let mut findings: Vec<Finding> = undecoded(item, body);
            findings.extend(body.faults().iter().map(|fault| {
                let pointer = item.pointer(fault.pointer());
                Finding::Fault(at(item, item.line, &pointer, fault.message()))
            }));
            findings
        }
        Content::Fault(fault) => {
            let line = item.line + fault.lines_into_record();
            let text = match fault.kind() {
                // Concerns the source and no line of it.
                FaultKind::NotFound
                | FaultKind::Permission
                | FaultKind::Loop
                | FaultKind::Empty => match &*item.source {
                    "" => fault.message().to_owned(),
                    source => format!("{source}: {}", fault.message()),
                },
                _ => at(item, line, fault.pointer(), fault.message()),
            };
            vec![match fault.kind() {
                FaultKind::Encoding => Finding::Fault(text),
                FaultKind::Empty => Finding::Empty(text),
                _ => Finding::Failure(text),
            }]
        }
        _ => Vec::new(),
    }
}

/// Returns the differences after writing and reading a body again, as failures.
pub(crate) fn differences(item: &Item, body: &Body) -> Vec<Finding> {
    let differences = match body {
        Body::AccountActivity(payload) => payload.differences(),
        Body::XActivity(envelope) => envelope.differences(),
        _ => Vec::new(),
    };
    let failure = |it: &account_activity::schema::Difference| {
        Finding::Failure(at(item, item.line, &item.pointer(&it.pointer), &it.message))
    };
    differences.iter().map(failure).collect()
}

/// Returns the events that cannot be decoded, as failures.
fn undecoded(item: &Item, body: &Body) -> Vec<Finding> {
    let failure = |pointer: &str, message: &str, json: &str| {
        let line = item.line + lines_before(body.as_bytes(), json);
        Finding::Failure(at(item, line, &item.pointer(pointer), message))
    };
    match body {
        Body::AccountActivity(payload) => {
            let events = Payload::events(payload).iter().filter_map(|event| match event {
                Event::Undecoded(it) => Some(failure(it.pointer(), it.message(), it.json())),
                _ => None,
            });
            events.collect()
        }
        Body::XActivity(envelope) => {
            let events = envelope.events().filter_map(|event| match event {
                xaa::Event::Undecoded(it) => Some(failure(it.pointer(), it.message(), it.json())),
                _ => None,
            });
            events.collect()
        }
        _ => Vec::new(),
    }
}

fn at(item: &Item, line: u64, pointer: &str, message: &str) -> String {
    clip(match pointer {
        "" => format!("{}:{line}: {message}", item.source),
        _ => format!("{}:{line}: {pointer}: {message}", item.source),
    })
}

/// Returns the number of lines of a body that end before a part of it.
fn lines_before(body: &[u8], part: &str) -> u64 {
    let offset = part.as_ptr().addr().checked_sub(body.as_ptr().addr());
    let before = offset.and_then(|offset| body.get(..offset)).unwrap_or_default();
    u64::try_from(before.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(u64::MAX)
}
