//! The report of an archive.

use std::path::Path;
use std::sync::Arc;

use account_activity::schema::Unknown;
use account_activity::{Body, EventKind, xaa};
use account_activity_archive::{Content, FaultKind, Item, Skipped};
use serde_json::{Value, json};

use super::counts::Counts;
use crate::escaped::clip;
use crate::finding::{self, Finding, Verdict};

/// The most failures, and the most faults, that are listed.
const LISTED: usize = 10_000;

/// What is in an archive, or in a batch of one.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) files: u64,
    /// The last source that was read.
    source: Option<Arc<str>>,
    /// The bodies, including bare Tweets and others.
    pub(super) payloads: u64,
    pub(super) bytes: u64,
    /// The events of the Account Activity API by kind, until all are counted.
    kinds: Counts<EventKind>,
    /// The events of the X Activity API by kind, and in the end those of both.
    pub(super) events: Counts<String>,
    pub(super) notices: Counts<&'static str>,
    /// The entries of a personal archive that are not events, by name.
    pub(super) not_events: Counts<String>,
    pub(super) not_opened: List,
    pub(super) unknown: Counts<Unknown>,
    pub(super) faults: List,
    pub(super) failures: List,
    empty: List,
    verdict: Verdict,
}

/// Texts in the order of the archive. Only the first ones are kept.
#[derive(Debug, Default)]
pub(super) struct List {
    texts: Vec<String>,
    pub(super) count: u64,
}

impl List {
    fn push(&mut self, text: String) {
        self.count += 1;
        if self.texts.len() < LISTED {
            self.texts.push(text);
        }
    }

    fn append(&mut self, other: Self) {
        self.count += other.count;
        let room = LISTED - self.texts.len();
        self.texts.extend(other.texts.into_iter().take(room));
    }

    pub(super) fn texts(&self) -> impl ExactSizeIterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }

    fn json(&self) -> Vec<&str> {
        self.texts().collect()
    }
}

/// Cuts the name of a member or value, which is of the archive.
fn clipped(unknown: Unknown) -> Unknown {
    match unknown {
        Unknown::Field(object, key) => Unknown::Field(object, clip(key)),
        Unknown::Value(enumeration, value) => Unknown::Value(enumeration, clip(value)),
        other => other,
    }
}

/// Returns `false` for an item that stands for a file that was not read, or for a folder.
fn is_read(item: &Item) -> bool {
    match &item.content {
        Content::Skipped(Skipped::NotOpened { .. }) => false,
        Content::Fault(fault) => match fault.kind() {
            FaultKind::NotFound | FaultKind::Permission | FaultKind::Loop => false,
            FaultKind::Empty => !Path::new(&*item.source).is_dir(),
            _ => true,
        },
        _ => true,
    }
}

impl Report {
    /// Returns what is in a batch of items.
    pub(super) fn of(items: &[Item], round_trip: bool) -> Self {
        let mut report = Self::default();
        items.iter().for_each(|item| report.add(item, round_trip));
        report
    }

    fn add(&mut self, item: &Item, round_trip: bool) {
        if is_read(item) {
            self.source(&item.source);
        }
        let mut findings = finding::findings(item);
        if let (true, Content::Body(body)) = (round_trip, &item.content) {
            findings.extend(finding::differences(item, body));
        }
        self.verdict.see(item, &findings);
        findings.into_iter().for_each(|finding| self.note(finding));
        match &item.content {
            Content::Body(body) => self.count(body),
            Content::Notice(notice) => self.notices.add(notice.kind(), 1),
            Content::Skipped(Skipped::NotEvents { kind, count, .. }) => {
                self.not_events.add(clip(kind.to_string()), *count);
            }
            Content::Skipped(Skipped::NotOpened { reason, .. }) => {
                self.not_opened.push(format!("{}: {reason}", item.source));
            }
            _ => {}
        }
    }

    /// Counts a source, unless it is the last one that was read.
    fn source(&mut self, source: &Arc<str>) {
        if self.source.as_ref() != Some(source) {
            self.source = Some(Arc::clone(source));
            self.files += 1;
        }
    }

    fn note(&mut self, finding: Finding) {
        match finding {
            Finding::Failure(text) => self.failures.push(text),
            Finding::Fault(text) => self.faults.push(text),
            Finding::Empty(text) => self.empty.push(text),
        }
    }

    fn count(&mut self, body: &Body) {
        self.payloads += 1;
        self.bytes += u64::try_from(body.as_bytes().len()).unwrap_or(u64::MAX);
        let unknown = match body {
            Body::AccountActivity(payload) => {
                payload.events().iter().for_each(|event| self.kinds.add(event.kind(), 1));
                payload.unknown()
            }
            Body::XActivity(envelope) => {
                envelope.events().for_each(|event| match event {
                    xaa::Event::Undecoded(_) => self.events.count("undecoded"),
                    event if event.kind().as_str().len() > 100 => {
                        self.events.add(clip(event.kind().as_str().to_owned()), 1);
                    }
                    event => self.events.count(event.kind().as_str()),
                });
                envelope.unknown()
            }
            _ => Vec::new(),
        };
        for unknown in unknown {
            self.unknown.add(clipped(unknown), 1);
        }
    }

    /// Adds the report of the next batch, which is of one source.
    pub(super) fn append(&mut self, next: Self) {
        if let Some(source) = &next.source {
            self.source(source);
        }
        self.payloads += next.payloads;
        self.bytes += next.bytes;
        self.kinds.merge(next.kinds);
        self.events.merge(next.events);
        self.notices.merge(next.notices);
        self.not_events.merge(next.not_events);
        self.unknown.merge(next.unknown);
        self.verdict.merge(next.verdict);
        self.not_opened.append(next.not_opened);
        self.faults.append(next.faults);
        self.failures.append(next.failures);
        self.empty.append(next.empty);
    }

    /// Returns the report of the whole archive.
    pub(super) fn finished(mut self) -> Self {
        for (kind, count) in self.kinds.listed() {
            self.events.add(kind.as_str().to_owned(), *count);
        }
        if self.verdict.is_nothing() {
            let empty = std::mem::take(&mut self.empty);
            if empty.count == 0 {
                self.failures.push(Verdict::NOTHING.to_owned());
            }
            self.failures.append(empty);
        }
        self
    }

    /// Returns `true` if everything was understood.
    pub(super) const fn is_good(&self) -> bool {
        self.verdict.is_good()
    }

    /// Returns the report for programs. Later versions can add members.
    pub(super) fn json(&self) -> Value {
        let unknown: Vec<String> = self.unknown.listed().keys().map(ToString::to_string).collect();
        json!({
            "files": self.files,
            "payloads": self.payloads,
            "bytes": self.bytes,
            "events": self.events.listed(),
            "notices": self.notices.listed(),
            "not_events": self.not_events.listed(),
            "not_opened": self.not_opened.json(),
            "empty": self.empty.json(),
            "unknown": unknown,
            "unknown_count": self.unknown.total,
            "faults": self.faults.json(),
            "fault_count": self.faults.count,
            "failures": self.failures.json(),
            "failure_count": self.failures.count,
        })
    }
}
