//! Stores the activities of deliveries.
//!
//! An activity without a pair key is a message whose id is its key. The server drops a second message with the
//! same id, so a delivery that was stored in part is completed when it is appended again.
//!
//! An activity with a pair key needs two writes: the group of its pair key, in a bucket, decides whether it is
//! new or the other family's copy, and the message stores it. The process can end between them. The group
//! comes first: otherwise two processes that each got one copy would both store it, and then find the other
//! one in the group. So a group can tell of a message that does not exist. For that reason the group never
//! decides that nothing is stored. It decides on the *id* of the message: each activity of a pair is published
//! under the key of the one that is handed over. Usually, the server has a message with this id, and drops the
//! copy. If the process ended before that message was stored, then the copy is stored in its place, and a
//! retry of the first delivery is dropped. In every order, a delivery gets the status 200 only after a message
//! with the id of its pair is stored.
//!
//! One case is left, and it needs two likes of one Tweet within five seconds, with other ids in one API than in the
//! other, beside the end of the process between the writes: the group pairs them by order, later finds by an equal id
//! that it was wrong, and one of them is dropped in place of its copy.

use std::collections::BTreeSet;

use futures_util::future::try_join_all;

use super::failing::failed;
use super::naming::escape;
use super::{JetStream, message};
use crate::arrival::{Entry, Pair};
use crate::pairing::{Arriving, Group};
use crate::{Appended, Arrival, Error};

impl JetStream {
    pub(super) async fn publish(&self, arrival: &Arrival) -> Result<Appended, Error> {
        self.reserve(arrival.entries.len()).await?;
        let mut appended = Appended::new();
        let mut acknowledgements = Vec::new();
        let mut partitions = BTreeSet::new();
        // Sent one after another, because the server stores them in this order.
        for entry in &arrival.entries {
            let Some(id) = self.message_id(entry).await? else {
                appended.count(false);
                continue;
            };
            let subject = self.naming.subject(entry.subscriber);
            let headers = message::headers(entry, arrival, &id);
            let context = &self.server.context;
            let sent = context.publish_with_headers(subject, headers, arrival.bytes.clone()).await;
            acknowledgements.push(sent.map_err(failed)?.into_future());
            partitions.insert(self.naming.partition(entry.subscriber));
        }
        for acknowledgement in try_join_all(acknowledgements).await.map_err(failed)? {
            appended.count(!acknowledgement.duplicate);
        }
        for partition in partitions {
            self.notices.announce(partition).await;
        }
        Ok(appended)
    }

    /// Returns the id of an activity's message. `None` if the activity was handed over so long ago that its
    /// pair is forgotten.
    async fn message_id(&self, entry: &Entry) -> Result<Option<String>, Error> {
        let Some(Pair { key, family, occurred_at }) = &entry.pair else {
            return Ok(Some(entry.key.clone()));
        };
        let arriving = Arriving { family: *family, key: &entry.key, occurred_at: *occurred_at };
        let add = |group: &mut Group| {
            group.add(arriving, &self.settings);
            Ok(group.handed_over_as(arriving.family, arriving.key).map(str::to_owned))
        };
        self.pairs.change(&escape(key), add).await
    }
}
