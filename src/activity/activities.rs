//! The iterator over the activities of a body.

use super::body::Body;
use super::x_activity::XActivity;
use super::{Activity, Origin};
use crate::payload::{self, Payload};
use crate::xaa::{self, Envelope};

/// An iterator over the activities of a body, in its order.
#[derive(Clone, Debug)]
pub struct Activities<'a>(Entries<'a>);

#[derive(Clone, Debug)]
enum Entries<'a> {
    AccountActivity(payload::Entries<'a>),
    XActivity {
        entries: xaa::Entries<'a>,
        /// The rest of the activities of one event.
        event: Option<Rest<'a>>,
    },
}

/// The activities of one event from an index on.
#[derive(Clone, Debug)]
struct Rest<'a> {
    entry: xaa::Entry<'a>,
    next: usize,
}

/// Creates an iterator without activities.
impl Default for Activities<'_> {
    fn default() -> Self {
        Self(Entries::AccountActivity(payload::Entries::default()))
    }
}

impl<'a> Iterator for Activities<'a> {
    type Item = Activity<'a>;

    fn next(&mut self) -> Option<Activity<'a>> {
        match &mut self.0 {
            Entries::AccountActivity(entries) => {
                entries.next().map(|entry| Activity(Origin::AccountActivity(entry)))
            }
            Entries::XActivity { entries, event } => {
                if event.as_ref().is_none_or(|rest| rest.next == XActivity::count(rest.entry)) {
                    *event = entries.next().map(|entry| Rest { entry, next: 0 });
                }
                let rest = event.as_mut()?;
                // A Direct Message that cannot be decoded is an entry behind those of its event that can.
                let apart = entries.clone().next();
                let apart = apart.filter(|_| rest.entry.messages_before().is_none());
                let apart = apart.filter(|entry| entry.messages_before() == Some(rest.next));
                if let Some(entry) = apart {
                    entries.next();
                    return Some(Activity(Origin::XActivity(XActivity::new(entry, 0))));
                }
                rest.next += 1;
                let activity = XActivity::new(rest.entry, rest.next - 1);
                Some(Activity(Origin::XActivity(activity)))
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = match &self.0 {
            Entries::AccountActivity(entries) => entries.len(),
            Entries::XActivity { entries, event } => {
                let rest = event.iter().map(|rest| XActivity::count(rest.entry) - rest.next);
                rest.chain(entries.clone().map(XActivity::count)).sum()
            }
        };
        (left, Some(left))
    }
}

impl ExactSizeIterator for Activities<'_> {}

impl Body {
    /// Returns an iterator over the [activities](super::Activity): the events, in a form that both
    /// families have. A body of neither family has none.
    pub fn activities(&self) -> Activities<'_> {
        match self {
            Self::AccountActivity(payload) => payload.activities(),
            Self::XActivity(envelope) => envelope.activities(),
            Self::Other(_) => Activities::default(),
        }
    }
}

impl Payload {
    /// Returns an iterator over the [activities](super::Activity): the events, in a form that both
    /// families have.
    pub fn activities(&self) -> Activities<'_> {
        Activities(Entries::AccountActivity(self.entries()))
    }
}

impl Envelope {
    /// Returns an iterator over the [activities](super::Activity): the events, in a form that both
    /// families have. An event with several Direct Messages is one activity for each, in their order.
    pub fn activities(&self) -> Activities<'_> {
        Activities(Entries::XActivity { entries: self.entries(), event: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xaa::visited;

    /// A body in which as many events refer to as many objects.
    fn body(count: usize) -> String {
        let list =
            |part: &dyn Fn(usize) -> String| (1..=count).map(part).collect::<Vec<_>>().join(",");
        let events = [
            list(&|n| {
                format!(
                    r#"{{"event_type":"post.mention.create","filter":{{"user_id":"1"}},"payload":{{"id":"9{n}",
                    "author_id":"{n}","attachments":{{"media_keys":["{n}"]}},"entities":{{"urls":[{{"start":0,"end":1,
                    "url":"a","media_key":"{n}"}}]}},"referenced_tweets":[{{"type":"quoted","id":"{n}"}}]}}}}"#
                )
            }),
            list(&|n| {
                format!(
                    r#"{{"event_type":"post.repost.create","filter":{{"user_id":"1"}},"payload":{{"id":"8{n}",
                    "author_id":"{n}","referenced_tweets":[{{"type":"retweeted","id":"{n}"}}]}}}}"#
                )
            }),
            list(&|n| {
                format!(
                    r#"{{"event_type":"like.create","filter":{{"user_id":"1","direction":"inbound"}},
                    "payload":{{"liked_tweet_id":"{n}"}}}}"#
                )
            }),
        ];
        let messages = list(&|n| {
            format!(
                r#"{{"id":"{n}","message_create":{{"sender_id":"{n}","target":{{"recipient_id":"1"}}}}}}"#
            )
        });
        let users = list(&|n| format!(r#"{{"id":"{n}"}}"#));
        let parties = list(&|n| format!(r#""x{n}":{{"id":"{n}"}}"#));
        let posts = list(&|n| format!(r#"{{"id":"{n}","author_id":"{n}","text":"a"}}"#));
        let media = list(&|n| format!(r#"{{"media_key":"{n}","type":"photo","url":"a"}}"#));
        let received = format!(
            r#"{{"event_type":"dm.received","payload":{{"direct_message_events":[{messages}],"users":{{{parties}}}}},
            "includes":{{"media":[]}}}}"#
        );
        format!(
            r#"{{"data":[{received},{}],"includes":{{"users":[{users}],"tweets":[{posts}],"media":[{media}]}}}}"#,
            events.join(",")
        )
    }

    /// The objects that the activities of a body visit, whatever is asked.
    fn visits(count: usize) -> usize {
        let envelope = Envelope::from_slice(body(count).as_bytes()).unwrap();
        assert_eq!(envelope.activities().len(), 4 * count);
        visited::by(|| {
            let (mut users, mut media) = (0, 0);
            for activity in envelope.activities() {
                serde_json::to_string(&activity).unwrap();
                users +=
                    usize::from(activity.actor().is_some_and(|it| activity.user(it).is_some()));
                let Some(post) = activity.post() else { continue };
                media += post.media().count();
                let _ = (post.author_view(), post.url(), post.display_entities(), post.quoted());
            }
            assert_eq!((users, media), (3 * count, count));
        })
    }

    #[test]
    fn many_events_find_their_objects_in_few_steps() {
        let (few, many) = (visits(250), visits(1_000));
        assert!(few > 0 && many <= 6 * few, "{few} {many}");
    }
}
