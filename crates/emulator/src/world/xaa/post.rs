//! Posts in the form of the v2 API.

use account_activity::{Indices, TweetId};
use serde_json::{Value, json};

use super::entities::{entities, insert, media_key};
use super::time::second;
use super::twins::twinned;
use crate::world::World;
use crate::world::composition::Composition;
use crate::world::timeline::{Kind, Posted};
use crate::world::tweet_form::{begins_with, editable_until, is_editable, language};

/// The number of code points up to which `text` has a text in full.
const LONGEST: i64 = 280;

impl World {
    /// Returns a post, or `None` if it was deleted. A repost has the beginning of the original's text.
    pub(super) fn post_object(&self, id: TweetId) -> Option<Value> {
        let posted = self.timeline.tweets.get(&id)?;
        let (whole, shown) = self.shown_text(id, posted);
        let is_long = whole.shown_length() > LONGEST;
        let mut text = Composition::default();
        text.append(&whole, if is_long { LONGEST } else { whole.length });
        let shown = Indices::new(shown.start.min(text.length), shown.end.min(text.length));
        let mut post = json!({
            "id": id,
            "text": text.text,
            "author_id": posted.author,
            "created_at": second(posted.at),
            "conversation_id": posted.conversation.unwrap_or(id),
            "edit_history_tweet_ids": [id],
            "edit_controls": {
                "edits_remaining": 5,
                "is_edit_eligible": is_editable(posted),
                "editable_until": second(editable_until(posted)),
            },
            "public_metrics": {
                "retweet_count": posted.retweets,
                "reply_count": posted.replies,
                "like_count": posted.likes,
                "quote_count": posted.quotes,
                "bookmark_count": 0,
                "impression_count": 0,
            },
            "lang": language(&whole.text),
            "reply_settings": "everyone",
            "display_text_range": shown,
            "possibly_sensitive": false,
            "paid_partnership": false,
        });
        let mut add = |name: &str, value: Value| insert(&mut post, name, value);
        if let Some(entities) = entities(&text.entities) {
            add("entities", entities);
        }
        if let Some((kind, other)) = reference(posted) {
            add("referenced_tweets", json!([{"type": kind, "id": other}]));
        }
        if let Kind::Reply(to) = posted.kind {
            add("in_reply_to_tweet_id", json!(to.id));
            add("in_reply_to_user_id", json!(to.author));
        } else if let Some(addressed) = begins_with(&whole) {
            add("in_reply_to_user_id", json!(addressed));
        }
        if is_long {
            let entities = entities(&whole.entities).unwrap_or_else(|| json!({}));
            add("note_tweet", json!({"text": whole.text, "entities": entities}));
        }
        if !posted.photos.is_empty() {
            let keys: Vec<String> = posted.photos.iter().copied().map(media_key).collect();
            add("attachments", json!({"media_keys": keys}));
        }
        Some(twinned(post))
    }

    /// Returns the whole text of a post, and the range of it that is shown.
    fn shown_text(&self, id: TweetId, posted: &Posted) -> (Composition, Indices) {
        match posted.kind {
            Kind::Retweet(original) => {
                let text = self.retweet_text(original);
                let all = Indices::new(0, text.length);
                (text, all)
            }
            _ => self.compose(id, posted),
        }
    }
}

/// Returns the post that a post refers to, and how.
pub(super) fn reference(posted: &Posted) -> Option<(&'static str, TweetId)> {
    match posted.kind {
        Kind::Post => None,
        Kind::Reply(to) => Some(("replied_to", to.id)),
        Kind::Quote(quoted) => Some(("quoted", quoted.id)),
        Kind::Retweet(original) => Some(("retweeted", original.id)),
    }
}
