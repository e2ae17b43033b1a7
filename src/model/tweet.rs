//! Tweets.

use super::markup::{expand, links};
use super::occurrence::Occurrence;
use super::text_entity::{DisplayEntity, TextEntity, display_entities};
use super::{Entities, Media, Timestamp, Tweet, UserId};
use crate::value::text::unescape;

impl Tweet {
    /// Returns the whole text, HTML-escaped: that of `note_tweet`, that of `extended_tweet` if the
    /// Tweet was cut, that of `full_text` in REST data, and otherwise `text`.
    ///
    /// The text of a Retweet is `RT @…: ` followed by the part of the original that fits.
    /// `tweet.original().full_text()` returns the whole original text.
    #[must_use]
    pub fn full_text(&self) -> &str {
        self.content().text
    }

    /// Returns the entities of [`full_text`](Self::full_text).
    ///
    /// `None` only in trimmed archives. If one has the whole text without its entities, those of the
    /// cut text take their place, provided that the whole text has each of them where its indices
    /// say.
    #[must_use]
    pub fn full_entities(&self) -> Option<&Entities> {
        self.content().entities
    }

    /// Returns all photos, the video or the GIF, of a Retweet those of the original. They come from
    /// `extended_entities`, in any of the places where a Tweet can have it, and otherwise from the
    /// entities.
    #[must_use]
    pub fn media(&self) -> &[Media] {
        match self.original().own_media() {
            [] => self.own_media(),
            media => media,
        }
    }

    /// Returns the text as a timeline shows it: without leading reply mentions and without a
    /// trailing media link. HTML entities are decoded. A Retweet has the text of the original,
    /// without `RT @…: `.
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
        unescape(self.shown().content().displayed())
    }

    /// Returns the hashtags, cashtags, mentions and links in [`display_text`](Self::display_text),
    /// in its order, for example to make HTML of it.
    ///
    /// An entity is left out if the wire's text does not have it where its indices say. Links of
    /// several photos are one.
    ///
    /// ```
    /// use account_activity::model::{TextEntity, Tweet};
    ///
    /// let tweet: Tweet = serde_json::from_str(r##"{
    ///     "id_str": "5", "user": {"id_str": "2"}, "text": "@bob tea &amp; #scones",
    ///     "display_text_range": [5, 22],
    ///     "entities": {"hashtags": [{"text": "scones", "indices": [15, 22]}]}
    /// }"##)?;
    /// let text = tweet.display_text();
    /// assert_eq!(text, "tea & #scones");
    /// for entity in tweet.display_entities() {
    ///     assert!(matches!(entity.entity, TextEntity::Hashtag(hashtag) if hashtag.text == "scones"));
    ///     assert_eq!(entity.indices.slice(&text), Some("#scones"));
    /// }
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn display_entities(&self) -> Vec<DisplayEntity<'_>> {
        let shown = self.shown();
        let content = shown.content();
        let entities = content.entities.or(shown.entities.as_ref());
        let entities = TextEntity::all(entities, shown.own_media());
        display_entities(content.text, content.start(), content.displayed(), entities)
    }

    /// Returns the whole text for display, of a Retweet that of the original. HTML entities are
    /// decoded, and t.co links, including those of media, are replaced by the addresses they lead
    /// to.
    ///
    /// Every occurrence of a link that the entities list is replaced, wherever their indices point.
    #[must_use]
    pub fn expanded_text(&self) -> String {
        let shown = self.shown();
        let content = shown.content();
        let entities = content.entities.or(shown.entities.as_ref());
        expand(content.text, &links(entities, shown.own_media()))
    }

    /// Returns the Tweet whose content is shown: the original of a Retweet, otherwise the Tweet
    /// itself.
    #[must_use]
    pub fn original(&self) -> &Self {
        self.retweeted_status.as_deref().unwrap_or(self)
    }

    /// Returns the address of the Tweet: `https://x.com/<handle>/status/<id>`, the form in which X
    /// [embeds Tweets](https://docs.x.com/x-for-websites/embedded-posts/overview). Addresses on
    /// `twitter.com`, as in older data, lead to the same page.
    ///
    /// If a trimmed archive left the author's handle out, it is `https://x.com/i/web/status/<id>`.
    ///
    /// ```
    /// # use account_activity::model::{Tweet, User};
    /// # use account_activity::{TweetId, UserId};
    /// let mut tweet = Tweet::new(TweetId::new(2), User::new(UserId::new(1)));
    /// tweet.user.screen_name = "ada".into();
    /// assert_eq!(tweet.permalink(), "https://x.com/ada/status/2");
    /// ```
    #[must_use]
    pub fn permalink(&self) -> String {
        match self.user.screen_name.as_str() {
            "" => format!("https://x.com/i/web/status/{}", self.id),
            screen_name => format!("https://x.com/{screen_name}/status/{}", self.id),
        }
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
