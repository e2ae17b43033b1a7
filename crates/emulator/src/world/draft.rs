//! The contents of actions that have many parts.

mod inject;
mod news;
mod profile;

pub use inject::Inject;
pub use news::News;
pub use profile::Profile;

use account_activity::model::QuickReplyOption;
use account_activity::{AppId, Text, TweetId};
use serde::{Deserialize, Serialize};

use super::Who;

/// A Tweet to post.
///
/// The text is as a user writes it, up to 25,000 characters; white space at its ends is removed.
/// `@name` of a user, `#tag`, `$SYM` and `https://…` become entities, links are shortened to t.co,
/// and `&`, `<` and `>` are escaped. A text of more than 140 characters is delivered as a long
/// Tweet of the compatibility format: cut, with the whole text in `extended_tweet`.
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
    /// Creates a Tweet of a user.
    pub fn new(user: impl Into<Who>, text: &str) -> Self {
        Self { user: user.into(), text: text.into(), photos: 0 }
    }
}

/// A reply to post, like a [`Post`]. If the text does not start with a mention of the other author,
/// the mention is added, except in a reply to oneself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    pub(super) user: Who,
    pub(super) to: TweetId,
    #[serde(default)]
    pub(super) text: Text,
    #[serde(default)]
    pub(super) photos: usize,
    /// Whether the text stays as it is.
    #[serde(skip)]
    pub(super) verbatim: bool,
}

impl Reply {
    /// Creates a user's reply to a Tweet, or to the original of a Retweet.
    pub fn new(user: impl Into<Who>, to: TweetId, text: &str) -> Self {
        Self { user: user.into(), to, text: text.into(), photos: 0, verbatim: false }
    }

    /// Adds no mention to the text, which has one at another place.
    pub(crate) fn verbatim(mut self) -> Self {
        self.verbatim = true;
        self
    }
}

/// A Tweet that quotes another, like a [`Post`]. The link to the quoted Tweet is added.
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
    /// Creates a user's quote of a Tweet, or of the original of a Retweet.
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
    /// Creates a message from a user to another.
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

    /// Offers quick replies.
    #[must_use]
    pub fn with_quick_reply(mut self, options: impl IntoIterator<Item = QuickReplyOption>) -> Self {
        self.quick_reply.extend(options);
        self
    }

    /// Chooses the quick reply with this label, which the last message between the two users must
    /// offer. Without a text, the label is the text.
    #[must_use]
    pub fn choosing(mut self, label: &str) -> Self {
        self.choose = Some(label.into());
        self
    }

    /// Sends the message through an app. Only the sender's delivery names the app.
    #[must_use]
    pub fn from_app(mut self, app: AppId) -> Self {
        self.app = Some(app);
        self
    }
}

macro_rules! with_photos {
    ($($draft:ident)*) => {$(
        impl $draft {
            /// Attaches a number of photos, up to four.
            #[must_use]
            pub fn with_photos(mut self, photos: usize) -> Self {
                self.photos = photos;
                self
            }
        }
    )*};
}

with_photos!(Post Reply Quote);
