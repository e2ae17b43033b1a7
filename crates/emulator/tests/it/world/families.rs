//! Random actions in both APIs: which activities are the same, and which are lost.

use account_activity::xaa::Envelope;
use account_activity::{ActivityKind, UserId};
use account_activity_emulator::{ActivityNotice, Performed, Subject};

use super::comparison::{Lost, Tally, Told};
use super::run::Run;
use super::well_formed_activity;

fn compare(run: &Run, performed: &Performed, tally: &mut Tally) {
    let decode = |notice: &ActivityNotice| (subject(notice), well_formed_activity(notice));
    let envelopes: Vec<(UserId, Envelope)> = performed.activities.iter().map(decode).collect();
    let old = performed.notices.iter();
    let old = old.map(|notice| (notice.user, notice.payload.activities().next().unwrap()));
    let new = envelopes.iter().map(|(user, it)| (*user, it.activities().next().unwrap()));
    let [old, new]: [Vec<Told<'_>>; 2] = [old.collect(), new.collect()];
    tally.compare(run, &old, &new, |_, _| true);
}

fn subject(notice: &ActivityNotice) -> UserId {
    match &notice.subject {
        Subject::User(user) | Subject::Revocation { user, .. } => *user,
        other => panic!("{other:?}"),
    }
}

#[test]
fn both_apis_tell_the_same_except_what_is_lost() {
    let mut tally = Tally::default();
    for seed in 200..240 {
        let mut run = Run::new(seed);
        for number in 0..120 {
            let (step, action, now) = run.step();
            let Ok(performed) = run.world.perform(action, now) else { continue };
            let at = format!("seed {seed}, step {number}: {step:?}");
            run.record(step, &performed);
            let compared = std::panic::AssertUnwindSafe(|| compare(&run, &performed, &mut tally));
            let result = std::panic::catch_unwind(compared);
            assert!(result.is_ok(), "{at}");
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
    assert!(tally.same.values().sum::<usize>() >= 2_500, "{:?}", tally.same);
    assert!(tally.same.values().all(|count| *count >= 10), "{:?}", tally.same);
    let lost = [
        Lost::Protected,
        Lost::ImplicitMention,
        Lost::ReplyToReply,
        Lost::QuoteOfQuote,
        Lost::ByOthers,
        Lost::RepostOfQuote,
    ];
    assert!(tally.lost.keys().copied().eq(lost), "{:?}", tally.lost);
    assert!(tally.several_kinds >= 10, "{}", tally.several_kinds);
    assert!(tally.gained >= 10, "{}", tally.gained);
}
