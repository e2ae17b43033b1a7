//! What the killed processes have handled and acknowledged.

use std::collections::BTreeMap;
use std::path::Path;

#[derive(Default)]
pub(super) struct Log {
    pub(super) lines: usize,
    /// The line, the item and the key.
    pub(super) handled: Vec<(usize, u64, String)>,
    /// The line of each item.
    acknowledged: BTreeMap<u64, usize>,
}

impl Log {
    /// Reads a log. Lines that a kill has cut off do not count.
    pub(super) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let mut log = Self { lines: text.lines().count(), ..Self::default() };
        for (number, line) in text.lines().enumerate() {
            match line.split(' ').collect::<Vec<_>>()[..] {
                ["handled", item, key, ";"] => {
                    log.handled.push((number, item.parse().unwrap(), key.to_owned()));
                }
                ["acknowledged", item, ";"] => {
                    log.acknowledged.entry(item.parse().unwrap()).or_insert(number);
                }
                _ => {}
            }
        }
        log
    }

    pub(super) fn has_acknowledgements(&self) -> bool {
        !self.acknowledged.is_empty()
    }

    /// No item may be handled after the inbox said that it is acknowledged.
    pub(super) fn assert_order(&self) {
        for (line, item, key) in &self.handled {
            let is_late =
                self.acknowledged.get(item).is_some_and(|acknowledged| acknowledged < line);
            assert!(!is_late, "{key} was handled after it was acknowledged");
        }
    }
}
