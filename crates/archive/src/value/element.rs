//! Elements of the files of a personal archive.

use bytes::Bytes;

use super::{Interpreter, Outcome, note, repair, syntax_fault};
use crate::object::Object;
use crate::personal::Part;

/// The keys of elements that are not events.
const NOT_EVENTS: [&str; 6] = ["like", "follower", "following", "blocking", "muting", "account"];

impl Interpreter<'_> {
    /// Interprets an element.
    pub(super) fn element(&mut self, part: &Part, bytes: &Bytes) -> Outcome {
        let Ok(text) = std::str::from_utf8(bytes) else {
            let (repaired, fault) = repair::repaired(bytes);
            self.fault(fault.with_bytes(bytes.clone()));
            return self.element(part, &repaired);
        };
        let Some(object) = Object::read(text) else {
            return Outcome::Broken(syntax_fault(bytes));
        };
        match part {
            Part::NotEvents(kind) => {
                self.skipped(kind, 1);
                Outcome::Understood
            }
            Part::Tweets | Part::Grailbird => {
                let known = self.personal(&object, "").or_else(|| self.not_event(&object));
                if let Some(understood) = known {
                    return understood;
                }
                match object.get("tweet").filter(|tweet| tweet.starts_with('{')) {
                    Some(tweet) => self.tweet(&bytes.slice_ref(tweet.as_bytes()), "/tweet"),
                    None => self.tweet(bytes, ""),
                }
                Outcome::Understood
            }
            Part::DirectMessages => {
                let known = self.personal(&object, "").or_else(|| self.not_event(&object));
                known.unwrap_or(Outcome::Nothing)
            }
        }
    }

    /// Interprets an element that holds messages or a long post. `None` for other objects.
    pub(super) fn personal(&mut self, object: &Object<'_>, pointer: &str) -> Option<Outcome> {
        let [(key, _)] = object.members.as_slice() else { return None };
        let inner = || object.object(key);
        match &**key {
            "dmConversation" => self.conversation(&inner()?, &format!("{pointer}/dmConversation")),
            "noteTweet" => {
                let tweet = note::tweet(&inner()?)?;
                self.tweet(&tweet.into(), &format!("{pointer}/noteTweet"));
            }
            _ => return None,
        }
        Some(Outcome::Understood)
    }

    /// Counts an element that is not an event. `None` for other objects.
    pub(super) fn not_event(&mut self, object: &Object<'_>) -> Option<Outcome> {
        let [(key, value)] = object.members.as_slice() else { return None };
        (NOT_EVENTS.contains(&&**key) && value.starts_with('{')).then(|| {
            self.skipped(key, 1);
            Outcome::Understood
        })
    }
}
