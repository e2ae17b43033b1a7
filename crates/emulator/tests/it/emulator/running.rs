//! Starting and stopping.

use std::time::Duration;

use account_activity::{Tier, UserId, UserToken};
use account_activity_emulator::{
    Account, App, Emulator, EmulatorError, Limits, StartError, WorldUser,
};
use http::Method;
use tokio::net::TcpStream;

use super::bot::{Bot, CrcResponse};
use super::raw::{Raw, encode};
use super::started;

const WEBHOOKS: &str = "/1.1/account_activity/all/prod/webhooks.json";

#[tokio::test]
async fn after_shutdown_nothing_listens() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    // This leaves an idle connection.
    assert_eq!(raw.owner(Method::GET, WEBHOOKS).await.status, 200);
    let address = ("127.0.0.1", emulator.port());
    assert_eq!(emulator.base_url(), format!("http://127.0.0.1:{}", emulator.port()));
    emulator.shutdown().await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
    let again = Emulator::builder().address(([127, 0, 0, 1], address.1).into()).start().await;
    assert_eq!(again.unwrap().port(), address.1);
}

#[tokio::test]
async fn a_drop_stops_it_too() {
    let emulator = started(Tier::Premium).await;
    let address = ("127.0.0.1", emulator.port());
    drop(emulator);
    let closed = async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), closed).await.unwrap();
}

#[tokio::test]
async fn a_request_without_a_response_yet_is_finished() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    bot.set_crc_response(CrcResponse::Never);
    let path = format!("{WEBHOOKS}?url={}", encode(&bot.url));
    let request = tokio::spawn(async move { raw.owner(Method::POST, &path).await });
    while bot.crc_requests() == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    emulator.shutdown().await.unwrap();
    let message =
        "High latency on CRC GET request. Your webhook should respond in less than 3 seconds.";
    request.await.unwrap().is_error(400, 214, message);
}

#[tokio::test]
async fn given_credentials_are_taken() {
    let (ada, bob) = (UserToken::oauth1("token", "secret"), UserToken::oauth2("bearer"));
    let emulator = Emulator::builder()
        .app(App::new("key", "secret").with_owner("ADA").with_client_secret("client"))
        .user(Account::from("bob").with_token(bob.clone()))
        .user(Account::new(WorldUser::new("ada").with_id(7)).with_token(ada.clone()))
        .start()
        .await
        .unwrap();
    let credentials = emulator.credentials();
    assert_eq!(credentials.owner, UserId::new(7));
    assert_eq!(credentials.users[0].token, ada);
    assert_eq!(credentials.users[1].oauth2, Some(bob));
    assert_eq!(credentials.client_secret.as_deref(), Some("client"));
    let shown = format!("{credentials:?} {emulator:?}");
    assert!(!shown.contains("secret") && !shown.contains("client"), "{shown}");
    let names: Vec<_> = emulator.users().iter().map(|user| user.screen_name().to_owned()).collect();
    assert_eq!(names, ["bob", "ada"]);
    let error = emulator.add_user("Ada").await.unwrap_err();
    assert!(matches!(error, EmulatorError::User(_)), "{error}");
}

#[tokio::test]
async fn what_contradicts_itself_does_not_start() {
    let app = || App::new("key", "secret");
    let builder = Emulator::builder;
    let error = async |builder: account_activity_emulator::EmulatorBuilder| {
        builder.start().await.unwrap_err()
    };
    let found = error(builder().app(app()).app(app())).await;
    assert!(matches!(found, StartError::RepeatedApp(_)), "{found}");
    let found = error(builder().app(app()).app(App::new("other", "s").with_id(31_415_926))).await;
    assert!(matches!(found, StartError::RepeatedApp(_)), "{found}");
    let (one, two) = (app().with_bearer_token("same"), App::new("other", "s"));
    let found = error(builder().app(one).app(two.with_bearer_token("same"))).await;
    assert!(matches!(found, StartError::RepeatedBearerToken(_)), "{found}");
    assert!(!found.to_string().contains("same"), "{found}");
    let found = error(builder().app(app().with_owner("nobody"))).await;
    assert!(matches!(found, StartError::UnknownOwner(_)), "{found}");
    let found = error(builder().app(App::new("key", ""))).await;
    assert!(matches!(found, StartError::Secret(_)), "{found}");
    let found = error(builder().environments(["prod", "prod"])).await;
    assert!(matches!(found, StartError::RepeatedEnvironment(_)), "{found}");
    for name in ["", ".", "..", "a/b", "a\\b", "a b", "a\n"] {
        let found = error(builder().environments([name])).await;
        assert!(matches!(&found, StartError::InvalidEnvironment(it) if it == name), "{found}");
        let found = error(builder().app(app().with_environment(name))).await;
        assert!(matches!(found, StartError::InvalidEnvironment(_)), "{found}");
    }
    let found = error(builder().tier(Tier::Sandbox).environments(["prod", "dev"])).await;
    assert!(matches!(found, StartError::TooManyEnvironments { environments: 2, limit: 1 }));
    let found = error(builder().user("ada").user("Ada")).await;
    assert!(matches!(found, StartError::User(_)), "{found}");
    let found = error(builder().trust_ca_pem("none")).await;
    assert!(matches!(found, StartError::Outbound(_)), "{found}");
    let running = started(Tier::Premium).await;
    let found = error(builder().address(([127, 0, 0, 1], running.port()).into())).await;
    assert!(matches!(found, StartError::Listen { .. }), "{found}");

    let mut limits = Limits::of(Tier::Sandbox);
    limits.webhooks = 2;
    let builder = builder().tier(Tier::Sandbox).environments(["one", "two"]).limits(limits);
    assert_eq!(builder.start().await.unwrap().credentials().environments, ["one", "two"]);
}
