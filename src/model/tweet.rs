//! Tweets.

use super::markup::{expand, links};
use super::occurrence::Occurrence;
use super::{Entities, Media, Timestamp, Tweet, UserId};
use crate::value::text::unescape;

impl Tweet {
    /// Returns the whole text, HTML-escaped: that of `extended_tweet` if the Tweet was cut, that of
    /// `full_text` in REST data, and otherwise `text`.
    ///
    /// The text of a Retweet is `RT @…: ` followed by the part of the original that fits.
    /// `tweet.original().full_text()` returns the whole original text.
    #[must_use]
    pub fn full_text(&self) -> &str {
        match (&self.extended_tweet, &self.full_text) {
            (Some(extended), _) if !extended.full_text.is_empty() => &extended.full_text,
            (_, Some(full_text)) => full_text,
            _ => &self.text,
        }
    }

    /// Returns the entities of [`full_text`](Self::full_text). `None` only in trimmed archives.
    #[must_use]
    pub fn full_entities(&self) -> Option<&Entities> {
        let extended =
            self.extended_tweet.as_ref().filter(|extended| !extended.full_text.is_empty());
        extended.and_then(|extended| extended.entities.as_ref()).or(self.entities.as_ref())
    }

    /// Returns all photos, the video or the GIF. They come from `extended_entities`, in any of the
    /// places where a Tweet can have it, and otherwise from the entities.
    #[must_use]
    pub fn media(&self) -> &[Media] {
        let extended = self.extended_tweet.as_ref();
        let all = [
            extended.and_then(|extended| extended.extended_entities.as_ref()),
            self.extended_entities.as_ref(),
        ];
        let all = all.into_iter().flatten().map(|entities| &entities.media);
        let first = self.full_entities().into_iter().chain(&self.entities);
        all.chain(first.map(|entities| &entities.media))
            .find(|media| !media.is_empty())
            .map_or(&[], Vec::as_slice)
    }

    /// Returns the text as a timeline shows it: without leading reply mentions and without a
    /// trailing media link. HTML entities are decoded.
    ///
    /// ```
    /// # use account_activity::model::{Tweet, User};
    /// # use account_activity::{Indices, TweetId, UserId};
    /// let mut tweet = Tweet::new(TweetId::new(2), User::new(UserId::new(1)));
    /// tweet.text = "@ada 👋 fish &amp; chips https://t.co/a".into();
    /// tweet.display_text_range = Some(Indices::new(5, 23));
    /// assert_eq!(tweet.display_text(), "👋 fish & chips");
    /// ```
    #[must_use]
    pub fn display_text(&self) -> String {
        let extended =
            self.extended_tweet.as_ref().filter(|extended| !extended.full_text.is_empty());
        let range = match extended {
            Some(extended) => extended.display_text_range,
            None => self.display_text_range,
        };
        let text = self.full_text();
        unescape(range.map_or(text, |range| range.covered(text)))
    }

    /// Returns the whole text for display. HTML entities are decoded, and t.co links, including
    /// those of media, are replaced by the addresses they lead to.
    #[must_use]
    pub fn expanded_text(&self) -> String {
        expand(self.full_text(), links(self.full_entities(), self.media()))
    }

    /// Returns the Tweet whose content is shown: the original of a Retweet, otherwise the Tweet
    /// itself.
    #[must_use]
    pub fn original(&self) -> &Self {
        self.retweeted_status.as_deref().unwrap_or(self)
    }

    /// Returns `true` if the Tweet mentions a user, or replies to the user.
    pub(crate) fn mentions(&self, user: UserId) -> bool {
        let entities = self.full_entities().into_iter().chain(&self.entities);
        self.in_reply_to_user_id == Some(user)
            || entities
                .flat_map(|entities| &entities.user_mentions)
                .any(|mention| mention.id == Some(user))
    }
}

impl Occurrence for Tweet {
    fn occurred_at(&self) -> Option<Timestamp> {
        self.timestamp_ms.or(self.created_at)
    }

    fn actor(&self) -> Option<UserId> {
        Some(self.user.id)
    }

    fn identity(&self) -> String {
        self.id.to_string()
    }
}
