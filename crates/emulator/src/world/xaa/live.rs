//! Spaces and live broadcasts.

use account_activity::xaa::EventKind;
use account_activity::{Text, Timestamp, UserId};
use serde_json::json;

use super::entities::insert;
use super::notice::ActivityNotice;
use super::twins::twinned;
use crate::world::World;
use crate::world::stage::Show;

impl World {
    /// Returns the notice of the start or end of a Space, to its host. Its `event_type` is that of
    /// X's example; X's text has `start` and `end`.
    pub(in crate::world) fn activity_of_space(
        &self,
        kind: EventKind,
        id: &Text,
        host: UserId,
    ) -> ActivityNotice {
        let payload = json!({
            "user": self.wrapped_user(host),
            "broadcast_id": id,
            "event_type": kind.as_str().replace('.', "_"),
        });
        ActivityNotice::of_user(kind, host, payload)
    }

    /// Returns the notice of the start or end of a broadcast, to its host.
    pub(in crate::world) fn activity_of_broadcast(
        &self,
        kind: EventKind,
        id: &Text,
        show: &Show,
        now: Timestamp,
    ) -> ActivityNotice {
        let has_ended = kind == EventKind::BroadcastEnd;
        let (started, now) = (show.started.as_millis(), now.as_millis());
        let thumbnail =
            self.file_address("https://pbs.twimg.com", &format!("/broadcasts/{id}.jpg"));
        let mut broadcast = json!({
            "broadcast_id": id,
            "event_timestamp_ms": now,
            "title": show.title,
            "broadcast_state": if has_ended { "Ended" } else { "Running" },
            "created_timestamp_ms": started,
            "updated_timestamp_ms": now,
            "language": "en",
            "thumbnail_url": thumbnail,
            "available_for_replay": false,
        });
        if has_ended {
            insert(&mut broadcast, "duration_ms", json!(now - started));
        }
        let mut payload = twinned(broadcast);
        insert(&mut payload, "user", self.wrapped_user(show.host));
        ActivityNotice::of_user(kind, show.host, payload)
    }

    /// Returns the notice of a message in a broadcast's chat, to the host, also of the host's own
    /// messages.
    pub(in crate::world) fn activity_of_broadcast_chat(
        &self,
        broadcast: &Text,
        host: UserId,
        author: UserId,
        (id, text): (u64, &Text),
    ) -> ActivityNotice {
        let payload = json!({
            "broadcast_id": broadcast,
            "message_id": id.to_string(),
            "message": text,
            "author": self.wrapped_user(author),
        });
        ActivityNotice::of_user(EventKind::BroadcastChat, host, payload)
    }
}
