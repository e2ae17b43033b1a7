//! Random worlds whose users are subscribed in both APIs: what arrives by HTTP is the same, except what
//! the X Activity API loses.

mod stage;

use std::collections::{BTreeMap, BTreeSet};

use account_activity::{Activity, ActivityKind, Body, Family, UserId};

use crate::world::comparison::{Lost, Tally, Told};
use crate::world::model::Step;
use crate::world::run::Run;
use stage::{Draw, Stage};

/// Splits what arrived into the activities of both APIs, each with the user who is subscribed.
fn told(bodies: &[Body]) -> [Vec<Told<'_>>; 2] {
    let told = bodies.iter().flat_map(Body::activities).map(|activity| {
        // A revocation has no subscriber.
        let user = activity.subscriber().or_else(|| activity.actor()).unwrap();
        (user, activity)
    });
    told.partition::<Vec<_>, _>(|(_, activity)| activity.family() == Family::AccountActivity).into()
}

/// Performs random steps and compares what arrives. Returns everything that arrived.
async fn perform(stage: &mut Stage, run: &mut Run, draw: &Draw, tally: &mut Tally) -> Vec<Body> {
    let mut all = Vec::new();
    let mut last = None;
    for number in 0..draw.steps {
        let sequel = last.take().and_then(|last| run.sequel(&last));
        let is_sequel = sequel.is_some();
        let (step, action, now) = sequel.unwrap_or_else(|| run.step());
        if draw.is_replayed && matches!(step, Step::Revoke(_)) {
            // A Replay job does not send what the user no longer allows.
            continue;
        }
        stage.pass_until(now).await;
        let Some(performed) = stage.perform(action).await else { continue };
        run.record(step.clone(), &performed);
        let arrived = stage.arrived().await;
        let at = format!("seed {}, step {number}: {step:?}", draw.seed);
        assert!(arrived.iter().all(|body| body.faults().is_empty()), "{at}: {arrived:?}");
        let [old, new] = told(&arrived);
        assert!(old.iter().chain(&new).all(|(_, activity)| !activity.is_replay()), "{at}");
        let users = old.iter().map(|(user, _)| *user);
        let concerned = performed.notices.iter().map(|notice| notice.user);
        assert_eq!(old.len(), performed.notices.len(), "{at}: {old:?}");
        assert!(users.collect::<BTreeSet<_>>() == concerned.collect(), "{at}: {old:?}");
        let takes = |user, activity: Activity<'_>| stage.takes(user, activity);
        let compared = || tally.compare(run, &old, &new, takes);
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(compared));
        assert!(result.is_ok(), "{at}");
        if let Step::Revoke(user) = step {
            stage.sign_in_again(run.ids[user]).await;
        }
        all.extend(arrived);
        last = (!is_sequel).then_some(step);
    }
    all
}

/// Counts the activities by what tells them apart.
fn counted(bodies: &[Body]) -> BTreeMap<(Family, UserId, String), usize> {
    let mut counts = BTreeMap::new();
    for (user, activity) in told(bodies).into_iter().flatten() {
        let identity = format!("{} {:?}", activity.key(), activity.relation());
        *counts.entry((activity.family(), user, identity)).or_default() += 1;
    }
    counts
}

#[tokio::test]
async fn what_arrives_by_both_apis_is_the_same_except_what_is_lost() {
    let mut tally = Tally::default();
    for draw in Draw::ALL {
        let mut run = Run::new(draw.seed);
        let mut stage = Stage::start(&draw, &run).await;
        let first = perform(&mut stage, &mut run, &draw, &mut tally).await;
        if draw.is_replayed {
            let again = stage.replayed().await;
            let [old, new] = told(&again);
            assert!(!old.is_empty() && !new.is_empty());
            assert!(old.iter().chain(&new).all(|(_, activity)| activity.is_replay()));
            assert_eq!(counted(&again), counted(&first));
        }
    }
    let kinds = [
        ActivityKind::Post,
        ActivityKind::PostDelete,
        ActivityKind::Like,
        ActivityKind::Follow,
        ActivityKind::Unfollow,
        ActivityKind::Block,
        ActivityKind::Unblock,
        ActivityKind::Mute,
        ActivityKind::Unmute,
        ActivityKind::DirectMessage,
        ActivityKind::DirectMessageTyping,
        ActivityKind::DirectMessageMarkRead,
        ActivityKind::Revoke,
    ];
    assert!(tally.same.keys().copied().eq(kinds), "{:?}", tally.same);
    let lost = [
        Lost::Protected,
        Lost::ImplicitMention,
        Lost::ReplyToReply,
        Lost::QuoteOfQuote,
        Lost::ByOthers,
        Lost::RepostOfQuote,
        Lost::OtherDirection,
    ];
    assert!(tally.lost.keys().copied().eq(lost), "{:?}", tally.lost);
    assert!(tally.several_kinds > 0 && tally.gained > 0);
}
