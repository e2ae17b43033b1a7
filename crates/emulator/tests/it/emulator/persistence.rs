//! The state in a file, restored after a restart.

use std::path::PathBuf;

use account_activity::Tier;
use account_activity_emulator::{Action, Clock, Emulator, StartError, StoreError};
use http::Method;

use super::bot::{Bot, CrcResponse};
use super::delivery::{registered, subscribed};
use super::raw::Raw;
use super::{DAY, START, still};

/// A temporary file of one test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("emulator-{name}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder.join("state.json"))
    }

    async fn start(&self) -> Emulator {
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

fn client(emulator: &Emulator) -> account_activity::Client {
    account_activity::Client::builder(emulator.credentials().app())
        .base_url(emulator.base_url())
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_file_that_is_none_of_ours_is_left_alone() {
    let file = Scratch::new("foreign");
    for content in ["", "{}", "not JSON", r#"{"version": 2, "state": {}}"#] {
        std::fs::write(&file.0, content).unwrap();
        let error = Emulator::builder().file(&file.0).start().await.unwrap_err();
        assert!(matches!(error, StartError::Store(StoreError::Content { .. })), "{error}");
        assert_eq!(std::fs::read_to_string(&file.0).unwrap(), content);
    }
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
