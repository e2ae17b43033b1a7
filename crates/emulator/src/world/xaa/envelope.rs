//! The bytes of an event.

use account_activity::DecodeError;
use account_activity::xaa::Envelope;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use super::notice::{ActivityNotice, Subject};
use crate::world::fingerprint::fingerprint;

/// Returns the event in the form in which a subscription gets it: `{"data": {…}}`.
///
/// X writes the members of payloads in an order that differs from delivery to delivery. Here it
/// depends on the seed. Equal members of one delivery stand in the same order, and the text of a
/// number follows the number, as in deliveries of X.
pub(crate) fn envelope(
    notice: &ActivityNotice,
    filter: &Value,
    tag: Option<&str>,
    seed: u64,
) -> Vec<u8> {
    let body = Body(Data { notice, filter, tag, seed });
    // The JSON of a `Value` can always be written.
    serde_json::to_vec(&body).unwrap_or_default()
}

impl ActivityNotice {
    /// Returns the event as a subscription without direction and tag gets it, such as to test a
    /// handler without HTTP.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the payload of [`Inject`](crate::Inject) nests deeper than 128 levels.
    ///
    /// ```
    /// use account_activity::{ActivityKind, Timestamp};
    /// use account_activity_emulator::{Action, World, WorldUser};
    ///
    /// let mut world = World::new();
    /// world.add_user(WorldUser::new("ada"))?;
    /// let performed = world.perform(Action::post("ada", "Tea?"), Timestamp::from_millis(0))?;
    /// let envelope = performed.activities[0].envelope()?;
    /// let activity = envelope.activities().next().ok_or("one activity")?;
    /// assert_eq!(activity.kind(), ActivityKind::Post);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn envelope(&self) -> Result<Envelope, DecodeError> {
        let filter = match &self.subject {
            Subject::User(user) => json!({"user_id": user}),
            Subject::Keyword(keyword) => json!({"keyword": keyword}),
            Subject::Revocation { .. } => json!({}),
        };
        Envelope::from_bytes(envelope(self, &filter, None, 0).into())
    }
}

struct Body<'a>(Data<'a>);

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("data", &self.0)])
    }
}

struct Data<'a> {
    notice: &'a ActivityNotice,
    filter: &'a Value,
    tag: Option<&'a str>,
    seed: u64,
}

impl Serialize for Data<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shuffled = |value| Shuffled { value, seed: self.seed };
        let mut map = serializer.serialize_map(None)?;
        if let Some(event_uuid) = &self.notice.event_uuid {
            map.serialize_entry("event_uuid", event_uuid)?;
        }
        map.serialize_entry("filter", self.filter)?;
        map.serialize_entry("event_type", &self.notice.kind)?;
        if let Some(tag) = self.tag {
            map.serialize_entry("tag", tag)?;
        }
        map.serialize_entry("payload", &shuffled(&self.notice.payload))?;
        if let Some(includes) = &self.notice.includes {
            map.serialize_entry("includes", &shuffled(includes))?;
        }
        map.end()
    }
}

/// A value with the members of its objects in an order that depends on the seed.
struct Shuffled<'a> {
    value: &'a Value,
    seed: u64,
}

impl Serialize for Shuffled<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let inner = |value| Self { value, seed: self.seed };
        match self.value {
            Value::Array(items) => serializer.collect_seq(items.iter().map(inner)),
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_cached_key(|(name, _)| {
                    let number = name.strip_suffix("_str").unwrap_or(name);
                    (fingerprint(format_args!("{}/{number}", self.seed)), name.len())
                });
                serializer.collect_map(members.into_iter().map(|(name, it)| (name, inner(it))))
            }
            scalar => scalar.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use account_activity::UserId;
    use account_activity::xaa::EventKind;

    use super::*;

    fn body(seed: u64) -> String {
        let payload = json!({"a": {"c": 1, "c_str": "1", "d": 2}, "b": {"c": 3, "d": 4}, "e": [0]});
        let mut notice = ActivityNotice::of_user(EventKind::PostCreate, UserId::new(7), payload);
        notice.event_uuid = Some("5".to_owned());
        let filter = json!({"user_id": "7"});
        String::from_utf8(envelope(&notice, &filter, Some("mine"), seed)).unwrap()
    }

    #[test]
    fn the_seed_alone_decides_the_order() {
        let start = r#"{"data":{"event_uuid":"5","filter":{"user_id":"7"},"event_type":"post.create","tag":"mine","payload":{"#;
        let bodies: Vec<String> = (0..20).map(body).collect();
        assert!(bodies.iter().all(|body| body.starts_with(start)), "{bodies:?}");
        assert!(bodies.iter().any(|body| *body != bodies[0]));
        assert!(bodies.iter().zip(0..20).all(|(before, seed)| *before == body(seed)));
        for body in bodies {
            assert!(body.contains(r#""c":1,"c_str":"1""#), "{body}");
            let starts_with_c = |object: &str| {
                let (_, members) = body.split_once(object).unwrap();
                members.starts_with("\"c\"")
            };
            assert_eq!(starts_with_c("\"a\":{"), starts_with_c("\"b\":{"), "{body}");
        }
    }
}
