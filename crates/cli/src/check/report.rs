//! The report of an archive.

use std::collections::BTreeMap;

use account_activity::schema::Unknown;
use account_activity::{Body, Event, xaa};
use account_activity_archive::{Content, Item, Skipped};
use serde_json::{Value, json};

use crate::finding::{self, Finding};

/// The most failures, and the most faults, that are listed.
const LISTED: usize = 10_000;

/// What is in an archive, or in some batches of one.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) files: u64,
    /// The bodies, including bare Tweets and others.
    pub(super) payloads: u64,
    pub(super) bytes: u64,
    /// The events of both families by kind.
    pub(super) events: BTreeMap<String, u64>,
    pub(super) notices: BTreeMap<&'static str, u64>,
    /// What a personal archive has that is no event, by name.
    pub(super) not_events: BTreeMap<String, u64>,
    pub(super) not_opened: List,
    pub(super) unknown: BTreeMap<Unknown, u64>,
    pub(super) faults: List,
    pub(super) failures: List,
    empty: List,
}

/// Texts in the order of the archive. Only the first ones are kept.
#[derive(Debug, Default)]
pub(super) struct List {
    texts: Vec<(u64, String)>,
    pub(super) count: u64,
}

impl List {
    fn push(&mut self, batch: u64, text: String) {
        self.count += 1;
        if self.texts.len() < LISTED {
            self.texts.push((batch, text));
        }
    }

    fn append(&mut self, other: Self) {
        self.count += other.count;
        self.texts.extend(other.texts);
        self.texts.sort_by_key(|(batch, _)| *batch);
        self.texts.truncate(LISTED);
    }

    pub(super) fn texts(&self) -> impl ExactSizeIterator<Item = &str> {
        self.texts.iter().map(|(_, text)| text.as_str())
    }

    fn json(&self) -> Vec<&str> {
        self.texts().collect()
    }
}

/// Returns `false` for an item that stands for a file that was not opened.
pub(super) const fn is_opened(item: &Item) -> bool {
    !matches!(item.content, Content::Skipped(Skipped::NotOpened { .. }))
}

impl Report {
    /// Adds a batch of items.
    pub(super) fn add(&mut self, batch: u64, items: &[Item], round_trip: bool) {
        for item in items {
            for finding in finding::findings(item) {
                self.note(batch, finding);
            }
            match &item.content {
                Content::Body(body) => {
                    self.count(body);
                    if round_trip {
                        for finding in finding::differences(item, body) {
                            self.note(batch, finding);
                        }
                    }
                }
                Content::Notice(notice) => *self.notices.entry(notice.kind()).or_default() += 1,
                Content::Skipped(Skipped::NotEvents { kind, count, .. }) => {
                    *self.not_events.entry(kind.to_string()).or_default() += count;
                }
                Content::Skipped(Skipped::NotOpened { reason, .. }) => {
                    self.not_opened.push(batch, format!("{}: {reason}", item.source));
                }
                _ => {}
            }
        }
    }

    fn note(&mut self, batch: u64, finding: Finding) {
        match finding {
            Finding::Failure(text) => self.failures.push(batch, text),
            Finding::Fault(text) => self.faults.push(batch, text),
            Finding::Empty(text) => self.empty.push(batch, text),
        }
    }

    fn count(&mut self, body: &Body) {
        self.payloads += 1;
        self.bytes += u64::try_from(body.as_bytes().len()).unwrap_or(u64::MAX);
        let unknown = match body {
            Body::AccountActivity(payload) => {
                payload.events().iter().for_each(|event: &Event| self.event(event.kind().as_str()));
                payload.unknown()
            }
            Body::XActivity(envelope) => {
                envelope.events().for_each(|event| match event {
                    xaa::Event::Undecoded(_) => self.event("undecoded"),
                    event => self.event(event.kind().as_str()),
                });
                envelope.unknown()
            }
            _ => Vec::new(),
        };
        for unknown in unknown {
            *self.unknown.entry(unknown).or_default() += 1;
        }
    }

    fn event(&mut self, kind: &str) {
        match self.events.get_mut(kind) {
            Some(count) => *count += 1,
            None => drop(self.events.insert(kind.to_owned(), 1)),
        }
    }

    /// Merges the reports of threads.
    pub(super) fn merge(reports: Vec<Self>, files: u64) -> Self {
        let mut merged = Self { files, ..Self::default() };
        for report in reports {
            merged.payloads += report.payloads;
            merged.bytes += report.bytes;
            add(&mut merged.events, report.events);
            add(&mut merged.notices, report.notices);
            add(&mut merged.not_events, report.not_events);
            add(&mut merged.unknown, report.unknown);
            merged.not_opened.append(report.not_opened);
            merged.faults.append(report.faults);
            merged.failures.append(report.failures);
            merged.empty.append(report.empty);
        }
        // An empty file among others is not a failure, but an archive in which nothing was found is.
        let has_nothing =
            merged.payloads == 0 && merged.notices.is_empty() && merged.not_events.is_empty();
        if has_nothing && merged.failures.count == 0 {
            let empty = std::mem::take(&mut merged.empty);
            if empty.count == 0 {
                let told = "no payload, Tweet, Post, message or notice was found";
                merged.failures.push(0, told.to_owned());
            }
            merged.failures.append(empty);
        }
        merged
    }

    /// Returns `true` if everything was understood.
    pub(super) const fn is_good(&self) -> bool {
        self.failures.count == 0
    }

    /// Returns the report for programs. Later versions can add members.
    pub(super) fn json(&self) -> Value {
        let unknown: Vec<String> = self.unknown.keys().map(ToString::to_string).collect();
        json!({
            "files": self.files,
            "payloads": self.payloads,
            "bytes": self.bytes,
            "events": self.events,
            "notices": self.notices,
            "not_events": self.not_events,
            "not_opened": self.not_opened.json(),
            "empty": self.empty.json(),
            "unknown": unknown,
            "faults": self.faults.json(),
            "fault_count": self.faults.count,
            "failures": self.failures.json(),
            "failure_count": self.failures.count,
        })
    }
}

fn add<K: Ord>(counts: &mut BTreeMap<K, u64>, more: BTreeMap<K, u64>) {
    for (key, count) in more {
        *counts.entry(key).or_default() += count;
    }
}
