//! Named samples of payloads: what X would deliver now if a user acted.

use std::sync::atomic::{AtomicU32, Ordering};

use account_activity::model::App;
use account_activity::{AppId, Family, Timestamp, TweetId, UserId};
use account_activity_emulator::{
    Action, ActionError, LiveState, News, Performed, Profile, Subject, World, WorldUser,
};
use bytes::Bytes;
use clap::ValueEnum;

use crate::outcome::{Misuse, Result};

/// What happens in a sample. The subscriber is @bot, and @ada the other user.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Sample {
    /// @bot posts
    Post,
    /// @ada mentions @bot
    Mention,
    /// @ada replies to @bot
    Reply,
    /// @ada quotes @bot
    Quote,
    /// @ada reposts @bot
    Repost,
    /// @bot deletes a post
    Delete,
    /// @ada likes a post of @bot
    Like,
    /// @ada follows @bot
    Follow,
    /// @bot unfollows @ada
    Unfollow,
    /// @bot blocks @ada
    Block,
    /// @bot unblocks @ada
    Unblock,
    /// @bot mutes @ada
    Mute,
    /// @bot unmutes @ada
    Unmute,
    /// @ada writes a Direct Message to @bot
    DirectMessage,
    /// @ada begins to write to @bot
    Typing,
    /// @ada reads the messages of @bot
    Read,
    /// @bot revokes the access of the app
    Revoke,
    /// @bot changes the biography (X Activity API only)
    Profile,
    /// @bot starts a Space (X Activity API only)
    Space,
    /// @bot starts a live broadcast (X Activity API only)
    Broadcast,
    /// @ada writes an encrypted message to @bot (X Activity API only)
    Chat,
    /// A story about a keyword (X Activity API only)
    News,
}

/// The users of the samples.
const BOT: &str = "bot";
const ADA: &str = "ada";
/// A user who is not part of the samples.
const OTHER: &str = "other";
/// The ids that a sample takes at most.
const IDS: u32 = 4;

impl Sample {
    /// Returns the body of a delivery. It has a new id, so that no receiver takes it for a duplicate of another
    /// sample, even of the same millisecond.
    pub(crate) fn body(self, family: Family, subscriber: UserId, now: Timestamp) -> Result<Bytes> {
        let mut world = World::new();
        world.add_user(WorldUser::new(BOT).with_id(subscriber))?;
        // The keys of follows and the like consist of users and the time.
        world
            .add_user(WorldUser::new(ADA).with_id(UserId::new(fastrand::u64(1 << 40..1 << 53))))?;
        skip_ids(&mut world, now)?;
        // X tells the second of a revocation only, so the app makes two of them differ.
        world.add_app(App::new(AppId::new(fastrand::u64(1..1 << 53))));
        let performed = self.happens(&mut world, now)?;
        if family == Family::XActivity {
            let mut activities = performed.activities.iter();
            let told = activities.find(|activity| match &activity.subject {
                Subject::User(user) | Subject::Revocation { user, .. } => *user == subscriber,
                _ => true,
            });
            let mut told = told.ok_or("the sample has no event")?.clone();
            let content = told.payload.get("id").and_then(|id| id.as_str());
            if content != told.event_uuid.as_deref() {
                // It follows from the number of the action, which is the same in each world.
                told.event_uuid = Some(fastrand::u64(..).to_string());
            }
            let envelope = told.envelope()?;
            return Ok(Bytes::copy_from_slice(envelope.as_bytes()));
        }
        let notice = performed.notices.iter().find(|notice| notice.user == subscriber);
        let notice = notice.ok_or_else(|| {
            let told =
                "the Account Activity API does not deliver this sample: add --family x_activity";
            Misuse(told.to_owned())
        })?;
        Ok(Bytes::copy_from_slice(notice.payload.as_bytes()))
    }

    /// Lets the sample happen in a world, with what must happen before.
    fn happens(
        self,
        world: &mut World,
        now: Timestamp,
    ) -> std::result::Result<Performed, ActionError> {
        let post = |world: &mut World| -> std::result::Result<_, ActionError> {
            let posted = world.perform(Action::post(BOT, "Tea at four."), now)?;
            Ok(posted.tweet().unwrap_or(TweetId::new(0)))
        };
        let action = match self {
            Self::Post => Action::post(BOT, "Tea at four."),
            Self::Mention => Action::post(ADA, "Tea, @bot?"),
            Self::Reply => Action::reply(ADA, post(world)?, "See you there!"),
            Self::Quote => Action::quote(ADA, post(world)?, "Who joins?"),
            Self::Repost => Action::retweet(ADA, post(world)?),
            Self::Delete => Action::delete(BOT, post(world)?),
            Self::Like => Action::like(ADA, post(world)?),
            Self::Follow => Action::follow(ADA, BOT),
            Self::Unfollow => {
                world.perform(Action::follow(BOT, ADA), now)?;
                Action::unfollow(BOT, ADA)
            }
            Self::Block => Action::block(BOT, ADA),
            Self::Unblock => {
                world.perform(Action::block(BOT, ADA), now)?;
                Action::unblock(BOT, ADA)
            }
            Self::Mute => Action::mute(BOT, ADA),
            Self::Unmute => {
                world.perform(Action::mute(BOT, ADA), now)?;
                Action::unmute(BOT, ADA)
            }
            Self::DirectMessage => Action::direct_message(ADA, BOT, "Tea?"),
            Self::Typing => {
                world.perform(Action::direct_message(BOT, ADA, "Hello"), now)?;
                Action::typing(ADA, BOT)
            }
            Self::Read => {
                world.perform(Action::direct_message(BOT, ADA, "Hello"), now)?;
                Action::read(ADA, BOT)
            }
            Self::Revoke => Action::revoke(BOT, None),
            Self::Profile => Profile::new(BOT).with_bio("Tea, mostly.").into(),
            Self::Space => Action::space(BOT, LiveState::Start),
            Self::Broadcast => Action::broadcast(BOT, LiveState::Start, "Tea time"),
            Self::Chat => Action::chat(ADA, BOT),
            Self::News => News::new(["tea"], "Tea is served").into(),
        };
        world.perform(action, now)
    }
}

/// Uses up ids of this millisecond, so that the next ones are not those of another sample. Processes that run at the
/// same time have other numbers, mostly one after another.
fn skip_ids(world: &mut World, now: Timestamp) -> Result<()> {
    static SAMPLES: AtomicU32 = AtomicU32::new(0);
    let number = std::process::id().wrapping_add(SAMPLES.fetch_add(1, Ordering::Relaxed));
    world.add_user(WorldUser::new(OTHER))?;
    for _ in 0..number % 16 * IDS {
        world.perform(Action::post(OTHER, "Tea?"), now)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use account_activity::Body;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

    #[test]
    fn each_sample_is_one_activity_in_the_families_that_have_it() {
        let id = UserId::new(12);
        let mut kinds = Vec::new();
        for sample in Sample::value_variants() {
            let is_new = matches!(
                sample,
                Sample::Profile | Sample::Space | Sample::Broadcast | Sample::Chat | Sample::News
            );
            for family in [Family::AccountActivity, Family::XActivity] {
                let body = sample.body(family, id, NOW);
                if is_new && family == Family::AccountActivity {
                    assert!(body.unwrap_err().is::<Misuse>(), "{sample:?}");
                    continue;
                }
                let body = Body::from_bytes(body.unwrap()).unwrap();
                let activities: Vec<_> = body.activities().collect();
                let [activity] = activities.as_slice() else {
                    panic!("{sample:?}: {activities:?}")
                };
                assert_eq!(activity.family(), family);
                assert!(body.faults().is_empty(), "{sample:?}");
                if *sample != Sample::News {
                    assert_eq!(activity.subscriber(), Some(id), "{sample:?}");
                }
                kinds.push(format!("{sample:?} {}", activity.kind()));
            }
        }
        kinds.dedup();
        // The same kind in both families.
        assert_eq!(kinds.len(), Sample::value_variants().len(), "{kinds:#?}");
    }

    #[test]
    fn each_call_gives_other_keys_and_ids() {
        for sample in Sample::value_variants() {
            for family in [Family::AccountActivity, Family::XActivity] {
                let made = || {
                    let body = sample.body(family, UserId::new(12), NOW).ok()?;
                    let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
                    let id = json.pointer("/data/event_uuid").cloned();
                    let body = Body::from_bytes(body).unwrap();
                    Some((body.activities().next().unwrap().key(), id))
                };
                let Some(((first, first_id), (second, second_id))) = made().zip(made()) else {
                    continue;
                };
                assert_ne!(first, second, "{sample:?} {family:?}");
                if family == Family::XActivity {
                    assert_ne!(first_id, second_id, "{sample:?}");
                    assert!(first_id.is_some(), "{sample:?}");
                }
            }
        }
    }
}
