//! The state in a file, restored after a restart.

use std::path::PathBuf;

use account_activity::Tier;
use account_activity_emulator::{Action, App, Clock, Emulator, StartError, StoreError};
use http::Method;

use super::bot::{Bot, CrcResponse};
use super::delivery::{registered, subscribed};
use super::raw::Raw;
use super::{DAY, START, still};

/// A temporary file of one test.
pub(super) struct Scratch(pub(super) PathBuf);

impl Scratch {
    pub(super) fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("emulator-{name}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder.join("state.json"))
    }

    pub(super) async fn start(&self) -> Emulator {
        still(Tier::Premium).file(&self.0).start().await.unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
    }
}

#[tokio::test]
async fn a_restart_finds_webhooks_subscriptions_tokens_and_the_world() {
    let file = Scratch::new("restart");
    let emulator = file.start().await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    registered(&raw, "prod", &bot).await;
    subscribed(&raw, "prod", "ada").await;
    let dora = emulator.add_user("dora").await.unwrap();
    let tweet = emulator.perform(Action::post("ada", "before")).await.unwrap().tweet().unwrap();
    emulator.drained().await;
    let cleo = raw.token("cleo");
    let path = "/1.1/oauth/invalidate_token.json";
    assert_eq!(raw.user(&cleo, Method::POST, path).await.status, 200);
    let bearer = raw.bearer_token().await;
    let (webhooks, subscriptions) = (emulator.webhooks(), emulator.subscriptions());
    let world = emulator.world();
    // Without `shutdown`: the state was saved with each response.
    drop(emulator);
    assert_eq!(bot.received().len(), 1);

    let emulator = file.start().await;
    let raw = Raw::new(&emulator);
    assert_eq!((emulator.webhooks(), emulator.subscriptions()), (webhooks, subscriptions));
    assert_eq!(emulator.world(), world);
    assert_eq!(raw.bearer_token().await, bearer);
    // The configuration does not restore a revoked token.
    assert!(raw.credentials().token("cleo").is_none());
    let dora = raw.credentials().users.iter().find(|user| user.id == dora).unwrap();
    let path = "/1.1/account/verify_credentials.json";
    assert_eq!(raw.user(&dora.token, Method::GET, path).await.status, 200);
    let liked = emulator.perform(Action::like("bob", tweet)).await.unwrap();
    assert!(liked.created.is_some());
    emulator.drained().await;
    assert_eq!(bot.received().len(), 1);
    // The periodic CRC requests go on.
    emulator.advance(DAY).await;
    assert_eq!(bot.crc_requests(), 2);
    let again = emulator.world().users().len();
    emulator.shutdown().await.unwrap();
    assert_eq!(file.start().await.world().users().len(), again);
}

#[tokio::test]
async fn what_happens_without_a_request_is_saved_too() {
    let file = Scratch::new("invalid");
    let emulator = file.start().await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    registered(&raw, "prod", &bot).await;
    bot.set_crc_response(CrcResponse::WrongToken);
    emulator.advance(DAY).await;
    assert!(!emulator.webhooks()[0].valid);
    emulator.shutdown().await.unwrap();
    let emulator = file.start().await;
    assert!(!emulator.webhooks()[0].valid);
    emulator.advance(2 * DAY).await;
    assert_eq!(bot.crc_requests(), 2);
}

#[tokio::test]
async fn a_sign_in_goes_on_after_a_restart() {
    let file = Scratch::new("sign-in");
    let emulator = file.start().await;
    let client = client(&emulator);
    let pin = account_activity::client::Callback::Pin;
    let request = client.oauth().request_token(pin).await.unwrap();
    emulator.shutdown().await.unwrap();
    let emulator = file.start().await;
    emulator.allow(request.token(), "ada").await.unwrap();
    let verifier = emulator.sign_ins()[0].verifier.clone().unwrap();
    drop(emulator);
    let emulator = file.start().await;
    let access = self::client(&emulator).oauth().access_token(&request, &verifier).await.unwrap();
    assert_eq!(access.screen_name, "ada");
}

/// A stored webhook whose environment is gone, or is another app's now, is dropped.
#[tokio::test]
async fn a_webhook_of_a_foreign_environment_is_dropped() {
    let file = Scratch::new("foreign-environment");
    let apps = || [App::new("one", "secret one"), App::new("two", "secret two")];
    let start = async |environments: [&str; 2]| {
        let [one, two] = apps();
        let builder = still(Tier::Premium)
            .file(&file.0)
            .app(one.with_environment(environments[0]))
            .app(two.with_environment(environments[1]));
        builder.start().await.unwrap()
    };
    let emulator = start(["prod", "dev"]).await;
    let [one, two] = Raw::all(&emulator);
    let (prod, dev) = (
        Bot::start(one.credentials().secrets()).await,
        Bot::start(two.credentials().secrets()).await,
    );
    registered(&one, "prod", &prod).await;
    registered(&two, "dev", &dev).await;
    subscribed(&one, "prod", "ada").await;
    subscribed(&two, "dev", "ada").await;
    emulator.shutdown().await.unwrap();

    // As before, so nothing is dropped.
    let emulator = start(["prod", "dev"]).await;
    assert_eq!((emulator.webhooks().len(), emulator.subscriptions().len()), (2, 2));
    emulator.shutdown().await.unwrap();

    // The environment `dev` is gone.
    let emulator = start(["prod", "staging"]).await;
    let left = emulator.webhooks();
    assert_eq!(left.iter().map(|it| it.environment.as_deref()).collect::<Vec<_>>(), [Some("prod")]);
    assert_eq!(emulator.subscriptions().len(), 1);
    emulator.perform(Action::post("ada", "hi")).await.unwrap();
    emulator.drained().await;
    assert_eq!((prod.received().len(), dev.received().len()), (1, 0));
    emulator.shutdown().await.unwrap();

    // `prod` belongs to the other app.
    let emulator = start(["staging", "prod"]).await;
    assert_eq!((emulator.webhooks(), emulator.subscriptions()), (vec![], vec![]));
    let [_, two] = Raw::all(&emulator);
    registered(&two, "prod", &dev).await;
    emulator.shutdown().await.unwrap();
    assert_eq!(start(["staging", "prod"]).await.webhooks().len(), 1);
}

/// A dropped webhook does not fill the only place of a sandbox.
#[tokio::test]
async fn the_place_of_a_dropped_webhook_is_free() {
    let file = Scratch::new("place");
    let start = async |tier, environment: &str| {
        still(tier).file(&file.0).environments([environment]).start().await.unwrap()
    };
    let emulator = start(Tier::Sandbox, "first").await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    registered(&raw, "first", &bot).await;
    emulator.shutdown().await.unwrap();
    let emulator = start(Tier::Sandbox, "second").await;
    registered(&Raw::new(&emulator), "second", &bot).await;
    emulator.shutdown().await.unwrap();
    // Other tiers have no environments.
    let emulator = still(Tier::Enterprise).file(&file.0).start().await.unwrap();
    assert_eq!(emulator.webhooks(), []);
}

pub(super) fn client(emulator: &Emulator) -> account_activity::Client {
    account_activity::Client::builder(emulator.credentials().app())
        .base_url(emulator.base_url())
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_file_that_is_none_of_ours_is_left_alone() {
    let file = Scratch::new("foreign");
    for content in ["", "{}", "not JSON", r#"{"version": 2, "state": {}}"#, "{\"version\": 2"] {
        std::fs::write(&file.0, content).unwrap();
        let error = Emulator::builder().file(&file.0).start().await.unwrap_err();
        assert!(matches!(error, StartError::Store(StoreError::Content { .. })), "{error}");
        assert_eq!(std::fs::read_to_string(&file.0).unwrap(), content);
    }
    let content = r#"{"version": 3, "state": "in another form"}"#;
    std::fs::write(&file.0, content).unwrap();
    let error = Emulator::builder().file(&file.0).start().await.unwrap_err();
    assert!(
        matches!(error, StartError::Store(StoreError::Version { found: 3, expected: 2, .. })),
        "{error}"
    );
    let told = error.to_string();
    assert!(told.contains("state.json") && told.contains("has version 3"), "{told}");
    assert_eq!(std::fs::read_to_string(&file.0).unwrap(), content);
    let missing = file.0.parent().unwrap().join("missing").join("state.json");
    let error = Emulator::builder().file(missing).start().await.unwrap_err();
    assert!(matches!(error, StartError::Store(StoreError::Write { .. })), "{error}");
}

#[tokio::test]
async fn the_same_seed_gives_the_same_credentials() {
    let start = async |seed| {
        let builder = Emulator::builder().seed(seed).clock(Clock::manual(START));
        builder.start().await.unwrap()
    };
    let text = |emulator: &Emulator| {
        let credentials = emulator.credentials();
        let tokens: Vec<_> = credentials.users.iter().map(|user| user.token.clone()).collect();
        (credentials.consumer_key, credentials.consumer_secret, tokens)
    };
    let (one, same, other) = (start(1).await, start(1).await, start(2).await);
    assert!(text(&one) == text(&same) && text(&one) != text(&other));
    assert_eq!(Raw::new(&one).bearer_token().await, Raw::new(&same).bearer_token().await);
}
