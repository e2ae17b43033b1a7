//! The traps that the SDK's client is tested with, in the emulator.

use account_activity::Tier;
use account_activity_emulator::{Account, App, Clock, Emulator, EmulatorBuilder, WorldUser};

use super::super::bot::{Bot, CrcResponse};
use super::super::cases::traps::{self as cases, ADA, BOB, CONSUMER_KEY, CONSUMER_SECRET, User};
use super::super::raw::Raw;
use super::super::{START, still};
use super::registered;

/// An emulator as the traps require it. The tiers of v1.1 have the X Activity API too.
async fn prepared(builder: EmulatorBuilder) -> (Emulator, [Bot; 2]) {
    let account = |name: &str, user: &User| {
        Account::new(WorldUser::new(name).with_id(user.id)).with_token(user.token())
    };
    let builder = builder.app(App::new(CONSUMER_KEY, CONSUMER_SECRET));
    let builder = builder.user(account("ada", &ADA)).user(account("bob", &BOB));
    let emulator = builder.start().await.unwrap();
    let raw = Raw::new(&emulator);
    let secrets = || raw.credentials().secrets();
    let (bot, gone) = (Bot::start(secrets()).await, Bot::start(secrets()).await);
    registered(&raw, &bot.url).await;
    registered(&raw, &gone.url.replace("/webhook", "/gone")).await;
    gone.set_crc_response(CrcResponse::WrongToken);
    (emulator, [bot, gone])
}

macro_rules! traps {
    ($($name:ident)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                for tier in [Tier::V2Enterprise, Tier::Premium, Tier::Enterprise] {
                    let (emulator, _bots) = prepared(still(tier)).await;
                    cases::$name(emulator.base_url()).await;
                }
            }
        )*
    };
}

traps! {
    direction_is_not_part_of_the_identity
    another_direction_has_a_gap
    a_duplicate_exists
    creating_again_moves_the_expiry
    an_update_without_the_webhook_removes_it
    a_direction_is_for_follows_and_likes
    without_a_webhook_there_is_the_stream_alone
    the_list_is_shared
    revoking_removes_subscriptions
    an_invalid_webhook_keeps_its_subscriptions
}

#[tokio::test]
async fn thousands_wait_for_their_windows() {
    let clock = Clock::manual(START);
    let builder = Emulator::builder().tier(Tier::V2Enterprise).clock(clock.clone());
    let (emulator, _bots) = prepared(builder).await;
    let case = cases::thousands_wait_for_their_windows(emulator.base_url(), clock.clone());
    clock.skip_waits(case).await;
}
