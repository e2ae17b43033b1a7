//! Mentions of users in Tweets.

use super::{Entities, Indices, Tweet, UserId};

/// The way in which a Tweet mentions a user.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum MentionKind {
    /// The reply inherited the mention from the thread. A timeline does not show such mentions.
    Inherited,
    /// The author wrote the mention.
    Written,
}

impl Tweet {
    /// Returns how the Tweet mentions a user, or `None` if it does not. A mention that the author
    /// wrote takes precedence over an inherited one.
    ///
    /// X puts the mentions of a thread's users at the start of each reply, before the range of the
    /// text that a timeline shows. These are inherited. A reply to the user that mentions nobody
    /// counts as an inherited mention too. A Retweet mentions nobody: the mentions in its text are
    /// those of the [original](Self::original).
    ///
    /// ```
    /// use account_activity::model::{MentionKind, Tweet};
    /// use account_activity::UserId;
    ///
    /// let tweet: Tweet = serde_json::from_str(r#"{
    ///     "id_str": "5", "user": {"id_str": "2"}, "text": "@cleo ask @bob please",
    ///     "in_reply_to_status_id_str": "4", "in_reply_to_user_id_str": "3",
    ///     "display_text_range": [6, 21],
    ///     "entities": {"user_mentions": [
    ///         {"screen_name": "cleo", "id_str": "3", "indices": [0, 5]},
    ///         {"screen_name": "bob", "id_str": "1", "indices": [10, 14]}
    ///     ]}
    /// }"#)?;
    /// assert_eq!(tweet.mention_of(UserId::new(1)), Some(MentionKind::Written));
    /// assert_eq!(tweet.mention_of(UserId::new(3)), Some(MentionKind::Inherited));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn mention_of(&self, user: UserId) -> Option<MentionKind> {
        if self.retweeted_status.is_some() {
            return None;
        }
        let whole = self.content();
        let cut = self.display_text_range.or(whole.range);
        mention_in(whole.entities, whole.range, user)
            .or_else(|| mention_in(self.entities.as_ref(), cut, user))
            .or_else(|| self.mention_by_reply(user))
    }

    /// Returns the mention that only `in_reply_to_user_id` tells of. Without the id of a Tweet, the
    /// text begins with a mention of the user.
    fn mention_by_reply(&self, user: UserId) -> Option<MentionKind> {
        let kind = match self.in_reply_to_status_id {
            Some(_) => MentionKind::Inherited,
            None => MentionKind::Written,
        };
        (self.in_reply_to_user_id == Some(user)).then_some(kind)
    }
}

fn mention_in(
    entities: Option<&Entities>,
    shown: Option<Indices>,
    user: UserId,
) -> Option<MentionKind> {
    let start = shown.map_or(0, |range| range.start);
    let mentions = entities.into_iter().flat_map(|entities| &entities.user_mentions);
    let kind = |indices: Option<Indices>| match indices {
        Some(indices) if indices.end <= start => MentionKind::Inherited,
        _ => MentionKind::Written,
    };
    mentions.filter(|it| it.id == Some(user)).map(|mention| kind(mention.indices)).max()
}
