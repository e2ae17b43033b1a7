//! Who acted, and who was acted upon.

use super::XActivity;
use super::chat::other_party;
use crate::model::DirectMessage;
use crate::value::id::UserId;
use crate::xaa::{Event, Follow};

impl<'a> XActivity<'a> {
    /// Returns the user who acted.
    pub(in crate::activity) fn actor(self) -> Option<UserId> {
        if let Some(follow) = self.follow() {
            return Some(follow.source.id);
        }
        if let Some(chat) = self.chat() {
            let is_sent = matches!(self.event(), Event::ChatSent(_));
            return chat.sender_id.or_else(|| self.subscriber().filter(|_| is_sent));
        }
        match self.event() {
            Event::PostCreate(post) => post.author_id.or_else(|| self.subscriber()),
            Event::PostDelete(delete) => delete.author_id.or_else(|| self.subscriber()),
            Event::LikeCreate(like) => self.liker(like),
            Event::DmReceived(_) => self.message().map(DirectMessage::sender_id),
            Event::DmSent(_) => {
                self.message().map(DirectMessage::sender_id).or_else(|| self.subscriber())
            }
            Event::DmRead(_) => self.receipt()?.reader(),
            Event::DmIndicateTyping(_) => self.notice()?.typist(),
            Event::SpacesStart(it) | Event::SpacesEnd(it) => {
                it.user.as_ref().map(|user| user.id).or_else(|| self.subscriber())
            }
            Event::BroadcastStart(it) | Event::BroadcastEnd(it) => {
                it.user.as_ref().map(|user| user.id).or_else(|| self.subscriber())
            }
            Event::BroadcastChat(it) => it.author.as_ref().map(|user| user.id),
            Event::OauthRevoke(revoke) => Some(revoke.user_id),
            _ if self.is_profile_update() => self.subscriber(),
            _ => self.posted()?.author(),
        }
    }

    /// Returns the user acted upon.
    pub(in crate::activity) fn target(self) -> Option<UserId> {
        if let Some(follow) = self.follow() {
            return Some(follow.target.id);
        }
        match self.event() {
            Event::LikeCreate(like) => self.liked_author(like),
            Event::DmReceived(_) | Event::DmSent(_) => {
                self.message().map(DirectMessage::recipient_id)
            }
            Event::DmRead(_) => {
                let target = self.receipt().and_then(|it| it.target.as_ref());
                target.map(|target| target.recipient_id).or_else(|| self.other_party())
            }
            Event::DmIndicateTyping(_) => {
                let target = self.notice().and_then(|it| it.target.as_ref());
                target.map(|target| target.recipient_id).or_else(|| self.other_party())
            }
            _ => other_party(self.chat()?, self.actor()?),
        }
    }

    /// Returns the subscriber, unless they acted. A receipt or notice is of a conversation between
    /// two users, of whom the subscriber is one.
    fn other_party(self) -> Option<UserId> {
        let actor = self.actor()?;
        self.subscriber().filter(|subscriber| *subscriber != actor)
    }

    /// Returns the two users of an act of one upon the other.
    pub(super) fn follow(self) -> Option<&'a Follow> {
        match self.event() {
            Event::FollowFollow(follow)
            | Event::FollowUnfollow(follow)
            | Event::SubscriptionsSubscribe(follow)
            | Event::SubscriptionsUnsubscribe(follow)
            | Event::MuteMute(follow)
            | Event::MuteUnmute(follow)
            | Event::BlockBlock(follow)
            | Event::BlockUnblock(follow) => Some(follow),
            _ => None,
        }
    }

    fn is_profile_update(self) -> bool {
        matches!(
            self.event(),
            Event::ProfileUpdateBio(_)
                | Event::ProfileUpdateProfilePicture(_)
                | Event::ProfileUpdateBannerPicture(_)
                | Event::ProfileUpdateScreenname(_)
                | Event::ProfileUpdateGeo(_)
                | Event::ProfileUpdateUrl(_)
                | Event::ProfileUpdateHandle(_)
                | Event::ProfileUpdateVerifiedBadge(_)
                | Event::ProfileUpdateAffiliateBadge(_)
        )
    }
}
