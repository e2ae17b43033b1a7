//! The users of the emulator in this process.

use std::sync::Arc;
use std::time::Duration;

use account_activity_emulator::{Action, Emulator, Limits};
use account_activity_inbox::account_activity::Tier;

use super::{Result, say};

/// Starts an emulator without rate limits. The bot owns the app.
pub(crate) async fn emulator() -> Result<Emulator> {
    let mut limits = Limits::of(Tier::Premium);
    limits.rate_limits = false;
    let builder = Emulator::builder().limits(limits);
    Ok(builder.user("bot").user("ada").user("bob").start().await?)
}

/// Lets users mention the bot and write to it, each second.
pub(crate) async fn act(emulator: Arc<Emulator>) {
    for number in 1.. {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let action = match number % 2 {
            0 => Action::direct_message("bob", "bot", &format!("Message {number}")),
            _ => Action::post("ada", &format!("Post {number}: tea, @bot?")),
        };
        if let Err(error) = emulator.perform(action).await {
            say(format!("the users have stopped: {error}"));
            return;
        }
    }
}
