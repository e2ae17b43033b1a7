//! Likes.

use account_activity::xaa::{Direction, EventKind};
use account_activity::{FavoriteId, Timestamp, UserId};
use serde_json::json;

use super::notice::ActivityNotice;
use super::time::second;
use crate::world::World;
use crate::world::timeline::Subject;

impl World {
    /// Returns the notices of a like: to the user who likes, and to the author of the post if they
    /// get notices of it. The payload does not name the user who likes; the author's includes do.
    pub(in crate::world) fn activities_of_like(
        &self,
        user: UserId,
        liked: Subject,
        id: &FavoriteId,
        now: Timestamp,
    ) -> Vec<ActivityNotice> {
        let payload = json!({
            "id": id,
            "created_at": second(now),
            "timestamp_ms": now.as_millis().to_string(),
            "liked_tweet_author_id": liked.author,
            "liked_tweet_id": liked.id,
        });
        let notice = |user, direction, users: &[UserId]| {
            ActivityNotice::of_user(EventKind::LikeCreate, user, payload.clone())
                .directed(direction)
                .including(self.includes(&[liked.id], users))
        };
        let author = liked.author;
        let mut notices = vec![notice(user, Direction::Outbound, &[author])];
        if self.reaches(user, author) {
            let mut inbound = notice(author, Direction::Inbound, &[author, user]);
            inbound.is_repeated = author == user;
            notices.push(inbound);
        }
        notices
    }
}
