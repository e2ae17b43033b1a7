//! What an archive has beside activities.

use std::collections::BTreeMap;

use account_activity_archive::{Content, Item, Skipped};

use crate::escaped::{Escaped, clip};

/// The most kinds that are counted. Their names are of the archive.
const KINDS: usize = 1_000;

/// The numbers of what is not printed.
#[derive(Default)]
pub(super) struct LeftOut {
    files: u64,
    notices: BTreeMap<&'static str, u64>,
    not_events: BTreeMap<String, u64>,
}

impl LeftOut {
    pub(super) fn see(&mut self, item: &Item) {
        match &item.content {
            Content::Notice(notice) => *self.notices.entry(notice.kind()).or_default() += 1,
            Content::Skipped(Skipped::NotOpened { .. }) => self.files += 1,
            Content::Skipped(Skipped::NotEvents { kind, count, .. }) => {
                let kind = clip(kind.to_string());
                if self.not_events.len() < KINDS || self.not_events.contains_key(&kind) {
                    *self.not_events.entry(kind).or_default() += count;
                }
            }
            _ => {}
        }
    }

    /// Tells on standard error what was left out, if anything was.
    pub(super) fn tell(&self) {
        let mut parts = Vec::new();
        if self.files > 0 {
            parts.push(format!("files that are not opened ({})", self.files));
        }
        let notices = self.notices.iter();
        parts.extend(notices.map(|(kind, count)| format!("notices: {kind} ({count})")));
        let not_events = self.not_events.iter();
        parts.extend(not_events.map(|(kind, count)| format!("no events: {kind} ({count})")));
        if !parts.is_empty() {
            let told = parts.join("; ");
            anstream::eprintln!("left out: {}. `check` has the details", Escaped(told));
        }
    }
}
