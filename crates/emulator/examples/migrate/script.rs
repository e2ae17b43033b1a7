//! What the users do in each phase.

use account_activity_emulator::Action;

use super::Result;
use super::rehearsal::Rehearsal;

/// Lets the three users act, and Dana, who is not a user of the bot.
pub(crate) async fn act(rehearsal: &mut Rehearsal) -> Result<()> {
    let tea = rehearsal.post(Action::post("ada", "Tea at four?")).await?;
    let yes = rehearsal.post(Action::reply("bob", tea, "Yes, please.")).await?;
    rehearsal.post(Action::reply("dana", yes, "@bob @ada And cake?")).await?;
    rehearsal.post(Action::quote("dana", tea, "Go there, and thank @ada.")).await?;
    let quote = rehearsal.post(Action::quote("bob", tea, "I was there.")).await?;
    rehearsal.post(Action::quote("dana", quote, "So was I.")).await?;
    rehearsal.post(Action::retweet("bob", tea)).await?;
    rehearsal.post(Action::retweet("dana", quote)).await?;
    rehearsal.post(Action::post("dana", "Good morning, @bob and @cleo!")).await?;
    let quiet = rehearsal.post(Action::post("cleo", "A protected post.")).await?;
    for action in [
        Action::like("bob", tea),
        Action::like("ada", tea),
        Action::follow("dana", "ada"),
        Action::unfollow("dana", "ada"),
        Action::follow("dana", "ada"),
        Action::unfollow("dana", "ada"),
        Action::follow("bob", "dana"),
        Action::unfollow("bob", "dana"),
        Action::mute("bob", "dana"),
        Action::unmute("bob", "dana"),
        Action::block("ada", "dana"),
        Action::unblock("ada", "dana"),
        Action::block("dana", "ada"),
        Action::unblock("dana", "ada"),
        Action::typing("bob", "ada"),
        Action::direct_message("bob", "ada", "Which cake?"),
        Action::read("ada", "bob"),
        Action::direct_message("dana", "cleo", "Are you there?"),
        Action::chat("cleo", "ada"),
        Action::delete("cleo", quiet),
        Action::delete("ada", tea),
    ] {
        rehearsal.perform(action).await?;
    }
    Ok(())
}
