//! The relation of a post of the X Activity API to a user.

use super::XPost;
use crate::event::Relation;
use crate::value::id::UserId;

impl XPost<'_> {
    /// Returns the relation to a user. The reason is the one that the kind of the event gives. It
    /// counts where the content does not tell, because the event does not include the other post.
    pub(in crate::activity) fn relation_to(
        self,
        user: UserId,
        reason: Option<Relation>,
    ) -> Relation {
        if self.author() == Some(user) {
            return self.own_relation();
        }
        let by_content = if self.reposted_id().is_some() {
            self.relation_of_repost(user)
        } else if reason == Some(Relation::Retweeted) {
            // The mentions in the text of a repost are those of the original.
            None
        } else {
            self.relation_of_post(user, reason)
        };
        by_content.or(reason).unwrap_or(Relation::Unrelated)
    }

    /// Returns the relation to the author.
    pub(in crate::activity) fn own_relation(self) -> Relation {
        if self.reposted_id().is_some() {
            Relation::OwnRetweet
        } else if self.reply_to_id().is_some() {
            Relation::OwnReply
        } else if self.quoted_id().is_some() {
            Relation::OwnQuote
        } else {
            Relation::OwnTweet
        }
    }

    fn relation_of_repost(self, user: UserId) -> Option<Relation> {
        let original = self.included(self.reposted_id()?)?;
        let quoted = || original.included(original.quoted_id()?)?.author();
        if original.author() == Some(user) {
            Some(Relation::Retweeted)
        } else if quoted() == Some(user) {
            Some(Relation::QuoteRetweeted)
        } else {
            None
        }
    }

    fn relation_of_post(self, user: UserId, reason: Option<Relation>) -> Option<Relation> {
        let quoted = || self.included(self.quoted_id()?)?.author();
        let replied_to = || self.reply_to_id().and_then(|_| self.reply_to_user());
        // An author that the event does not name is the user if the kind says so.
        let is_user = |author: Option<UserId>, relation| match author {
            Some(author) => author == user,
            None => reason == Some(relation),
        };
        if is_user(quoted(), Relation::Quoted) {
            Some(Relation::Quoted)
        } else if is_user(replied_to(), Relation::RepliedTo) {
            Some(Relation::RepliedTo)
        } else if self.named_users().any(|named| named == user) {
            Some(Relation::Mentioned)
        } else {
            None
        }
    }

    /// Returns the users whom the post mentions, or names as the one replied to. A post that begins
    /// with a mention names the mentioned user there.
    pub(in crate::activity) fn named_users(self) -> impl Iterator<Item = UserId> {
        let cut = self.post.entities.iter().flat_map(|it| it.mentions.iter().flatten());
        let whole = self.mentions().filter_map(|mention| mention.id);
        whole.chain(cut.filter_map(|mention| mention.id)).chain(self.post.in_reply_to_user_id)
    }
}
