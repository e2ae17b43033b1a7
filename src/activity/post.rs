//! One view over posts: `Tweet` of v1.1 and `Post` of v2.

mod tweet;
mod x_post;

pub(super) use x_post::XPost;

use super::entity::{LinkView, MentionView, PlacedEntity};
use super::media::MediaView;
use super::user::UserView;
use crate::model::Tweet;
use crate::value::id::{TweetId, UserId};
use crate::value::timestamp::Timestamp;

/// A post, in whichever shape the body has.
///
/// The text, the entities and the media of a repost are those of the reposted post, if the body has
/// it. All other methods are about the post itself.
///
/// ```
/// use account_activity::{ActivityKind, Payload};
///
/// let payload = Payload::from_slice(br#"{"for_user_id": "1", "tweet_create_events": [{
///     "id_str": "5", "text": "@bob tea &amp; scones", "display_text_range": [5, 21],
///     "in_reply_to_status_id_str": "4", "user": {"id_str": "2", "screen_name": "ada"}
/// }]}"#)?;
/// let activity = payload.activities().next().unwrap();
/// let post = activity.post().unwrap();
/// assert_eq!(activity.kind(), ActivityKind::Post);
/// assert_eq!(post.text(), "@bob tea & scones");
/// assert_eq!(post.display_text(), "tea & scones");
/// assert_eq!(post.url(), "https://x.com/ada/status/5");
/// # Ok::<(), account_activity::DecodeError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PostView<'a>(Shape<'a>);

#[derive(Clone, Copy, Debug)]
enum Shape<'a> {
    Tweet(&'a Tweet),
    X(XPost<'a>),
}

/// Evaluates an expression for whichever shape the post has.
macro_rules! of_post {
    ($view:ident, $tweet:ident => $v1:expr, $post:ident => $v2:expr) => {
        match $view.0 {
            Shape::Tweet($tweet) => $v1,
            Shape::X($post) => $v2,
        }
    };
}

impl<'a> PostView<'a> {
    /// Returns the id.
    #[must_use]
    pub fn id(self) -> TweetId {
        of_post!(self, tweet => tweet.id, post => post.id())
    }

    /// Returns the id of the author. `None` if the body does not name the author.
    #[must_use]
    pub fn author(self) -> Option<UserId> {
        of_post!(self, tweet => Some(tweet.user.id), post => post.author())
    }

    /// Returns the author. `None` if the body does not describe the author.
    #[must_use]
    pub fn author_view(self) -> Option<UserView<'a>> {
        of_post!(self, tweet => Some((&tweet.user).into()), post => post.author_view())
    }

    /// Returns the whole text, with HTML entities decoded.
    ///
    /// It includes leading reply mentions and the trailing link to media. The text of a repost is
    /// the one of the reposted post if the body has it, and otherwise `RT @…: ` with the part of the
    /// text that fits.
    #[must_use]
    pub fn text(self) -> String {
        of_post!(self, tweet => tweet::text(tweet), post => post.text())
    }

    /// Returns the text as a timeline shows it: without leading reply mentions and without a
    /// trailing link to media. HTML entities are decoded.
    #[must_use]
    pub fn display_text(self) -> String {
        of_post!(self, tweet => tweet.display_text(), post => post.display_text())
    }

    /// Returns the whole text with HTML entities decoded, and `t.co` links, including those of
    /// media, replaced by the addresses they lead to.
    #[must_use]
    pub fn expanded_text(self) -> String {
        of_post!(self, tweet => tweet.expanded_text(), post => post.expanded_text())
    }

    /// Returns the hashtags, cashtags, mentions and links in [`display_text`](Self::display_text),
    /// in its order.
    ///
    /// An entity is left out if the wire's text does not have it where its indices say. Links of
    /// several photos are one.
    #[must_use]
    pub fn display_entities(self) -> Vec<PlacedEntity<'a>> {
        of_post!(self, tweet => tweet::display_entities(tweet), post => post.display_entities())
    }

    /// Returns the users whom [`text`](Self::text) mentions.
    pub fn mentions(self) -> impl Iterator<Item = MentionView<'a>> {
        let (tweet, post) = self.shapes();
        let mentions = tweet.and_then(tweet::entities).into_iter();
        let mentions = mentions.flat_map(|entities| &entities.user_mentions).map(Into::into);
        mentions.chain(post.into_iter().flat_map(XPost::mentions))
    }

    /// Returns the links in [`text`](Self::text), except those to the post's own media.
    pub fn links(self) -> impl Iterator<Item = LinkView<'a>> {
        let (tweet, post) = self.shapes();
        tweet.into_iter().flat_map(tweet::links).chain(post.into_iter().flat_map(XPost::links))
    }

    /// Returns the hashtags in [`text`](Self::text), without `#`.
    pub fn hashtags(self) -> impl Iterator<Item = &'a str> {
        let (tweet, post) = self.shapes();
        let hashtags = tweet.and_then(tweet::entities).into_iter();
        let hashtags = hashtags.flat_map(|entities| &entities.hashtags).map(|it| it.text.as_str());
        hashtags.chain(post.into_iter().flat_map(XPost::hashtags))
    }

    /// Returns the cashtags in [`text`](Self::text), without `$`.
    pub fn cashtags(self) -> impl Iterator<Item = &'a str> {
        let (tweet, post) = self.shapes();
        let cashtags = tweet.and_then(tweet::entities).into_iter();
        let cashtags = cashtags.flat_map(|entities| &entities.symbols).map(|it| it.text.as_str());
        cashtags.chain(post.into_iter().flat_map(XPost::cashtags))
    }

    /// Returns the photos, the video or the GIF, of a repost those of the reposted post.
    ///
    /// A medium that the X Activity API only names and does not describe is left out.
    pub fn media(self) -> impl Iterator<Item = MediaView<'a>> {
        let (tweet, post) = self.shapes();
        let media = tweet.into_iter().flat_map(Tweet::media).map(Into::into);
        media.chain(post.into_iter().flat_map(XPost::media))
    }

    /// Returns the time of posting.
    #[must_use]
    pub fn created_at(self) -> Option<Timestamp> {
        of_post!(self, tweet => tweet.timestamp_ms.or(tweet.created_at), post => post.created_at())
    }

    /// Returns the language that X recognized, as BCP 47 writes it, or `und`.
    #[must_use]
    pub fn lang(self) -> Option<&'a str> {
        let lang = of_post!(self, tweet => Some(tweet.lang.as_str()), post => post.lang());
        lang.filter(|lang| !lang.is_empty())
    }

    /// Returns the id of the first post of the conversation. `None` in the Account Activity API.
    #[must_use]
    pub fn conversation_id(self) -> Option<TweetId> {
        of_post!(self, _tweet => None, post => post.conversation_id())
    }

    /// Returns `true` for a reply to a post. A post that only begins with a mention is not a reply, even if
    /// X names the mentioned user as the one replied to.
    #[must_use]
    pub fn is_reply(self) -> bool {
        self.reply_to_id().is_some()
    }

    /// Returns `true` for a quote of a post, even of a deleted one.
    #[must_use]
    pub fn is_quote(self) -> bool {
        of_post!(self, tweet => tweet::is_quote(tweet), post => post.quoted_id().is_some())
    }

    /// Returns `true` for a repost.
    #[must_use]
    pub fn is_repost(self) -> bool {
        self.reposted_id().is_some()
    }

    /// Returns the id of the post to which this one replies.
    #[must_use]
    pub fn reply_to_id(self) -> Option<TweetId> {
        of_post!(self, tweet => tweet::reply_to_id(tweet), post => post.reply_to_id())
    }

    /// Returns the author of the post to which this one replies. `None` if the post is not a reply.
    #[must_use]
    pub fn reply_to_user(self) -> Option<UserId> {
        self.reply_to_id()?;
        of_post!(self, tweet => tweet.in_reply_to_user_id, post => post.reply_to_user())
    }

    /// Returns the id of the quoted post. `None` for a repost of a quote.
    #[must_use]
    pub fn quoted_id(self) -> Option<TweetId> {
        of_post!(self, tweet => tweet::quoted_id(tweet), post => post.quoted_id())
    }

    /// Returns the id of the reposted post.
    #[must_use]
    pub fn reposted_id(self) -> Option<TweetId> {
        of_post!(
            self,
            tweet => tweet.retweeted_status.as_ref().map(|original| original.id),
            post => post.reposted_id()
        )
    }

    /// Returns the post to which this one replies. `None` if the body does not have it, as in the
    /// Account Activity API.
    #[must_use]
    pub fn reply_to(self) -> Option<Self> {
        of_post!(self, _tweet => None, post => post.included(post.reply_to_id()?).map(Self::from))
    }

    /// Returns the quoted post. `None` if the body does not have it.
    #[must_use]
    pub fn quoted(self) -> Option<Self> {
        of_post!(
            self,
            tweet => tweet::quoted(tweet).map(Self::from),
            post => post.included(post.quoted_id()?).map(Self::from)
        )
    }

    /// Returns the reposted post. `None` if the body does not have it.
    #[must_use]
    pub fn reposted(self) -> Option<Self> {
        of_post!(
            self,
            tweet => tweet.retweeted_status.as_deref().map(Self::from),
            post => post.included(post.reposted_id()?).map(Self::from)
        )
    }

    /// Returns the number of likes when the body was written.
    #[must_use]
    pub fn like_count(self) -> Option<i64> {
        of_post!(self, tweet => Some(tweet.favorite_count), post => post.metrics()?.like_count)
    }

    /// Returns the number of reposts when the body was written.
    #[must_use]
    pub fn repost_count(self) -> Option<i64> {
        of_post!(self, tweet => Some(tweet.retweet_count), post => post.metrics()?.retweet_count)
    }

    /// Returns the number of replies when the body was written.
    #[must_use]
    pub fn reply_count(self) -> Option<i64> {
        of_post!(self, tweet => Some(tweet.reply_count), post => post.metrics()?.reply_count)
    }

    /// Returns the number of quotes when the body was written.
    #[must_use]
    pub fn quote_count(self) -> Option<i64> {
        of_post!(self, tweet => Some(tweet.quote_count), post => post.metrics()?.quote_count)
    }

    /// Returns the address of the post: `https://x.com/<handle>/status/<id>`. If the body does not
    /// have the author's handle, it is `https://x.com/i/web/status/<id>`.
    #[must_use]
    pub fn url(self) -> String {
        match self.author_view().and_then(UserView::username).or_else(|| self.handle()) {
            Some(username) => format!("https://x.com/{username}/status/{}", self.id()),
            None => format!("https://x.com/i/web/status/{}", self.id()),
        }
    }

    /// Returns the author's handle that the post itself has.
    fn handle(self) -> Option<&'a str> {
        of_post!(self, _tweet => None, post => post.username())
    }

    /// Returns the posts whose text is shown, of which one is absent.
    fn shapes(self) -> (Option<&'a Tweet>, Option<XPost<'a>>) {
        of_post!(self, tweet => (Some(tweet), None), post => (None, Some(post.shown())))
    }
}

impl<'a> From<&'a Tweet> for PostView<'a> {
    fn from(tweet: &'a Tweet) -> Self {
        Self(Shape::Tweet(tweet))
    }
}

impl<'a> From<XPost<'a>> for PostView<'a> {
    fn from(post: XPost<'a>) -> Self {
        Self(Shape::X(post))
    }
}
