//! What users of a world write, before they send it.

use account_activity::model::QuickReplyOption;
use account_activity::{AppId, Text, TweetId};
use serde::{Deserialize, Serialize};

use super::Who;

/// A Tweet to post.
///
/// The text is as a person writes it, up to 25,000 characters; white space around it is left out.
/// `@name` of a user, `#tag`, `$SYM` and `https://…` become entities, links are shortened to t.co,
/// and `&`, `<` and `>` are escaped. More than 140 characters arrive as the compatibility format
/// has long Tweets: cut, with the whole in `extended_tweet`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    pub(super) user: Who,
    #[serde(default)]
    pub(super) text: Text,
    #[serde(default)]
    pub(super) photos: usize,
}

impl Post {
    /// A Tweet of a user.
    pub fn new(user: impl Into<Who>, text: &str) -> Self {
        Self { user: user.into(), text: text.into(), photos: 0 }
    }
}

/// A reply to post. As for a [`Post`], except that the text is made to begin with a mention of who
/// is replied to, unless it does or is oneself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    pub(super) user: Who,
    pub(super) to: TweetId,
    #[serde(default)]
    pub(super) text: Text,
    #[serde(default)]
    pub(super) photos: usize,
}

impl Reply {
    /// A user's reply to a Tweet, or to the original of a Retweet.
    pub fn new(user: impl Into<Who>, to: TweetId, text: &str) -> Self {
        Self { user: user.into(), to, text: text.into(), photos: 0 }
    }
}

/// A Tweet to post that quotes another. As for a [`Post`]; the link to the quoted Tweet is added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    pub(super) user: Who,
    pub(super) tweet: TweetId,
    pub(super) text: Text,
    #[serde(default)]
    pub(super) photos: usize,
}

impl Quote {
    /// A user's quote of a Tweet, or of the original of a Retweet.
    pub fn new(user: impl Into<Who>, tweet: TweetId, text: &str) -> Self {
        Self { user: user.into(), tweet, text: text.into(), photos: 0 }
    }
}

/// A Direct Message to send, of up to 10,000 characters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    pub(super) user: Who,
    pub(super) to: Who,
    #[serde(default)]
    pub(super) text: Text,
    #[serde(default)]
    pub(super) photo: bool,
    #[serde(default)]
    pub(super) quick_reply: Vec<QuickReplyOption>,
    #[serde(default)]
    pub(super) choose: Option<Text>,
    #[serde(default)]
    pub(super) app: Option<AppId>,
}

impl Message {
    /// A message of a user to another.
    pub fn new(user: impl Into<Who>, to: impl Into<Who>, text: &str) -> Self {
        Self {
            user: user.into(),
            to: to.into(),
            text: text.into(),
            photo: false,
            quick_reply: Vec::new(),
            choose: None,
            app: None,
        }
    }

    /// Attaches a photo.
    #[must_use]
    pub fn with_photo(mut self) -> Self {
        self.photo = true;
        self
    }

    /// Offers quick replies to choose from.
    #[must_use]
    pub fn with_quick_reply(mut self, options: impl IntoIterator<Item = QuickReplyOption>) -> Self {
        self.quick_reply.extend(options);
        self
    }

    /// Chooses the quick reply with this label, which the last message between the two must offer.
    /// The label is the text if the message has none.
    #[must_use]
    pub fn choosing(mut self, label: &str) -> Self {
        self.choose = Some(label.into());
        self
    }

    /// Sends it from an app, which only the sender's delivery tells.
    #[must_use]
    pub fn from_app(mut self, app: AppId) -> Self {
        self.app = Some(app);
        self
    }
}

macro_rules! with_photos {
    ($($draft:ident)*) => {$(
        impl $draft {
            /// Attaches so many photos, up to four.
            #[must_use]
            pub fn with_photos(mut self, photos: usize) -> Self {
                self.photos = photos;
                self
            }
        }
    )*};
}

with_photos!(Post Reply Quote);
