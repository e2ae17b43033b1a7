//! The parties of a payload by the ids within them, where these differ from the keys of the wire.

use std::collections::BTreeMap;

use super::Payload;
use crate::model::{App, DirectMessageUser};
use crate::value::id::{AppId, UserId};

/// The keys of the users and apps that have another key than their id.
///
/// X uses the id as the key. Without an index, each event of a payload that does not would search all
/// users.
#[derive(Clone, Debug)]
pub(super) struct Index {
    users: BTreeMap<UserId, UserId>,
    apps: BTreeMap<AppId, AppId>,
}

impl Index {
    fn of(payload: &Payload) -> Self {
        let users = payload.users.iter().map(|(key, user)| (*key, user.id));
        let apps = payload.apps.iter().map(|(key, app)| (*key, app.id));
        Self { users: by_id(users), apps: by_id(apps) }
    }
}

/// Returns the first key of each id.
fn by_id<I: Copy + Ord>(entries: impl Iterator<Item = (I, I)>) -> BTreeMap<I, I> {
    let mut by_id = BTreeMap::new();
    for (key, id) in entries {
        #[cfg(test)]
        visited::count();
        if key != id {
            by_id.entry(id).or_insert(key);
        }
    }
    by_id
}

impl Payload {
    /// Returns the user with a key, or else the first one with that id.
    pub(crate) fn user(&self, id: UserId) -> Option<&DirectMessageUser> {
        self.users.get(&id).or_else(|| self.users.get(self.index().users.get(&id)?))
    }

    /// Returns the app with a key, or else the first one with that id.
    pub(super) fn app(&self, id: AppId) -> Option<&App> {
        self.apps.get(&id).or_else(|| self.apps.get(self.index().apps.get(&id)?))
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Box::new(Index::of(self)))
    }
}

/// The users and apps that were visited to find others, counted for tests.
#[cfg(test)]
mod visited {
    use std::cell::Cell;

    thread_local! {
        static VISITED: Cell<usize> = const { Cell::new(0) };
    }

    pub(super) fn count() {
        VISITED.set(VISITED.get() + 1);
    }

    pub(super) fn take() -> usize {
        VISITED.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::Payload;

    const PARTIES: usize = 500;

    /// Each message is from another user and app, whose keys differ from their ids.
    #[test]
    fn users_and_apps_are_visited_once_for_all_entries() {
        let parties = |member: &str| {
            let parties = (0..PARTIES).map(|n| format!(r#""{}":{{"id":"{}"}}"#, n + 1, 9_000 + n));
            format!(r#""{member}":{{{}}}"#, parties.collect::<Vec<_>>().join(","))
        };
        let messages: Vec<String> = (0..PARTIES)
            .map(|n| {
                let id = 9_000 + n;
                format!(
                    r#"{{"id":"{id}","message_create":{{"sender_id":"{id}","source_app_id":"{id}",
                    "target":{{"recipient_id":"{}"}}}}}}"#,
                    9_000 + PARTIES - 1 - n
                )
            })
            .collect();
        let (users, apps) = (parties("users"), parties("apps"));
        let body =
            format!(r#"{{"direct_message_events":[{}],{users},{apps}}}"#, messages.join(","));
        let payload = Payload::from_slice(body.as_bytes()).unwrap();
        visited::take();
        for (n, entry) in (0_u64..).zip(&payload) {
            assert_eq!(entry.sender().unwrap().id.get(), 9_000 + n);
            assert_eq!(entry.recipient().unwrap().id.get(), 9_000 + PARTIES as u64 - 1 - n);
            assert_eq!(entry.app().unwrap().id.get(), 9_000 + n);
        }
        assert_eq!(payload.entries().len(), PARTIES);
        assert_eq!(visited::take(), 2 * PARTIES);
    }

    #[test]
    fn parties_that_are_found_by_their_keys_need_no_index() {
        let body = br#"{"direct_message_events":[{"id":"5","message_create":{"sender_id":"1",
            "source_app_id":"3","target":{"recipient_id":"2"}}}],"users":{"1":{"id":"1"},"2":{"id":"7"}},
            "apps":{"3":{"id":"3"}}}"#;
        let payload = Payload::from_slice(body).unwrap();
        let entry = payload.entries().next().unwrap();
        visited::take();
        assert_eq!(entry.sender().unwrap().id.get(), 1);
        // The key counts, whatever the user's own id is.
        assert_eq!(entry.recipient().unwrap().id.get(), 7);
        assert!(entry.app().is_some());
        assert_eq!(visited::take(), 0);
    }

    #[test]
    fn of_several_users_with_one_id_the_first_counts() {
        let body = br#"{"direct_message_events":[{"id":"5","message_create":{"sender_id":"9",
            "target":{"recipient_id":"4"}}}],"users":{"2":{"id":"9","name":"b"},"1":{"id":"9","name":"a"}}}"#;
        let payload = Payload::from_slice(body).unwrap();
        let entry = payload.entries().next().unwrap();
        assert_eq!(entry.sender().unwrap().name, "a");
        assert!(entry.recipient().is_none());
        // A payload with further users has another index.
        let mut user = DirectMessageUser::new(UserId::new(8));
        user.id = UserId::new(4);
        let payload = payload.with_users([user]);
        assert!(payload.entries().next().unwrap().recipient().is_some());
    }
}
