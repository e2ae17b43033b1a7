//! Shapes of bodies that are costly to decode for their size.

/// A shape: a body that repeats one part.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// The payloads with which the shape is compared.
    pub(crate) kind: Kind,
    pub(crate) is_valid: bool,
    before: &'static str,
    part: &'static str,
    /// The last part, if it differs from the others.
    last: Option<&'static str>,
    after: &'static str,
}

/// What a shape repeats.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Kind {
    /// Entries of a key of the envelope.
    Entries,
    /// Elements of a list within an event.
    Elements,
    /// Members of `users`.
    Users,
    /// Events of the X Activity API.
    Events,
    /// Elements of a list within such an event.
    Included,
    /// Members of a body of neither API.
    Others,
    /// Whole Tweets, which show what a body usually costs. Faulty shapes are not compared with them.
    Usual,
}

impl Shape {
    /// Returns a body of about `size` bytes, and the number of its repeated parts. `#` in a part
    /// becomes a number that is different in each.
    pub(crate) fn body(&self, size: usize) -> (Vec<u8>, usize) {
        let mut body = self.before.replace('K', &"k".repeat(size / 4)).into_bytes();
        let compact = |part: &str| part.lines().map(str::trim).collect::<String>();
        let (part, last) = (compact(self.part), self.last.map(compact));
        let mut count = 0;
        while body.len() < size {
            if count > 0 {
                body.push(b',');
            }
            let is_last = body.len() + 2 * part.len() >= size;
            let part = last.as_ref().filter(|_| is_last).unwrap_or(&part);
            body.extend_from_slice(part.replace('#', &count.to_string()).as_bytes());
            count += 1;
        }
        body.extend_from_slice(self.after.as_bytes());
        (body, count)
    }

    const fn new(
        kind: Kind,
        name: &'static str,
        before: &'static str,
        part: &'static str,
        after: &'static str,
    ) -> Self {
        Self { name, kind, is_valid: false, before, part, last: None, after }
    }

    const fn entries(name: &'static str, part: &'static str) -> Self {
        Self::new(Kind::Entries, name, r#"{"tweet_create_events":["#, part, "]}")
    }

    const fn follows(name: &'static str, part: &'static str) -> Self {
        Self::new(Kind::Entries, name, r#"{"follow_events":["#, part, "]}")
    }

    /// Members of the envelope.
    const fn members(name: &'static str, part: &'static str) -> Self {
        Self::new(Kind::Entries, name, r#"{"for_user_id":1,"#, part, "}")
    }

    const fn media(name: &'static str, part: &'static str) -> Self {
        const BEFORE: &str =
            r#"{"tweet_create_events":[{"id":1,"user":{"id":1},"entities":{"media":["#;
        Self::new(Kind::Elements, name, BEFORE, part, "]}}]}")
    }

    const fn hashtags(name: &'static str, part: &'static str) -> Self {
        const BEFORE: &str =
            r#"{"tweet_create_events":[{"id":1,"user":{"id":1},"entities":{"hashtags":["#;
        Self::new(Kind::Elements, name, BEFORE, part, "]}}]}")
    }

    const fn contributors(name: &'static str, part: &'static str) -> Self {
        const BEFORE: &str = r#"{"tweet_create_events":[{"id":1,"user":{"id":1},"contributors":["#;
        Self::new(Kind::Elements, name, BEFORE, part, "]}]}")
    }

    const fn users(name: &'static str, part: &'static str) -> Self {
        Self::new(Kind::Users, name, r#"{"users":{"#, part, "}}")
    }

    const fn events(name: &'static str, part: &'static str) -> Self {
        const BEFORE: &str = r#"{"data":[{"event_type":"post.delete","payload":{"id":1}},"#;
        Self::new(Kind::Events, name, BEFORE, part, "]}")
    }

    const fn included(name: &'static str, before: &'static str, part: &'static str) -> Self {
        Self::new(Kind::Included, name, before, part, "]}}}")
    }

    const fn messages(name: &'static str, part: &'static str) -> Self {
        const BEFORE: &str = r#"{"data":{"event_type":"dm.received","payload":{"direct_message_events":[
            {"id":1,"message_create":{"target":{"recipient_id":1},"sender_id":1}},"#;
        Self::included(name, BEFORE, part)
    }

    const fn links(name: &'static str, part: &'static str) -> Self {
        const BEFORE: &str =
            r#"{"data":{"event_type":"post.create","payload":{"id":1,"entities":{"urls":["#;
        Self::new(Kind::Included, name, BEFORE, part, "]}}}}")
    }

    /// Elements of the free-form outline of a place.
    const fn outline(name: &'static str, part: &'static str) -> Self {
        const BEFORE: &str = r#"{"data":{"event_type":"post.create","payload":{"id":1},
            "includes":{"places":[{"id":"a","geo":["#;
        Self::new(Kind::Included, name, BEFORE, part, "]}]}}}")
    }

    const fn valid(self) -> Self {
        Self { is_valid: true, ..self }
    }

    const fn ending_in(self, last: &'static str) -> Self {
        Self { last: Some(last), ..self }
    }
}

const TWEET: &str = r#"{"id":1,"user":{"id":1}}"#;
const INCLUDED_USERS: &str =
    r#"{"data":{"event_type":"post.create","payload":{"id":1},"includes":{"users":["#;
const INCLUDED_POSTS: &str =
    r#"{"data":{"event_type":"post.create","payload":{"id":1},"includes":{"tweets":["#;
const ERRORS: &str = r#"{"data":{"event_type":"post.create","payload":{"id":1}},"errors":["#;
const INCLUDED_PLACES: &str =
    r#"{"data":{"event_type":"post.create","payload":{"id":1},"includes":{"places":["#;
const RECEIPTS: &str = r#"{"data":{"event_type":"dm.read","payload":{"direct_message_events":["#;
const TOPICS: &str =
    r#"{"data":{"event_type":"post.create","payload":{"id":1,"context_annotations":["#;
const INCLUDED_MEDIA: &str =
    r#"{"data":{"event_type":"post.create","payload":{"id":1},"includes":{"media":["#;
const LAST: &str = r#"{"id":1,"user":{"id":[]}}"#;
const FOLLOW: &str = r#"{"type":"follow","source":{"id":1},"target":{"id":2}}"#;

/// A Retweet with all members that X sends.
const USUAL: &str = include_str!("../../../fixtures/tweet-v11/stream_retweet.json");

/// All shapes. At least one of each kind is valid.
pub(crate) const ALL: &[Shape] = &[
    Shape::new(Kind::Usual, "Retweets as X sends them", r#"{"tweet_create_events":["#, USUAL, "]}")
        .valid(),
    Shape::entries("minimal Tweets", TWEET).valid(),
    Shape::follows("minimal follows", FOLLOW).valid(),
    Shape::new(
        Kind::Entries,
        "minimal deletions",
        r#"{"tweet_delete_events":["#,
        r#"{"status":{"id":1,"user_id":1}}"#,
        "]}",
    )
    .valid(),
    Shape::new(
        Kind::Entries,
        "minimal Direct Messages",
        r#"{"direct_message_events":["#,
        r#"{"id":1,"message_create":{"target":{"recipient_id":1},"sender_id":1}}"#,
        "]}",
    )
    .valid(),
    Shape::entries("numbers as entries", "1"),
    Shape::entries("text as entries", r#""""#),
    Shape::entries("null as entries", "null"),
    Shape::entries("empty objects as entries", "{}"),
    Shape::entries("empty arrays as entries", "[]"),
    Shape::entries("nested arrays as entries", "[[[[1]]]]"),
    Shape::entries("objects as entries", r#"{"":1}"#),
    Shape::entries("Tweets whose user has no id", r#"{"id":1,"user":{}}"#),
    Shape::entries("Tweets whose user's id is an array", LAST),
    Shape::entries("Tweets with an odd member", r#"{"id":1,"user":{"id":1},"lang":[]}"#),
    Shape::entries(
        "Tweets with a repeated odd member",
        r#"{"id":1,"user":{"id":1},"lang":[],"lang":{}}"#,
    ),
    Shape::entries("Tweets, the last one broken", TWEET).ending_in(LAST),
    Shape::follows("numbers as follows", "1"),
    Shape::follows(
        "follows of an unknown type",
        r#"{"type":"x","source":{"id":1},"target":{"id":2}}"#,
    ),
    Shape::follows("follows without target", r#"{"type":"follow","source":{"id":1}}"#),
    Shape::new(Kind::Entries, "numbers by index", r#"{"mute_events":{"#, r##""#":1"##, "}}"),
    Shape::new(Kind::Entries, "entries of an unknown key", r#"{"new_events":["#, "1", "]}"),
    Shape::new(Kind::Entries, "entries of a long unknown key", r#"{"K_events":["#, "1", "]}"),
    Shape::new(Kind::Entries, "unknown users' events", r#"{"user_event":{"#, r##""#":{}"##, "}}"),
    Shape::members("a known key again and again", r#""mute_events":1"#),
    Shape::members("a known key and its array again and again", r#""mute_events":[1]"#),
    Shape::members("unknown keys of events", r##""#_event":1"##),
    Shape::members("an odd member of the envelope again and again", r#""meta":1"#),
    Shape::media("minimal media", r#"{"id":1}"#).valid(),
    Shape::media("media with a size", r#"{"sizes":{"a":{"w":1}}}"#).valid(),
    Shape::hashtags("minimal hashtags", r#"{"text":"a"}"#).valid(),
    Shape::media("empty objects as media", "{}"),
    Shape::media("empty arrays as media", "[]"),
    Shape::media("numbers as media", "1"),
    Shape::media("media with an odd member", r#"{"id":[]}"#),
    Shape::media("media with an odd size", r#"{"sizes":{"a":1}}"#),
    Shape::hashtags("empty objects as hashtags", "{}"),
    Shape::contributors("ids", "1").valid(),
    Shape::contributors("empty objects as ids", "{}"),
    Shape::contributors("empty arrays as ids", "[]"),
    Shape::hashtags("text as hashtags", r#""""#),
    Shape::hashtags("hashtags with odd indices", r#"{"indices":1}"#),
    Shape::new(
        Kind::Elements,
        "halves of pairs below a long key",
        r#"{"for_user_id":1,"K":["#,
        r#""\ud83d""#,
        "]}",
    ),
    Shape::users("minimal users", r##""#":{"id":#}"##).valid(),
    Shape::users("users with another id", r##""#":{"id":7}"##).valid(),
    Shape::users("numbers as users", r##""#":1"##),
    Shape::users("keys that are not ids", r##""a#":1"##),
    Shape::users("users with an odd member", r##""#":{"id":1,"name":[]}"##),
    Shape::users("one user again and again", r#""1":{"id":1}"#).valid(),
    Shape::events("minimal posts", r#"{"event_type":"post.create","payload":{"id":1}}"#).valid(),
    Shape::events("posts without content", r#"{"event_type":"post.create"}"#),
    Shape::events(
        "minimal deletions of posts",
        r#"{"event_type":"post.delete","payload":{"id":1}}"#,
    )
    .valid(),
    Shape::events(
        "minimal mutes",
        r#"{"event_type":"mute.mute","payload":{"source":{"id":1},"target":{"id":2}}}"#,
    )
    .valid(),
    Shape::events("starts of Spaces without content", r#"{"event_type":"spaces.start"}"#).valid(),
    Shape::events("receipts without content", r#"{"event_type":"dm.read"}"#).valid(),
    Shape::events("filters without content", r#"{"event_type":"dm.read","filter":{}}"#).valid(),
    Shape::events("numbers as events", "1"),
    Shape::events("text as events", r#""""#),
    Shape::events("null as events", "null").valid(),
    Shape::events("empty objects as events", "{}"),
    Shape::events("objects as events", r#"{"":1}"#),
    Shape::events("events of an unknown type", r#"{"event_type":"x"}"#),
    Shape::events("events with an odd type", r#"{"event_type":1}"#),
    Shape::events("events with an odd filter", r#"{"event_type":"dm.read","filter":1}"#),
    Shape::events(
        "posts with an odd member",
        r#"{"event_type":"post.create","payload":{"id":1,"lang":[]}}"#,
    ),
    Shape::events("posts without id", r#"{"event_type":"post.create","payload":{}}"#),
    Shape::included("included users in `data`", INCLUDED_USERS, r#"{"data":{"id":1}}"#).valid(),
    Shape::new(Kind::Included, "empty receipts", RECEIPTS, "{}", "]}}}"),
    Shape::new(
        Kind::Included,
        "receipts with a party",
        RECEIPTS,
        r#"{"users":{"1":{"id":1}}}"#,
        "]}}}",
    )
    .valid(),
    Shape::new(Kind::Included, "receipts with an odd member", RECEIPTS, r#"{"":1}"#, "]}}}")
        .valid(),
    Shape::messages(
        "minimal Direct Messages of an event",
        r#"{"id":1,"message_create":{"target":{"recipient_id":1},"sender_id":1}}"#,
    )
    .valid(),
    Shape::messages("numbers as Direct Messages", "1"),
    Shape::messages("empty objects as Direct Messages", "{}"),
    Shape::messages("empty arrays as Direct Messages", "[]"),
    Shape::messages("objects as Direct Messages", r#"{"":1}"#),
    Shape::messages(
        "Direct Messages by turns",
        r#"1,{"id":1,"message_create":{"target":{"recipient_id":1},"sender_id":1}}"#,
    ),
    Shape::messages(
        "Direct Messages with an odd member",
        r#"{"id":1,"created_timestamp":[],"message_create":{"target":{"recipient_id":1},"sender_id":1}}"#,
    ),
    Shape::included("empty included places", INCLUDED_PLACES, "{}"),
    Shape::new(Kind::Included, "empty errors", ERRORS, "{}", "]}"),
    Shape::new(Kind::Included, "empty topics", TOPICS, "{}", "]}}}"),
    Shape::new(Kind::Included, "topics with an unknown member", TOPICS, r#"{"":1}"#, "]}}}")
        .valid(),
    Shape::included("included users", INCLUDED_USERS, r#"{"id":1}"#).valid(),
    Shape::included("included posts", INCLUDED_POSTS, r#"{"id":1}"#).valid(),
    Shape::included("empty objects as included media", INCLUDED_MEDIA, "{}"),
    Shape::included("minimal included media", INCLUDED_MEDIA, r#"{"url":"a"}"#).valid(),
    Shape::included("included media with an unknown member", INCLUDED_MEDIA, r#"{"":1}"#).valid(),
    Shape::included(
        "places with a small outline",
        INCLUDED_PLACES,
        r#"{"id":"a","geo":{"":{"":{"":{"":0}}}}}"#,
    )
    .valid(),
    Shape::outline("objects in an outline", r#"{"abc":0}"#).valid(),
    Shape::outline("tiny objects in an outline", r#"{"":0}"#),
    Shape::outline("nested objects in an outline", r#"{"":{"":{"":{"":{"":{"":0}}}}}}"#),
    Shape::links("minimal links", r#"{"":1}"#).valid(),
    Shape::included("numbers as included users", INCLUDED_USERS, "1"),
    Shape::included("empty objects as included users", INCLUDED_USERS, "{}"),
    Shape::included("included users with an odd member", INCLUDED_USERS, r#"{"id":1,"name":[]}"#),
    Shape::links("numbers as links", "1"),
    Shape::new(Kind::Others, "members of neither API", "{", r#""":1"#, "}").valid(),
];
