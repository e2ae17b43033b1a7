//! Notices of streams.

use account_activity::Text;
use bytes::Bytes;

use super::{Interpreter, Outcome, misunderstood};
use crate::item::Content;
use crate::notice::Notice;
use crate::object::{Object, string};

/// The members of which each is a notice.
const KINDS: [&str; 7] =
    ["delete", "limit", "status_withheld", "user_withheld", "scrub_geo", "disconnect", "warning"];

impl Interpreter<'_> {
    /// Adds the notice that an object is.
    pub(super) fn notice(&mut self, object: &Object<'_>, bytes: &Bytes, pointer: &str) -> Outcome {
        if let Some(problems) = problems(object) {
            for problem in problems {
                let item = self.item(Content::Notice(problem));
                self.items.push(item);
            }
            return Outcome::Understood;
        }
        let Some(kind) = KINDS.into_iter().find(|kind| object.is_object(kind)) else {
            return Outcome::Nothing;
        };
        match object.object(kind).and_then(|notice| read(kind, object, &notice)) {
            Some(notice) => {
                let item = self.item(Content::Notice(notice));
                self.items.push(item);
                Outcome::Understood
            }
            // An object with such a member can be a wrapper. Only one without others must be a notice.
            None if object.members.len() == 1 => {
                self.fault(
                    misunderstood().at(format!("{pointer}/{kind}")).with_bytes(bytes.clone()),
                );
                Outcome::Understood
            }
            None => Outcome::Nothing,
        }
    }
}

fn read(kind: &str, object: &Object<'_>, notice: &Object<'_>) -> Option<Notice> {
    let timestamp = [notice, object].iter().find_map(|place| time(place));
    let id = |key: &str| notice.number(key).or_else(|| notice.number(&format!("{key}_str")));
    let countries = || {
        let countries = notice.array("withheld_in_countries").unwrap_or_default();
        countries.into_iter().filter_map(string).map(Text::from).collect()
    };
    let text = |key: &str| notice.string(key).unwrap_or_default().into();
    Some(match kind {
        "delete" => return delete(notice, timestamp),
        "limit" => Notice::Limit { track: notice.number("track")?, timestamp },
        "status_withheld" => Notice::StatusWithheld {
            tweet_id: id("id")?.into(),
            user_id: id("user_id")?.into(),
            countries: countries(),
            timestamp,
        },
        "user_withheld" => {
            Notice::UserWithheld { user_id: id("id")?.into(), countries: countries(), timestamp }
        }
        "scrub_geo" => Notice::ScrubGeo {
            user_id: id("user_id")?.into(),
            up_to_tweet_id: id("up_to_status_id")?.into(),
            timestamp,
        },
        "disconnect" => Notice::Disconnect {
            code: notice.number("code")?,
            stream_name: text("stream_name"),
            reason: text("reason"),
        },
        "warning" => Notice::Warning {
            code: notice.string("code")?.into(),
            message: text("message"),
            percent_full: notice.number("percent_full"),
            user_id: id("user_id").map(Into::into),
            timestamp,
        },
        _ => return None,
    })
}

fn delete(notice: &Object<'_>, timestamp: Option<account_activity::Timestamp>) -> Option<Notice> {
    let id =
        |of: &Object<'_>, key: &str| of.number(&format!("{key}_str")).or_else(|| of.number(key));
    if let Some(status) = notice.object("status") {
        let (tweet_id, user_id) = (id(&status, "id")?.into(), id(&status, "user_id")?.into());
        return Some(Notice::Delete { tweet_id, user_id, timestamp });
    }
    let message = notice.object("direct_message")?;
    let (message_id, user_id) = (id(&message, "id")?.into(), id(&message, "user_id")?.into());
    Some(Notice::DeleteDirectMessage { message_id, user_id })
}

fn time(place: &Object<'_>) -> Option<account_activity::Timestamp> {
    place.get("timestamp_ms")?.trim_matches('"').parse().ok()
}

/// Reads a line of a stream of the v2 API that has only problems.
fn problems(object: &Object<'_>) -> Option<Vec<Notice>> {
    let [(key, _)] = object.members.as_slice() else { return None };
    let problems = (key == "errors").then(|| object.array("errors")).flatten()?;
    let read = |problem: &str| {
        let problem = Object::read(problem)?;
        let text = |key: &str| problem.string(key).map(Text::from);
        let (title, kind) = (text("title")?, text("type")?);
        Some(Notice::Problem { title, kind, detail: text("detail").unwrap_or_default() })
    };
    let read: Option<Vec<_>> = problems.into_iter().map(read).collect();
    read.filter(|problems| !problems.is_empty())
}
