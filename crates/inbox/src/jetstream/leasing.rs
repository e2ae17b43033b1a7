//! Named leases and marks.

use std::time::Duration;

use account_activity::Timestamp;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::JetStream;
use super::naming::escape;
use crate::{Error, Lease, Mark};

/// A lease as it is stored.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Held {
    holder: String,
    fence: u64,
    until: i64,
}

impl Held {
    /// Gets or renews the lease, and returns its fencing number.
    fn get(&mut self, holder: &str, now: Timestamp, until: Timestamp) -> Option<u64> {
        let is_new = self.fence == 0 || self.holder != holder;
        if is_new && self.until > now.as_millis() {
            return None;
        }
        self.fence += u64::from(is_new);
        holder.clone_into(&mut self.holder);
        self.until = until.as_millis();
        Some(self.fence)
    }

    fn end(&mut self, lease: &Lease, now: Timestamp) {
        if self.fence == lease.fence {
            self.holder.clear();
            self.until = now.as_millis();
        }
    }
}

impl JetStream {
    pub(super) async fn get_lease(
        &self,
        name: &str,
        holder: &str,
        time: Duration,
    ) -> Result<Option<Lease>, Error> {
        let now = self.settings.now();
        let until = now + time;
        let get = |held: &mut Held| Ok(held.get(holder, now, until));
        let fence = self.state.change(&lease_key(name), get).await?;
        Ok(fence.map(|fence| Lease::new(name, holder, fence, until)))
    }

    pub(super) async fn give_lease_back(&self, lease: &Lease) -> Result<(), Error> {
        let now = self.settings.now();
        let end = |held: &mut Held| {
            held.end(lease, now);
            Ok(())
        };
        self.state.change(&lease_key(&lease.name), end).await
    }

    /// The version of a mark is the revision of its key.
    pub(super) async fn get_mark(&self, name: &str) -> Result<Option<Mark>, Error> {
        let (revision, value) = self.state.bytes(&mark_key(name)).await?;
        Ok(value.map(|value| Mark::new(revision, value.to_vec())))
    }

    pub(super) async fn change_mark(
        &self,
        name: &str,
        version: Option<u64>,
        value: &[u8],
    ) -> Result<Mark, Error> {
        let revision = version.unwrap_or(0);
        let set = self.state.set(&mark_key(name), revision, Bytes::copy_from_slice(value)).await?;
        let changed = || Error::MarkChanged { name: name.to_owned() };
        set.map(|version| Mark::new(version, value.to_owned())).ok_or_else(changed)
    }
}

fn lease_key(name: &str) -> String {
    format!("lease.={}", escape(name))
}

fn mark_key(name: &str) -> String {
    format!("mark.={}", escape(name))
}
