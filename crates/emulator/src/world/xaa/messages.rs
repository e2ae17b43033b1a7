//! Direct Messages, typing notices and read receipts.

use account_activity::xaa::EventKind;
use account_activity::{Payload, UserId};
use serde_json::{Map, Value, json};

use super::entities::insert;
use super::notice::ActivityNotice;
use crate::world::{Pair, World};

impl World {
    /// Returns the notices of a message to both parties. The message is that of a payload of the
    /// Account Activity API, without the app that sent it.
    pub(in crate::world) fn activities_of_message(
        &self,
        (user, to): Pair,
        received: &Payload,
    ) -> [ActivityNotice; 2] {
        let message = event(received, "direct_message_events");
        let payload =
            json!({"direct_message_events": [message], "users": self.parties([user, to])});
        [(EventKind::DmSent, user), (EventKind::DmReceived, to)]
            .map(|(kind, party)| ActivityNotice::of_user(kind, party, payload.clone()))
    }

    /// Returns the notice that a user types. X published no example; readers of its documentation
    /// expect the notice of the Account Activity API as the payload.
    pub(in crate::world) fn activity_of_typing(to: UserId, typing: &Payload) -> ActivityNotice {
        let notice = event(typing, "direct_message_indicate_typing_events");
        ActivityNotice::of_user(EventKind::DmIndicateTyping, to, notice)
    }

    /// Returns the notice that a user read messages. X published no example; integrators read
    /// `direct_message_events[].initiating_user_id` and `users`. The other members are those of the
    /// Account Activity API.
    pub(in crate::world) fn activity_of_reading(
        &self,
        (user, from): Pair,
        read: &Payload,
    ) -> ActivityNotice {
        let mut receipt = event(read, "direct_message_mark_read_events");
        insert(&mut receipt, "type", json!("message_read"));
        insert(&mut receipt, "initiating_user_id", json!(user));
        let payload =
            json!({"direct_message_events": [receipt], "users": self.parties([user, from])});
        ActivityNotice::of_user(EventKind::DmRead, from, payload)
    }

    /// Returns the parties by id.
    fn parties(&self, users: [UserId; 2]) -> Value {
        let users = users.map(|user| (user.to_string(), self.wrapped_user(user)));
        users.into_iter().collect::<Map<_, _>>().into()
    }
}

/// Returns the only event of a payload.
fn event(payload: &Payload, key: &str) -> Value {
    let json: Value = serde_json::from_slice(payload.as_bytes()).unwrap_or_default();
    json.get(key).and_then(|events| events.get(0)).cloned().unwrap_or_default()
}
