//! Names of subjects, streams and buckets, and the partition of a subscriber.

use std::fmt::Write;
use std::hash::Hasher;

use account_activity::UserId;
use siphasher::sip::SipHasher24;

use crate::ItemId;

/// The names of an inbox.
#[derive(Clone, Debug)]
pub(super) struct Naming {
    prefix: String,
    partitions: u32,
}

impl Naming {
    /// Returns `None` if the prefix cannot be part of the names of streams and of subjects.
    pub(super) fn new(prefix: &str, partitions: u32) -> Option<Self> {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let is_valid = !prefix.is_empty() && prefix.bytes().all(is_allowed);
        (is_valid && partitions > 0).then(|| Self { prefix: prefix.to_owned(), partitions })
    }

    pub(super) const fn partitions(&self) -> u32 {
        self.partitions
    }

    /// Returns the partition of a subscriber. It must never change: the items that wait have it in their
    /// subjects.
    pub(super) fn partition(&self, subscriber: Option<UserId>) -> u32 {
        let mut hasher = SipHasher24::new();
        hasher.write(token(subscriber).as_bytes());
        let partition = hasher.finish() % u64::from(self.partitions);
        u32::try_from(partition).unwrap_or(0)
    }

    pub(super) fn stream(&self) -> String {
        self.prefix.clone()
    }

    pub(super) fn dead_stream(&self) -> String {
        format!("{}-dead", self.prefix)
    }

    /// The bucket of partitions, leases and marks.
    pub(super) fn state_bucket(&self) -> String {
        format!("{}-state", self.prefix)
    }

    /// The bucket of the activities that may have a copy in the other family.
    pub(super) fn pair_bucket(&self) -> String {
        format!("{}-pairs", self.prefix)
    }

    /// The subject on which processes tell each other that a partition has an item.
    pub(super) fn notice(&self) -> String {
        format!("{}-notice", self.prefix)
    }

    pub(super) fn subjects(&self) -> String {
        format!("{}.*.*", self.prefix)
    }

    pub(super) fn subject(&self, subscriber: Option<UserId>) -> String {
        format!("{}.{}.{}", self.prefix, self.partition(subscriber), token(subscriber))
    }

    pub(super) fn partition_subjects(&self, partition: u32) -> String {
        format!("{}.{partition}.*", self.prefix)
    }

    pub(super) fn dead_subjects(&self) -> String {
        format!("{}-dead.*.*", self.prefix)
    }

    pub(super) fn dead_subject(&self, subscriber: Option<UserId>, id: ItemId) -> String {
        format!("{}-dead.{}.{id}", self.prefix, token(subscriber))
    }

    /// The subject of a dead letter whose subscriber is not known.
    pub(super) fn dead_subject_of(&self, id: ItemId) -> String {
        format!("{}-dead.*.{id}", self.prefix)
    }

    pub(super) fn consumer(partition: u32) -> String {
        format!("p{partition}")
    }

    pub(super) fn lane(partition: u32) -> String {
        format!("lane.{partition}")
    }
}

fn token(subscriber: Option<UserId>) -> String {
    subscriber.map_or_else(|| "_".to_owned(), |id| id.to_string())
}

/// Writes a text with the characters that keys of buckets and headers can have. The others become `=` and
/// two digits for each byte.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'/' => {
                escaped.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            _ => drop(write!(escaped, "={byte:02x}")),
        }
    }
    escaped
}

/// Reads what [`escape`] wrote.
pub(super) fn unescape(text: &str) -> String {
    let mut parts = text.split('=');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let digits = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.extend(digits);
        bytes.extend(part.get(2..).unwrap_or_default().as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Another partition would hand an item over beside an earlier one of its subscriber.
    #[test]
    fn partitions_never_change() {
        let naming = Naming::new("account-activity", 64).unwrap();
        let subscribers = [None, Some(1), Some(2), Some(783_214), Some(u64::MAX)];
        let partitions = subscribers.map(|id| naming.partition(id.map(UserId::new)));
        assert_eq!(partitions, [14, 18, 7, 14, 33]);
        assert_eq!(naming.subject(None), "account-activity.14._");
    }

    #[test]
    fn prefixes() {
        for prefix in ["", "a.b", "a b", "a*", "a>", "ä"] {
            assert!(Naming::new(prefix, 64).is_none(), "{prefix}");
        }
        assert!(Naming::new("a", 0).is_none());
    }

    #[test]
    fn escaped_text() {
        for (text, escaped) in
            [("1/1/follow/2-1", "1/1/follow/2-1"), ("a b=\né.", "a=20b=3d=0a=c3=a9=2e")]
        {
            assert_eq!(escape(text), escaped);
            assert_eq!(unescape(escaped), text);
        }
    }
}
