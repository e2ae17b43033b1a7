//! The SDK's client against the emulator: every endpoint, and failures as typed errors.

use std::slice::from_ref;
use std::time::Duration;

use account_activity::client::{
    AccessLevel, AppAuth, Callback, Error, Reason, ReplayWindow, Subscribed, Unsubscribed,
    Validation, WebhookUrl,
};
use account_activity::{AppCredentials, Client, Tier, Timestamp, UserToken};
use account_activity_emulator::{Account, Action, App, Emulator, Permission, SignedIn};

use super::bot::{Bot, CrcResponse};
use super::{START, started, still};

/// A client without retries, with the emulated time.
fn client(emulator: &Emulator) -> Client {
    client_of(emulator, emulator.credentials().app())
}

fn client_of(emulator: &Emulator, app: AppCredentials) -> Client {
    Client::builder(app)
        .base_url(emulator.base_url())
        .retries(0)
        .clock(emulator.clock().clone())
        .build()
        .unwrap()
}

async fn set_up(tier: Tier) -> (Emulator, Client, Bot, WebhookUrl) {
    let emulator = started(tier).await;
    let bot = Bot::start(emulator.credentials().secrets()).await;
    let url = bot.url.parse().unwrap();
    let client = client(&emulator);
    (emulator, client, bot, url)
}

fn token(emulator: &Emulator, user: &str) -> UserToken {
    emulator.credentials().token(user).unwrap().clone()
}

#[track_caller]
fn reason<T: std::fmt::Debug>(result: Result<T, Error>) -> Reason {
    let error = result.unwrap_err();
    error.reason().unwrap_or_else(|| panic!("{error}")).clone()
}

#[tokio::test]
async fn premium() {
    for tier in [Tier::Sandbox, Tier::Premium] {
        let (emulator, client, _bot, url) = set_up(tier).await;
        let (env, account) = (client.premium("prod"), client.premium_account());
        let ada = token(&emulator, "ada");
        let webhook = env.register_webhook(&url).await.unwrap();
        assert_eq!((webhook.created_at, webhook.valid), (Some(START), true));
        assert_eq!(env.webhooks().await.unwrap(), from_ref(&webhook));
        let owner = env.clone().using(AppAuth::Owner);
        assert_eq!(owner.webhooks().await.unwrap(), from_ref(&webhook));
        assert_eq!(account.webhooks().await.unwrap()[0].webhooks, from_ref(&webhook));
        env.validate_webhook(webhook.id).await.unwrap();
        env.clone().using(AppAuth::Bearer).validate_webhook(webhook.id).await.unwrap();
        assert_eq!(*env.ensure_webhook(&url).await.unwrap().webhook(), webhook);

        assert!(!env.is_subscribed(&ada).await.unwrap());
        assert_eq!(env.subscribe(&ada).await.unwrap(), Subscribed::New);
        assert_eq!(env.subscribe(&ada).await.unwrap(), Subscribed::Already);
        assert!(env.is_subscribed(&ada).await.unwrap());
        let list = env.subscriptions().await.unwrap();
        let ada_id = emulator.credentials().users[1].id;
        assert_eq!((list.users, list.app_id), (vec![ada_id], Some(emulator.apps()[0])));
        let count = account.subscription_count().await.unwrap();
        assert_eq!(count.subscriptions, 1);
        assert_eq!(count.provisioned, Some(tier.max_subscriptions().into()));
        assert_eq!(env.unsubscribe(ada_id).await.unwrap(), Unsubscribed::Done);
        assert_eq!(env.unsubscribe(ada_id).await.unwrap(), Unsubscribed::NotSubscribed);
        env.subscribe(&ada).await.unwrap();
        #[allow(deprecated)]
        env.unsubscribe_with_token(&ada).await.unwrap();
        env.delete_webhook(webhook.id).await.unwrap();
        assert_eq!(reason(env.delete_webhook(webhook.id).await), Reason::WebhookNotFound);
        assert_eq!(reason(env.validate_webhook(webhook.id).await), Reason::WebhookNotFound);
        assert_eq!(reason(env.subscribe(&ada).await), Reason::WebhookMissing);
    }
}

#[tokio::test]
async fn enterprise() {
    let (emulator, client, _bot, url) = set_up(Tier::Enterprise).await;
    let enterprise = client.enterprise();
    let (ada, ada_id) = (token(&emulator, "ada"), emulator.credentials().users[1].id);
    let webhook = enterprise.register_webhook(&url).await.unwrap();
    let id = webhook.id;
    assert_eq!(enterprise.webhooks().await.unwrap(), [webhook]);
    enterprise.validate_webhook(id).await.unwrap();
    assert!(!enterprise.is_subscribed(id, &ada).await.unwrap());
    assert_eq!(enterprise.subscribe(id, &ada).await.unwrap(), Subscribed::New);
    assert_eq!(enterprise.subscribe(id, &ada).await.unwrap(), Subscribed::Already);
    assert!(enterprise.is_subscribed(id, &ada).await.unwrap());
    assert_eq!(enterprise.subscriptions(id).await.unwrap().webhook_id, Some(id));
    assert_eq!(enterprise.subscription_count().await.unwrap().direct_messages, Some(0));
    assert_eq!(enterprise.unsubscribe(id, ada_id).await.unwrap(), Unsubscribed::Done);
    assert_eq!(enterprise.unsubscribe(id, ada_id).await.unwrap(), Unsubscribed::NotSubscribed);
    enterprise.subscribe(id, &ada).await.unwrap();
    #[allow(deprecated)]
    enterprise.unsubscribe_with_token(id, &ada).await.unwrap();

    emulator.advance(Duration::from_secs(3 * 60 * 60)).await;
    let hour = Timestamp::from_millis(START.as_millis() + 60 * 60 * 1000);
    let window = ReplayWindow::covering(START, hour).unwrap();
    let job = enterprise.replay(id, window).await.unwrap();
    assert_eq!(job.created_at, Some(emulator.clock().now()));
    emulator.drained().await;
    enterprise.delete_webhook(id).await.unwrap();
    assert_eq!(reason(enterprise.replay(id, window).await), Reason::WebhookNotFound);
    assert_eq!(reason(enterprise.subscribe(id, &ada).await), Reason::WebhookNotFound);
    assert_eq!(reason(enterprise.subscriptions(id).await), Reason::SubscriptionsHidden);
}

#[tokio::test]
async fn v2() {
    let (emulator, client, _bot, url) = set_up(Tier::V2Enterprise).await;
    let v2 = client.v2();
    let user = emulator.credentials().users[1].clone();
    let webhook = v2.register_webhook(&url).await.unwrap();
    let id = webhook.id;
    assert_eq!(v2.webhooks().await.unwrap(), from_ref(&webhook));
    assert_eq!(v2.clone().using(AppAuth::Owner).webhooks().await.unwrap(), [webhook]);
    assert_eq!(v2.validate_webhook(id).await.unwrap(), Validation::Valid);
    let oauth2 = user.oauth2.unwrap();
    assert!(!v2.is_subscribed(id, &oauth2).await.unwrap());
    assert_eq!(v2.subscribe(id, &oauth2).await.unwrap(), Subscribed::New);
    assert_eq!(v2.subscribe(id, &user.token).await.unwrap(), Subscribed::Already);
    assert!(v2.is_subscribed(id, &user.token).await.unwrap());
    assert_eq!(v2.subscriptions(id).await.unwrap().users, [user.id]);
    assert_eq!(v2.subscription_count().await.unwrap().provisioned, Some(5000));
    assert_eq!(v2.unsubscribe(id, user.id).await.unwrap(), Unsubscribed::Done);
    assert_eq!(v2.unsubscribe(id, user.id).await.unwrap(), Unsubscribed::NotSubscribed);

    emulator.advance(Duration::from_secs(3 * 60 * 60)).await;
    let hour = Timestamp::from_millis(START.as_millis() + 60 * 60 * 1000);
    let window = ReplayWindow::covering(START, hour).unwrap();
    v2.replay(id, window).await.unwrap();
    emulator.drained().await;
    assert_eq!(reason(v2.register_webhook(&url).await), Reason::WebhookUrlTaken);
    v2.delete_webhook(id).await.unwrap();
    for result in [
        v2.delete_webhook(id).await,
        v2.validate_webhook(id).await.map(drop),
        v2.subscribe(id, &user.token).await.map(drop),
        v2.subscriptions(id).await.map(drop),
        v2.replay(id, window).await.map(drop),
    ] {
        assert_eq!(reason(result), Reason::WebhookNotFound);
    }
}

#[tokio::test]
async fn tokens_and_sign_in() {
    let (emulator, client, ..) = set_up(Tier::Premium).await;
    let oauth = client.oauth();
    let bearer = oauth.bearer_token().await.unwrap();
    oauth.invalidate_bearer_token(&bearer).await.unwrap();
    assert_ne!(oauth.bearer_token().await.unwrap().expose(), bearer.expose());

    let request = oauth.request_token(Callback::Pin).await.unwrap();
    assert_eq!(reason(oauth.access_token(&request, "1234567").await), Reason::VerifierInvalid);
    let SignedIn::Pin(pin) = emulator.allow(request.token(), "bob").await.unwrap() else {
        unreachable!()
    };
    let access = oauth.access_token(&request, &pin).await.unwrap();
    assert_eq!(access.screen_name, "bob");
    let verified = oauth.verify_credentials(&access.token).await.unwrap();
    assert_eq!(verified.user.id, access.user_id);
    assert!(verified.permits_direct_messages());
    oauth.invalidate_user_token(&access.token).await.unwrap();
    let result = oauth.verify_credentials(&access.token).await;
    assert_eq!(reason(result), Reason::UserTokenInvalid);

    let callback = Callback::Url("https://elsewhere.example/");
    assert_eq!(reason(oauth.request_token(callback).await), Reason::CallbackNotApproved);
    let callback = Callback::Url("http://localhost:5000/callback");
    oauth.request_token(callback).await.unwrap();
    let none: [&str; 0] = [];
    let app = App::new("key", "secret").with_callbacks(none);
    let by_pin = still(Tier::Premium).app(app).start().await.unwrap();
    let result =
        client_of(&by_pin, by_pin.credentials().app()).oauth().request_token(callback).await;
    assert_eq!(reason(result), Reason::CallbackMustBeOob);
    let wrong = client_of(&emulator, AppCredentials::new("key", "secret")).oauth();
    assert_eq!(reason(wrong.bearer_token().await), Reason::CredentialsWrong);
    assert_eq!(reason(wrong.request_token(Callback::Pin).await), Reason::NotAuthenticated);
}

#[tokio::test]
async fn crc_requests_that_fail() {
    let table = [
        (CrcResponse::WrongToken, Reason::CrcWrongResponse),
        (CrcResponse::Status(404), Reason::CrcStatus),
        (CrcResponse::Never, Reason::CrcTooSlow),
    ];
    let (_emulator, client, bot, url) = set_up(Tier::Premium).await;
    let env = client.premium("prod");
    for (response, expected) in &table {
        bot.set_crc_response(*response);
        assert_eq!(reason(env.register_webhook(&url).await), *expected);
    }
    let nobody: WebhookUrl = "http://127.0.0.1:9/".parse().unwrap();
    assert_eq!(reason(env.register_webhook(&nobody).await), Reason::CrcUnreachable);
    bot.set_crc_response(CrcResponse::Right);
    env.register_webhook(&url).await.unwrap();
    assert_eq!(reason(env.register_webhook(&url).await), Reason::TooManyWebhooks);

    let (_emulator, client, bot, url) = set_up(Tier::V2PayPerUse).await;
    for (response, expected) in &table[..2] {
        bot.set_crc_response(*response);
        assert_eq!(reason(client.v2().register_webhook(&url).await), *expected);
    }
    assert_eq!(reason(client.v2().register_webhook(&nobody).await), Reason::CrcUnreachable);
    bot.set_crc_response(CrcResponse::Right);
    client.v2().register_webhook(&url).await.unwrap();
    assert_eq!(reason(client.v2().register_webhook(&url).await), Reason::TooManyWebhooks);
}

#[tokio::test]
async fn credentials_that_do_not_suffice() {
    let emulator = still(Tier::Premium)
        .user("owner")
        .user(Account::from("writer").with_permission(Permission::ReadWrite))
        .app(App::new("one", "secret one").with_environment("prod"))
        .app(App::new("two", "secret two").with_owner("writer").with_permission(Permission::Read))
        .start()
        .await
        .unwrap();
    let one = client(&emulator).premium("prod");
    let writer = token(&emulator, "writer");
    assert_eq!(reason(one.subscribe(&writer).await), Reason::SubscriptionNotPermitted);
    let prod = client(&emulator).premium("Prod");
    assert_eq!(reason(prod.webhooks().await), Reason::AccessForbidden);

    let two = emulator.credentials_of(emulator.apps()[1]).unwrap();
    let theirs = two.token("owner").unwrap().clone();
    assert_eq!(reason(one.subscribe(&theirs).await), Reason::SubscriptionNotPermitted);
    let client_two = client_of(&emulator, two.app());
    assert_eq!(reason(client_two.premium_account().webhooks().await), Reason::AccessForbidden);
    let verified = client_two.oauth().verify_credentials(&theirs).await.unwrap();
    assert_eq!(verified.access_level, Some(AccessLevel::Read));

    let count = client(&emulator).enterprise().webhooks().await;
    assert_eq!(reason(count), Reason::AccessNotEnabled);
    let count = client(&emulator).v2().subscription_count().await;
    assert_eq!(reason(count), Reason::ClientNotEnrolled);
    let skewed = Client::builder(emulator.credentials().app())
        .base_url(emulator.base_url())
        .retries(0)
        .clock(|| Timestamp::from_millis(1_000_000_000_000))
        .build()
        .unwrap();
    assert_eq!(reason(skewed.oauth().verify_credentials(&writer).await), Reason::ClockOff);
}

#[tokio::test]
async fn rate_limits_are_told() {
    let emulator = Emulator::builder()
        .clock(account_activity_emulator::Clock::manual(START))
        .start()
        .await
        .unwrap();
    let env = client(&emulator).premium("prod");
    for _ in 0..15 {
        env.webhooks().await.unwrap();
    }
    let error = env.webhooks().await.unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::RateLimited));
    let limit = error.as_api().unwrap().rate_limit().unwrap();
    assert_eq!((limit.limit, limit.remaining), (Some(15), Some(0)));
    assert_eq!(limit.until_reset(START), Some(Duration::from_secs(900)));
}

#[tokio::test]
async fn a_revoked_user_is_gone() {
    let (emulator, client, bot, url) = set_up(Tier::Premium).await;
    let env = client.premium("prod");
    env.register_webhook(&url).await.unwrap();
    let ada = token(&emulator, "ada");
    env.subscribe(&ada).await.unwrap();
    emulator.perform(Action::revoke("ada", emulator.apps()[0])).await.unwrap();
    emulator.drained().await;
    assert_eq!(bot.received().len(), 1);
    assert_eq!(reason(env.subscribe(&ada).await), Reason::UserTokenInvalid);
    assert!(env.subscriptions().await.unwrap().users.is_empty());
}
