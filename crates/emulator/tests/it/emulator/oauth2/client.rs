//! The SDK's client: the whole sign-in, refresh and revocation.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use account_activity::client::Reason;
use account_activity::client::oauth2::{Callback, OAuth2, TokenPair};
use account_activity::{Client, Tier, UserToken};
use account_activity_emulator::{Emulator, SignedIn};
use http::Method;

use super::super::raw::Raw;
use super::super::started;
use super::{CALLBACK, ME, SCOPES, confidential};

fn oauth2(emulator: &Emulator) -> OAuth2 {
    let client = Client::builder(emulator.credentials().app());
    let client = client.base_url(emulator.base_url()).clock(emulator.clock().clone());
    client.build().unwrap().oauth2()
}

/// Opens the page as the browser does. The user then allows or denies.
async fn callback(emulator: &Emulator, oauth2: &OAuth2, user: Option<&str>) -> Callback {
    let authorization = oauth2.authorization(CALLBACK).unwrap();
    let url = oauth2.authorize_url(&authorization, SCOPES.split(' ')).unwrap();
    let page = crate::emulator::http().get(url.as_str()).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let sign_in = emulator.sign_ins().pop().unwrap().request_token;
    let address = match user {
        Some(user) => match emulator.allow(&sign_in, user).await.unwrap() {
            SignedIn::Callback(address) => address,
            other => panic!("{other:?}"),
        },
        None => emulator.deny(&sign_in).await.unwrap().unwrap(),
    };
    authorization.callback(&address).unwrap()
}

async fn tokens(emulator: &Emulator, oauth2: &OAuth2, user: &str) -> TokenPair {
    let Callback::Allowed(code) = callback(emulator, oauth2, Some(user)).await else { panic!() };
    let tokens = oauth2.exchange(&code).await.unwrap();
    let again = oauth2.exchange(&code).await.unwrap_err();
    assert_eq!(again.reason(), Some(&Reason::GrantInvalid), "{again}");
    tokens
}

async fn status(raw: &Raw, token: &UserToken) -> u16 {
    raw.with_bearer(token.expose_oauth2().unwrap(), Method::GET, ME).await.status
}

#[tokio::test]
async fn the_whole_sign_in() {
    for emulator in [started(Tier::Premium).await, confidential().await] {
        let (oauth2, raw) = (oauth2(&emulator), Raw::new(&emulator));
        assert!(matches!(callback(&emulator, &oauth2, None).await, Callback::Denied));
        let tokens = tokens(&emulator, &oauth2, "ada").await;
        let me = raw.with_bearer(tokens.expose_access_token(), Method::GET, ME).await;
        assert_eq!(me.json()["data"]["username"], "ada");
        assert_eq!(tokens.scopes().join(" "), SCOPES);

        let renewed = oauth2.refresh(&tokens).await.unwrap();
        let spent = oauth2.refresh(&tokens).await.unwrap_err();
        assert_eq!(spent.reason(), Some(&Reason::GrantInvalid), "{spent}");
        assert_eq!(status(&raw, &renewed.user_token()).await, 200);
        oauth2.revoke(&renewed).await.unwrap();
        assert_eq!(status(&raw, &renewed.user_token()).await, 401);
        oauth2.revoke(&renewed).await.unwrap();
    }
}

#[tokio::test]
async fn a_session_refreshes_once_for_many_tasks() {
    let emulator = confidential().await;
    let (oauth2, raw) = (oauth2(&emulator), Raw::new(&emulator));
    let first = tokens(&emulator, &oauth2, "ada").await;
    let stored = Arc::new(Mutex::new(Vec::new()));
    let store = {
        let stored = Arc::clone(&stored);
        move |tokens: TokenPair| {
            stored.lock().unwrap().push(tokens);
            std::future::ready(Ok::<(), Infallible>(()))
        }
    };
    let session = oauth2.session(first.clone(), store);
    assert_eq!(session.user_token().await.unwrap(), first.user_token());
    let issued = |emulator: &Emulator| {
        let requests = emulator.requests().into_iter();
        requests.filter(|it| it.path == "/2/oauth2/token" && it.status == 200).count()
    };
    assert_eq!(issued(&emulator), 1);
    for round in 1..=3 {
        emulator.advance(Duration::from_secs(2 * 60 * 60)).await;
        assert_eq!(status(&raw, &session.tokens().user_token()).await, 401);
        let tasks = (0..100).map(|_| {
            let session = session.clone();
            tokio::spawn(async move { session.user_token().await.unwrap() })
        });
        let mut given = Vec::new();
        for task in tasks.collect::<Vec<_>>() {
            given.push(task.await.unwrap());
        }
        assert!(given.iter().all(|token| *token == given[0]));
        assert_eq!(status(&raw, &given[0]).await, 200);
        assert_eq!((issued(&emulator), stored.lock().unwrap().len()), (1 + round, round));
    }
    assert_eq!(stored.lock().unwrap().last(), Some(&session.tokens()));
    // The user revokes: only a new sign-in helps.
    let revoked = account_activity_emulator::Action::Revoke { user: "ada".into(), app: None };
    emulator.perform(revoked).await.unwrap();
    let error = session.replace(&session.tokens().user_token()).await.unwrap_err();
    assert!(error.needs_sign_in(), "{error}");
}

#[tokio::test]
async fn the_app_gets_its_own_token() {
    let emulator = confidential().await;
    oauth2(&emulator).app_token().await.unwrap();
    let record = emulator.requests().pop().unwrap();
    assert_eq!((record.path.as_str(), record.status), ("/2/oauth2/token", 200));
}
