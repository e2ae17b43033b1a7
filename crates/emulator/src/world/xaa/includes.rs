//! The objects that the events of posts refer to.

use account_activity::{TweetId, UserId};
use serde_json::{Value, json};

use super::entities::{insert, media_key};
use crate::world::World;

impl World {
    /// Returns posts with their photos, and users.
    pub(super) fn includes(&self, posts: &[TweetId], users: &[UserId]) -> Value {
        let objects: Vec<Value> = posts.iter().filter_map(|id| self.post_object(*id)).collect();
        let mut known: Vec<UserId> = Vec::new();
        for user in users {
            if !known.contains(user) {
                known.push(*user);
            }
        }
        let users: Vec<Value> = known.into_iter().map(|id| self.plain_user(id)).collect();
        let mut includes = json!({"users": users, "tweets": objects});
        let media: Vec<Value> = posts.iter().flat_map(|id| self.media_objects(*id)).collect();
        if !media.is_empty() {
            insert(&mut includes, "media", media.into());
        }
        includes
    }

    /// Returns the photos of a post. No delivery with one was published; the form is that of the v2
    /// API.
    fn media_objects(&self, id: TweetId) -> Vec<Value> {
        let Some(posted) = self.timeline.tweets.get(&id) else { return Vec::new() };
        let photos = self.photos(id, posted).into_iter();
        let object = |photo: account_activity::model::Media| {
            super::twins::twinned(json!({
                "media_key": photo.id.map(media_key),
                "type": "photo",
                "url": photo.media_url_https,
                "width": 2048,
                "height": 1536,
            }))
        };
        photos.map(object).collect()
    }
}
