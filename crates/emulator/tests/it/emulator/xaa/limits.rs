//! Limits on subscriptions and on requests.

use std::time::Duration;

use account_activity::Tier;
use account_activity_emulator::{Clock, Emulator, Limits};
use http::Method;

use super::super::raw::Raw;
use super::super::{START, still};
use super::{PATH, as_app, as_user, of_user, subscribed};

#[test]
fn each_tier_has_its_number_of_subscriptions() {
    let limits = Tier::ALL.map(|tier| (tier, Limits::of(tier).activity_subscriptions));
    let of_v2 = |tier: Tier| tier.max_activity_subscriptions().unwrap();
    for (tier, limit) in limits {
        let expected = match tier {
            Tier::Sandbox | Tier::Premium => of_v2(Tier::V2PayPerUse),
            Tier::Enterprise => of_v2(Tier::V2Enterprise),
            of_v2_already => of_v2(of_v2_already),
        };
        assert_eq!(limit, expected, "{tier}");
    }
}

#[tokio::test]
async fn no_more_subscriptions_than_the_limit() {
    let mut limits = Limits::of(Tier::V2PayPerUse);
    limits.activity_subscriptions = 2;
    let emulator = still(Tier::V2PayPerUse).limits(limits).start().await.unwrap();
    let raw = Raw::new(&emulator);
    let mut leased = of_user(&raw, "post.create", "ada");
    leased["expires_at"] = "2026-01-01T01:00:00Z".into();
    subscribed(&raw, &leased).await;
    subscribed(&raw, &of_user(&raw, "post.create", "bob")).await;
    let third = of_user(&raw, "post.create", "cleo");
    let reply = as_app(&raw, Method::POST, PATH, &third).await;
    reply.is_refused("SubscriptionLimitExceeded: ");
    // The end of one can still be moved, and makes room.
    subscribed(&raw, &leased).await;
    emulator.advance(Duration::from_secs(3600)).await;
    subscribed(&raw, &third).await;
}

#[tokio::test]
async fn five_hundred_requests_in_fifteen_minutes_for_all_users_of_an_app() {
    let emulator = Emulator::builder().clock(Clock::manual(START)).start().await.unwrap();
    let raw = Raw::new(&emulator);
    let bearer = raw.bearer_token().await;
    let reset = (START.as_millis() / 1000 + 900).to_string();
    for left in (1..500).rev() {
        let reply = raw.with_bearer(&bearer, Method::POST, PATH).await;
        let left = left.to_string();
        assert_eq!(reply.header("x-rate-limit-remaining"), Some(left.as_str()), "{}", reply.body);
    }
    let likes = of_user(&raw, "like.create", "ada");
    let last = as_user(&raw, &raw.token("ada"), Method::POST, PATH, &likes).await;
    assert_eq!((last.status, last.header("x-rate-limit-remaining")), (200, Some("0")));
    for reply in [
        raw.with_bearer(&bearer, Method::POST, PATH).await,
        as_user(&raw, &raw.token("bob"), Method::POST, PATH, &likes).await,
    ] {
        reply.is_error(429, 88, "Rate limit exceeded");
        assert_eq!(reply.header("x-rate-limit-limit"), Some("500"));
        assert_eq!(reply.header("x-rate-limit-reset"), Some(reset.as_str()));
    }
    // Other methods are counted separately.
    let list = raw.with_bearer(&bearer, Method::GET, PATH).await;
    assert_eq!((list.status, list.header("x-rate-limit-remaining")), (200, Some("499")));
    for (method, path) in [
        (Method::PUT, format!("{PATH}/1")),
        (Method::DELETE, format!("{PATH}/1")),
        (Method::DELETE, format!("{PATH}?ids=1")),
    ] {
        let reply = raw.with_bearer(&bearer, method.clone(), &path).await;
        let left = reply.header("x-rate-limit-remaining");
        assert_eq!(left, Some("499"), "{method} {path}: {}", reply.body);
    }
    emulator.advance(Duration::from_secs(900)).await;
    subscribed(&raw, &of_user(&raw, "post.create", "ada")).await;
}
