//! Activities of archived deliveries, compared with what a plain reading of the JSON finds. The deliveries are
//! not ours to copy, so that no expectation has a part of them.

use account_activity::Activity;
use serde_json::{Map, Value};

use crate::fixtures;

/// A delivery's `data`.
struct Data<'a>(&'a Value);

impl Data<'_> {
    /// Returns the text or the number at the first of the pointers that has one.
    fn find(&self, pointers: &[&str]) -> Option<String> {
        pointers.iter().find_map(|pointer| match self.0.pointer(pointer)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    }

    fn event_type(&self) -> String {
        self.find(&["/event_type"]).unwrap()
    }

    /// Returns the kind of the activity.
    fn kind(&self) -> String {
        let event_type = self.event_type();
        match event_type.split('.').collect::<Vec<_>>()[..] {
            ["post", "delete"] => "post_delete".to_owned(),
            ["post", ..] => "post".to_owned(),
            ["like", "create"] => "like".to_owned(),
            ["dm", "received" | "sent"] => "direct_message".to_owned(),
            ["dm", "read"] => "direct_message_mark_read".to_owned(),
            ["dm", "indicate_typing"] => "direct_message_typing".to_owned(),
            ["follow" | "mute" | "block" | "oauth", what] => what.to_owned(),
            _ => event_type.replace('.', "_"),
        }
    }

    fn subscriber(&self) -> Option<String> {
        match self.kind().as_str() {
            "revoke" => self.find(&["/payload/user_id"]),
            _ => self.find(&["/filter/user_id"]),
        }
    }

    /// Returns the users who acted and who were acted upon. `None` where they are at no plain place: a like by
    /// others does not name its user, and nobody knows the form of a notice of typing.
    fn parties(&self) -> Option<(Option<String>, Option<String>)> {
        const SENDER: &str = "/payload/direct_message_events/0/message_create/sender_id";
        const RECIPIENT: &str =
            "/payload/direct_message_events/0/message_create/target/recipient_id";
        let subscriber = self.subscriber();
        Some(match self.event_type().split('.').next().unwrap() {
            "post" => (self.find(&["/payload/author_id"]), None),
            "like" if self.find(&["/filter/direction"]).as_deref() != Some("outbound") => {
                return None;
            }
            "like" => (subscriber, self.find(&["/payload/liked_tweet_author_id"])),
            "follow" | "mute" | "block" | "subscriptions" => (
                self.find(&["/payload/source/data/id", "/payload/source/id"]),
                self.find(&["/payload/target/data/id", "/payload/target/id"]),
            ),
            "dm" if self.kind() == "direct_message" => {
                (self.find(&[SENDER]), self.find(&[RECIPIENT]))
            }
            "dm" if self.kind() == "direct_message_typing" => return None,
            "dm" => {
                let reader = self.find(&["/payload/direct_message_events/0/initiating_user_id"]);
                let other = subscriber.filter(|it| Some(it) != reader.as_ref());
                (reader, other)
            }
            "chat" => {
                let sender = self.find(&["/payload/sender_id"]);
                let conversation = self.conversation_id().unwrap_or_default();
                let parties: Vec<&str> = conversation.split([':', '-']).collect();
                let others = parties.iter().filter(|it| Some(**it) != sender.as_deref());
                let others: Vec<&str> = others.copied().collect();
                let is_between_two = parties.len() == 2 && others.len() == 1;
                (sender, is_between_two.then(|| others[0].to_owned()))
            }
            "profile" => (subscriber, None),
            "oauth" => (self.find(&["/payload/user_id"]), None),
            _ if self.event_type() == "broadcast.chat.remove" => (None, None),
            _ => (self.find(&["/payload/user/data/id", "/payload/author/data/id"]), None),
        })
    }

    /// Returns the new post or the liked one.
    fn post(&self) -> Option<&Value> {
        match self.kind().as_str() {
            "post" => self.0.get("payload"),
            "like" => self.included(&self.find(&["/payload/liked_tweet_id"])?),
            _ => None,
        }
    }

    fn included(&self, id: &str) -> Option<&Value> {
        let posts = self.0.pointer("/includes/tweets")?.as_array()?;
        posts.iter().find(|post| post["id"] == id)
    }

    /// Returns the post whose text a timeline shows in the place of another one.
    fn shown(&self) -> Option<&Value> {
        let post = self.post()?;
        let original = reference(post, "retweeted").and_then(|id| self.included(id));
        Some(original.unwrap_or(post))
    }

    fn post_id(&self) -> Option<String> {
        match self.kind().as_str() {
            "post" | "post_delete" => self.find(&["/payload/id"]),
            "like" => self.find(&["/payload/liked_tweet_id"]),
            _ => None,
        }
    }

    fn message_id(&self) -> Option<String> {
        match self.event_type().split('.').next().unwrap() {
            "dm" if self.kind() == "direct_message" => {
                self.find(&["/payload/direct_message_events/0/id"])
            }
            "chat" => self.find(&["/payload/id"]),
            "broadcast" => self.find(&["/payload/message_id"]),
            _ => None,
        }
    }

    fn conversation_id(&self) -> Option<String> {
        match self.post() {
            Some(post) => Data(post).find(&["/conversation_id"]),
            None => self.find(&["/payload/conversation_id"]),
        }
    }

    /// Returns the time as the member `occurred_at` has it.
    fn occurred_at(&self) -> Option<String> {
        match self.kind().as_str() {
            "post" => self.find(&["/payload/created_at"]),
            "revoke" => self.find(&["/payload/date_time"]).map(|time| {
                let seconds = time.strip_suffix("+00:00").unwrap();
                format!("{seconds}.000Z")
            }),
            _ => self
                .find(&[
                    "/payload/timestamp_ms",
                    "/payload/event_timestamp_ms",
                    "/payload/created_at_msec",
                    "/payload/direct_message_events/0/created_timestamp",
                ])
                .map(|milliseconds| rfc3339(milliseconds.parse().unwrap())),
        }
    }

    fn text(&self) -> Option<String> {
        let text = match self.shown() {
            Some(post) => Data(post).find(&["/note_tweet/text", "/text"]),
            None => self.find(&[
                "/payload/direct_message_events/0/message_create/message_data/text",
                "/payload/message",
            ]),
        };
        text.map(|text| unescaped(&text))
    }

    /// Returns the members of the activity that the JSON has at plain places.
    fn expected(&self) -> Map<String, Value> {
        let mut members = Map::new();
        let mut add = |key: &str, value: Option<String>| {
            members.extend(value.map(|value| (key.to_owned(), value.into())));
        };
        add("kind", Some(self.kind()));
        add("subscriber_id", self.subscriber());
        if let Some((actor, target)) = self.parties() {
            add("actor_id", actor);
            add("target_id", target);
        }
        add("post_id", self.post_id());
        add("message_id", self.message_id());
        add("conversation_id", self.conversation_id());
        add("occurred_at", self.occurred_at());
        add("text", self.text());
        if let Some(post) = self.post() {
            let reference = |kind| reference(post, kind).map(str::to_owned);
            add("reply_to_id", reference("replied_to"));
            add("quoted_id", reference("quoted"));
            add("reposted_id", reference("retweeted"));
            add("lang", Data(post).find(&["/lang"]));
        }
        members
    }
}

/// Returns the id of the post that a post refers to.
fn reference<'a>(post: &'a Value, kind: &str) -> Option<&'a str> {
    let references = post.get("referenced_tweets")?.as_array()?;
    references.iter().find(|it| it["type"] == kind)?["id"].as_str()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Returns a time after 1970 in UTC.
fn rfc3339(milliseconds: u64) -> String {
    let (days, of_day) = (milliseconds / 86_400_000, milliseconds % 86_400_000);
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let (mut year, mut day) = (1970, days);
    while day >= 365 + u64::from(is_leap(year)) {
        day -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let mut month = 0;
    let february = 28 + u64::from(is_leap(year));
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        month += 1;
        if day < length {
            break;
        }
        day -= length;
    }
    let (hour, minute, second) = (of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1_000 % 60);
    let millisecond = of_day % 1_000;
    let day = day + 1;
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")
}

#[test]
fn activities_have_what_a_plain_reading_finds() {
    let Some(archive) = fixtures::x_activity_archive() else { return };
    let mut texts = 0;
    let mut displayed = 0;
    for fixture in &archive {
        let (envelope, json) = (fixture.envelope(), fixture.json());
        let data = Data(&json["data"]);
        let activities: Vec<Activity<'_>> = envelope.activities().collect();
        let [activity] = activities[..] else { panic!("{}: {activities:?}", fixture.name) };
        let Ok(Value::Object(mut found)) = serde_json::to_value(activity) else { panic!() };
        let expected = data.expected();
        let told: [&str; 13] = [
            "kind",
            "subscriber_id",
            "actor_id",
            "target_id",
            "post_id",
            "message_id",
            "conversation_id",
            "occurred_at",
            "text",
            "lang",
            "reply_to_id",
            "quoted_id",
            "reposted_id",
        ];
        let has_parties = data.parties().is_some();
        found.retain(|key, _| {
            told.contains(&key.as_str())
                && (has_parties || !["actor_id", "target_id"].contains(&key.as_str()))
        });
        assert_eq!(found, expected, "{}", fixture.name);
        let Some((post, shown)) = activity.post().zip(data.shown()) else { continue };
        assert_eq!(Some(post.text()), data.text(), "{}", fixture.name);
        texts += 1;
        if let Some(text) = cut_to_range(shown) {
            assert_eq!(post.display_text(), text, "{}", fixture.name);
            displayed += 1;
        }
    }
    println!("{} files, {texts} texts, {displayed} texts for display", archive.len());
    assert!(archive.len() >= 40, "{}", archive.len());
    assert!(texts >= 10, "{texts}");
    assert!(displayed >= 10, "{displayed}");
}

/// Returns the code points of a text that a timeline shows. `None` for a long text, whose range is that of the cut
/// one.
fn cut_to_range(post: &Value) -> Option<String> {
    let index = |at| usize::try_from(post["display_text_range"][at].as_u64()?).ok();
    let (start, end) = (index(0)?, index(1)?);
    let text = post["text"].as_str().filter(|_| post.get("note_tweet").is_none())?;
    Some(unescaped(&text.chars().skip(start).take(end - start).collect::<String>()))
}
