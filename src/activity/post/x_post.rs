//! A post of the X Activity API, with what its event includes.

mod content;
mod relation;

use crate::activity::user::UserView;
use crate::value::id::{TweetId, UserId};
use crate::value::timestamp::Timestamp;
use crate::xaa::{Included, Post, PostMetrics, ReferenceKind};

/// A post, with the posts, users and media of its event.
#[derive(Clone, Copy, Debug)]
pub(in crate::activity) struct XPost<'a> {
    post: &'a Post,
    included: Option<Included<'a>>,
}

/// The most references of a post that count. X sends one of each kind. Many events of a hostile body can
/// refer to one post, whose references would be searched for each of them.
const REFERENCES: usize = 16;

impl<'a> XPost<'a> {
    pub(in crate::activity) fn new(post: &'a Post, included: Option<Included<'a>>) -> Self {
        Self { post, included }
    }

    pub(in crate::activity) fn id(self) -> TweetId {
        self.post.id
    }

    pub(in crate::activity) fn author(self) -> Option<UserId> {
        self.post.author_id
    }

    pub(super) fn author_view(self) -> Option<UserView<'a>> {
        self.included?.user(self.author()?).map(Into::into)
    }

    pub(super) fn username(self) -> Option<&'a str> {
        self.post.username.as_deref().filter(|username| !username.is_empty())
    }

    pub(in crate::activity) fn created_at(self) -> Option<Timestamp> {
        self.post.created_at
    }

    pub(super) fn lang(self) -> Option<&'a str> {
        self.post.lang.as_deref()
    }

    pub(super) fn conversation_id(self) -> Option<TweetId> {
        self.post.conversation_id
    }

    pub(super) fn metrics(self) -> Option<&'a PostMetrics> {
        self.post.public_metrics.as_deref()
    }

    /// Returns the id of the post replied to. The user replied to alone does not make a reply: a post
    /// that begins with a mention names the mentioned user there.
    pub(super) fn reply_to_id(self) -> Option<TweetId> {
        let replied_to = self.referenced(&[ReferenceKind::RepliedTo]);
        self.post.in_reply_to_tweet_id.or(replied_to).filter(|_| self.reposted_id().is_none())
    }

    pub(super) fn reply_to_user(self) -> Option<UserId> {
        let replied_to = || self.included(self.reply_to_id()?)?.author();
        self.post.in_reply_to_user_id.or_else(replied_to)
    }

    pub(super) fn quoted_id(self) -> Option<TweetId> {
        self.referenced(&[ReferenceKind::Quoted]).filter(|_| self.reposted_id().is_none())
    }

    pub(super) fn reposted_id(self) -> Option<TweetId> {
        self.referenced(&[ReferenceKind::Retweeted, ReferenceKind::Reposted])
    }

    fn referenced(self, kinds: &[ReferenceKind]) -> Option<TweetId> {
        let references = self.post.referenced_tweets.iter().flatten().take(REFERENCES);
        let is_of_kind = |kind: &ReferenceKind| kinds.contains(kind);
        references.filter(|it| it.kind.as_ref().is_some_and(is_of_kind)).find_map(|it| it.id)
    }

    /// Returns another post of the event.
    pub(in crate::activity) fn included(self, id: TweetId) -> Option<Self> {
        let post = self.included?.post(id).filter(|_| id != self.id())?;
        Some(Self { post, ..self })
    }

    /// Returns the post whose text is shown in the place of this one.
    pub(super) fn shown(self) -> Self {
        let original = self.reposted_id().and_then(|id| self.included(id));
        original.filter(|original| !original.whole_text().is_empty()).unwrap_or(self)
    }
}
