//! Users in the form of the v2 API.

use account_activity::UserId;
use serde_json::{Value, json};

use super::entities::{entities, insert};
use super::time::second;
use super::twins::twinned;
use crate::world::composition::Composition;
use crate::world::{World, WorldUser};

impl World {
    /// Returns a user as `includes` has one, with their newest post.
    pub(super) fn plain_user(&self, id: UserId) -> Value {
        let mut user = self.user_object(id);
        if let Some(newest) = self.newest_post(id) {
            insert(&mut user, "most_recent_tweet_id", json!(newest));
        }
        user
    }

    /// Returns a user as payloads have one.
    pub(super) fn wrapped_user(&self, id: UserId) -> Value {
        json!({"data": self.user_object(id)})
    }

    fn user_object(&self, id: UserId) -> Value {
        let Some(user) = self.users.get(&id) else { return json!({"id": id}) };
        let bio = self.bio(user);
        let url = website(user);
        let mut object = json!({
            "id": id,
            "name": user.name,
            "username": user.screen_name(),
            "created_at": second(user.created_at),
            "description": bio.text,
            "url": url.text,
            "protected": user.protected,
            "verified": user.verified,
            "verified_type": if user.verified { "blue" } else { "none" },
            "is_identity_verified": false,
            "profile_image_url": user.picture_of_normal_size(),
            "profile_banner_url": user.banner,
            "public_metrics": {
                "followers_count": user.followers,
                "following_count": user.following,
                "tweet_count": user.tweets,
                "listed_count": 0,
                "like_count": user.likes,
                "media_count": user.media,
            },
            "affiliation": {},
        });
        if !user.location.is_empty() {
            insert(&mut object, "location", json!(user.location));
        }
        let mut of_profile = json!({});
        for (name, text) in [("url", &url), ("description", &bio)] {
            if let Some(found) = entities(&text.entities) {
                insert(&mut of_profile, name, found);
            }
        }
        if of_profile != json!({}) {
            insert(&mut object, "entities", of_profile);
        }
        twinned(object)
    }

    /// Returns a user's description, with its links shortened.
    pub(super) fn bio(&self, user: &WorldUser) -> Composition {
        let mention = |name: &str| {
            let mut mention = self.mention_of(self.named(name)?);
            // X does not resolve the mentions in profiles.
            mention.id = None;
            Some(mention)
        };
        Composition::of_profile(&user.description, format_args!("{}/bio", user.id()), mention)
    }
}

/// Returns the shortened address in a user's profile, which is empty if there is none.
pub(super) fn website(user: &WorldUser) -> Composition {
    let mut url = Composition::default();
    if !user.url.is_empty() {
        url.push_link(&format!("{}/website/{}", user.id(), user.url), &user.url);
    }
    url
}
