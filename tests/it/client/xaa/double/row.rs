//! A subscription that the double keeps.

use account_activity::{Timestamp, UserId};
use serde_json::{Map, Value, json};

use super::Switches;
use super::state::Reply;

pub(super) struct Row {
    /// The user whose token created it.
    pub(super) owner: Option<UserId>,
    pub(super) members: Map<String, Value>,
}

impl Row {
    pub(super) fn set(&mut self, name: &str, value: Option<Value>) {
        match value {
            Some(value) => self.members.insert(name.to_owned(), value),
            None => self.members.remove(name),
        };
    }

    pub(super) fn expires_at(&self) -> Option<Timestamp> {
        self.members.get("expires_at")?.as_str()?.parse().ok()
    }

    pub(super) fn is_same(&self, kind: &str, filter: &Value, switches: &Switches) -> bool {
        let own = &self.members["filter"];
        self.members["event_type"] == kind
            && own["user_id"] == filter["user_id"]
            && own["keyword"] == filter["keyword"]
            && (!switches.tells_directions || own["direction"] == filter["direction"])
            && (!switches.tells_qualifiers || own["qualifiers"] == filter["qualifiers"])
    }

    /// Responds to the creation. Like X's, the response can lack webhook and tag.
    pub(super) fn created(&self, total: usize) -> Reply {
        let mut subscription = self.members.clone();
        subscription.remove("webhook_id");
        subscription.remove("tag");
        let meta = json!({"total_subscriptions": total});
        (200, json!({"data": {"subscription": subscription}, "meta": meta}))
    }

    /// Returns the subscription without what depends on the time of its creation.
    pub(super) fn bare(&self) -> Value {
        let mut members = self.members.clone();
        members.remove("subscription_id");
        members.remove("created_at");
        members.into()
    }

    pub(super) fn listed(&self, switches: &Switches) -> Value {
        let mut listed = self.members.clone();
        if switches.hides_webhooks {
            listed.remove("webhook_id");
        }
        let mut listed = Value::from(listed);
        if switches.hides_qualifiers {
            listed["filter"].as_object_mut().unwrap().remove("qualifiers");
        }
        listed
    }
}
