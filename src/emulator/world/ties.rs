//! Who follows, blocks and mutes whom.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{ActionError, Performed, Who, World};
use crate::event::Event;
use crate::id::UserId;
use crate::model::{Block, BlockKind, Follow, FollowKind, Mute, MuteKind};
use crate::timestamp::Timestamp;

/// Pairs of who does it and to whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Ties {
    follows: BTreeSet<(UserId, UserId)>,
    blocks: BTreeSet<(UserId, UserId)>,
    mutes: BTreeSet<(UserId, UserId)>,
}

impl World {
    pub(super) fn follows(&self, user: UserId, target: UserId) -> bool {
        self.ties.follows.contains(&(user, target))
    }

    pub(super) fn blocks(&self, user: UserId, target: UserId) -> bool {
        self.ties.blocks.contains(&(user, target))
    }

    /// Refuses what a block in either direction forbids.
    pub(super) fn unblocked(&self, user: UserId, other: UserId) -> Result<(), ActionError> {
        if self.blocks(other, user) {
            Err(ActionError::BlockedBy(other))
        } else if self.blocks(user, other) {
            Err(ActionError::Blocks(other))
        } else {
            Ok(())
        }
    }

    /// Whether a user can see what another does with Tweets.
    pub(super) fn sees(&self, viewer: UserId, author: UserId) -> bool {
        let is_protected = self.users.get(&author).is_some_and(|author| author.protected);
        viewer == author
            || (!self.blocks(author, viewer) && (!is_protected || self.follows(viewer, author)))
    }

    /// Whether a user hears of what another does to them with Tweets. Mentions go further: they
    /// reach also who blocks their author.
    pub(super) fn reaches(&self, actor: UserId, other: UserId) -> bool {
        self.sees(other, actor) && !self.blocks(other, actor)
    }

    pub(super) fn follow(
        &mut self,
        user: &Who,
        target: &Who,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let (user, target) = self.pair(user, target)?;
        self.unblocked(user, target)?;
        if !self.ties.follows.insert((user, target)) {
            return Err(ActionError::AlreadyFollowed(target));
        }
        self.recount(user, |user| user.following += 1);
        self.recount(target, |target| target.followers += 1);
        let follow = self.follow_form(FollowKind::Follow, user, target, now);
        Ok(Performed::of(None).notify_all([user, target], follow))
    }

    pub(super) fn unfollow(
        &mut self,
        user: &Who,
        target: &Who,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let (user, target) = self.pair(user, target)?;
        if !self.end_follow(user, target) {
            return Err(ActionError::NotFollowed(target));
        }
        let unfollow = self.follow_form(FollowKind::Unfollow, user, target, now);
        Ok(self.mostly_own(user, target, unfollow))
    }

    pub(super) fn block(
        &mut self,
        user: &Who,
        target: &Who,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let (user, target) = self.pair(user, target)?;
        if !self.ties.blocks.insert((user, target)) {
            return Err(ActionError::AlreadyBlocked(target));
        }
        self.end_follow(user, target);
        self.end_follow(target, user);
        let block = self.block_form(BlockKind::Block, user, target, now);
        Ok(self.mostly_own(user, target, block))
    }

    pub(super) fn unblock(
        &mut self,
        user: &Who,
        target: &Who,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let (user, target) = self.pair(user, target)?;
        if !self.ties.blocks.remove(&(user, target)) {
            return Err(ActionError::NotBlocked(target));
        }
        let unblock = self.block_form(BlockKind::Unblock, user, target, now);
        Ok(self.mostly_own(user, target, unblock))
    }

    pub(super) fn mute(
        &mut self,
        user: &Who,
        target: &Who,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let (user, target) = self.pair(user, target)?;
        if !self.ties.mutes.insert((user, target)) {
            return Err(ActionError::AlreadyMuted(target));
        }
        let mute = self.mute_form(MuteKind::Mute, user, target, now);
        Ok(self.mostly_own(user, target, mute))
    }

    pub(super) fn unmute(
        &mut self,
        user: &Who,
        target: &Who,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let (user, target) = self.pair(user, target)?;
        if !self.ties.mutes.remove(&(user, target)) {
            return Err(ActionError::NotMuted(target));
        }
        let unmute = self.mute_form(MuteKind::Unmute, user, target, now);
        Ok(self.mostly_own(user, target, unmute))
    }

    /// Whether there was a follow to end.
    fn end_follow(&mut self, user: UserId, target: UserId) -> bool {
        let ended = self.ties.follows.remove(&(user, target));
        if ended {
            self.recount(user, |user| user.following -= 1);
            self.recount(target, |target| target.followers -= 1);
        }
        ended
    }

    /// Notices of what the other side hears of only as an option.
    fn mostly_own(&self, user: UserId, target: UserId, event: impl Into<Event>) -> Performed {
        let target = self.both_sides.then_some(target);
        Performed::of(None).notify_all([user].into_iter().chain(target), event)
    }

    fn follow_form(
        &self,
        kind: FollowKind,
        user: UserId,
        target: UserId,
        now: Timestamp,
    ) -> Follow {
        let (source, target) = (self.webhook_user_form(user), self.webhook_user_form(target));
        let mut follow = Follow::new(kind, source, target);
        follow.created_timestamp = Some(now);
        follow
    }

    fn block_form(&self, kind: BlockKind, user: UserId, target: UserId, now: Timestamp) -> Block {
        let (source, target) = (self.webhook_user_form(user), self.webhook_user_form(target));
        let mut block = Block::new(kind, source, target);
        block.created_timestamp = Some(now);
        block
    }

    fn mute_form(&self, kind: MuteKind, user: UserId, target: UserId, now: Timestamp) -> Mute {
        let (source, target) = (self.webhook_user_form(user), self.webhook_user_form(target));
        let mut mute = Mute::new(kind, source, target);
        mute.created_timestamp = Some(now);
        mute
    }
}
