//! The stream of the X Activity API.

mod cases;
mod day;
mod faults;
mod stored;

use std::time::Duration;

use account_activity::client::xaa::{DeliverTo, NewSubscription, SubscriptionFilter};
use account_activity::xaa::{Envelope, EventKind};
use account_activity::{AppId, Client, Tier};
use account_activity_emulator::{
    Action, App, Emulator, EmulatorBuilder, Fault, FaultRule, Inject, Profile,
};
use http::Method;
use serde_json::json;

use super::activity::{client, subscribe, user};
use super::raw::Raw;
use super::{in_time, started, still};

const PATH: &str = "/2/activity/stream";

const SECOND: Duration = Duration::from_secs(1);

/// A connection, read part by part.
struct Connection {
    response: reqwest::Response,
    read: String,
}

impl Connection {
    async fn open(raw: &Raw) -> Self {
        let token = raw.bearer_token().await;
        let request = raw.request(Method::GET, PATH).bearer_auth(token);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        Self { response, read: String::new() }
    }

    /// Returns the next line. `None` at the end of the response.
    async fn line(&mut self) -> Option<String> {
        while !self.read.contains("\r\n") {
            match self.response.chunk().await.unwrap() {
                Some(bytes) => self.read += std::str::from_utf8(&bytes).unwrap(),
                None => return None,
            }
        }
        let (line, rest) = self.read.split_once("\r\n").unwrap();
        let (line, rest) = (line.to_owned(), rest.to_owned());
        self.read = rest;
        Some(line)
    }

    /// Returns the kind of the event of the next line.
    async fn kind(&mut self) -> EventKind {
        let line = self.line().await.unwrap();
        Envelope::from_slice(line.as_bytes()).unwrap().kind().unwrap()
    }
}

/// Waits until there are so many connections.
async fn until_open(emulator: &Emulator, count: usize) {
    in_time(async {
        while emulator.streams().len() != count {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
}

fn at_once(tier: Tier) -> EmulatorBuilder {
    still(tier).stream_head_at_once(true)
}

/// Subscribes to the posts of ada, for the stream.
async fn listening(builder: EmulatorBuilder) -> (Emulator, Raw) {
    let emulator = builder.start().await.unwrap();
    let xaa = client(&emulator).xaa();
    subscribe(&xaa, &emulator, EventKind::PostCreate, "ada", DeliverTo::Stream).await;
    let raw = Raw::new(&emulator);
    (emulator, raw)
}

async fn post(emulator: &Emulator) {
    emulator.perform(Action::post("ada", "Tea?")).await.unwrap();
}

#[tokio::test]
async fn the_head_waits_for_the_first_line() {
    let (emulator, raw) = listening(still(Tier::V2PayPerUse)).await;
    let opening = tokio::spawn({
        let raw = raw.clone();
        async move { Connection::open(&raw).await }
    });
    until_open(&emulator, 1).await;
    emulator.advance(19 * SECOND).await;
    assert!(!opening.is_finished());
    emulator.advance(SECOND).await;
    let mut connection = opening.await.unwrap();
    assert_eq!(connection.line().await.as_deref(), Some(""));
    let type_ = &connection.response.headers()["content-type"];
    assert_eq!(type_, "application/json; charset=utf-8");
    assert_eq!(connection.response.headers()["x-rate-limit-limit"], "450");
    post(&emulator).await;
    assert_eq!(connection.kind().await, EventKind::PostCreate);
    emulator.advance(60 * SECOND).await;
    for _ in 0..3 {
        assert_eq!(connection.line().await.as_deref(), Some(""));
    }

    // An event is a first line too.
    let opening = tokio::spawn(async move { Connection::open(&raw).await });
    until_open(&emulator, 2).await;
    post(&emulator).await;
    assert_eq!(opening.await.unwrap().kind().await, EventKind::PostCreate);
    assert_eq!(connection.kind().await, EventKind::PostCreate);

    // The shutdown ends the connections.
    emulator.shutdown().await.unwrap();
    assert!(connection.line().await.unwrap().contains("operational-disconnect"));
    assert_eq!(connection.line().await, None);
}

#[tokio::test]
async fn every_subscription_of_the_app_and_no_other_is_there() {
    let (one, two) = (App::new("one", "secret one"), App::new("two", "secret two"));
    let emulator = at_once(Tier::V2PayPerUse).app(one).app(two).start().await.unwrap();
    let [one, two] = <[AppId; 2]>::try_from(emulator.apps()).unwrap();
    let raws: [Raw; 2] = Raw::all(&emulator);
    let mut connections = Vec::new();
    for raw in &raws {
        connections.push(Connection::open(raw).await);
    }
    // Subscriptions can be added while a connection is open.
    for (app, kind) in [(one, EventKind::PostCreate), (two, EventKind::ProfileUpdateBio)] {
        let credentials = emulator.credentials_of(app).unwrap();
        let client = Client::builder(credentials.app()).base_url(emulator.base_url());
        let filter = SubscriptionFilter::user(user(&emulator, "ada"));
        let new = NewSubscription::new(kind, filter, DeliverTo::Stream).tag("mine");
        client.build().unwrap().xaa().subscribe(&new, None).await.unwrap();
    }
    post(&emulator).await;
    emulator.perform(Profile::new("ada").with_bio("Tea")).await.unwrap();
    for (connection, kind) in
        connections.iter_mut().zip([EventKind::PostCreate, EventKind::ProfileUpdateBio])
    {
        let line = connection.line().await.unwrap();
        let envelope = Envelope::from_slice(line.as_bytes()).unwrap();
        assert_eq!((envelope.kind(), envelope.tag()), (Some(kind), Some("mine")));
    }
    let events: Vec<_> = emulator.streams().iter().map(|it| (it.app, it.events)).collect();
    assert_eq!(events, [(one, 1), (two, 1)]);
}

#[tokio::test]
async fn an_app_has_two_connections() {
    let apps = [App::new("one", "secret one"), App::new("two", "secret two")];
    let emulator = apps.into_iter().fold(at_once(Tier::V2PayPerUse), EmulatorBuilder::app);
    let emulator = emulator.start().await.unwrap();
    let [one, two]: [Raw; 2] = Raw::all(&emulator);
    let first = Connection::open(&one).await;
    let _second = Connection::open(&one).await;
    let reply = one.bearer(Method::GET, PATH).await;
    assert_eq!(
        (reply.status, &reply.json()["connection_issue"]),
        (429, &json!("TooManyConnections"))
    );
    let _other = Connection::open(&two).await;
    drop(first);
    until_open(&emulator, 2).await;
    let _third = Connection::open(&one).await;
    assert_eq!(emulator.streams().iter().map(|it| it.number).collect::<Vec<_>>(), [2, 3, 4]);
}

#[tokio::test]
async fn requests_are_refused() {
    let emulator = started(Tier::V2PayPerUse).await;
    let raw = Raw::new(&emulator);
    let token = raw.token("ada");
    let oauth2 = emulator.credentials().user("ada").unwrap().oauth2.clone().unwrap();
    for reply in [
        raw.with_bearer(oauth2.expose_oauth2().unwrap(), Method::GET, PATH).await,
        raw.user(&token, Method::GET, PATH).await,
    ] {
        assert_eq!(reply.status, 403, "{}", reply.body);
        assert_eq!(reply.json()["title"], "Unsupported Authentication");
        let types = "Supported authentication types are [OAuth 2.0 Application-Only].";
        assert!(reply.json()["detail"].as_str().unwrap().ends_with(types));
    }
    assert_eq!(raw.with_bearer("wrong", Method::GET, PATH).await.status, 401);

    for (query, message) in [
        ("backfill_minutes=5", "The query parameter `backfill_minutes` is not authorized."),
        ("start_time=2026-01-01T00:00:00Z", "The query parameter `start_time` is not authorized."),
        ("tweet.fields=id", "The query parameter [tweet.fields] is not valid."),
    ] {
        let reply = raw.bearer(Method::GET, &format!("{PATH}?{query}")).await;
        assert_eq!((reply.status, &reply.json()["errors"][0]["message"]), (400, &json!(message)));
    }
    emulator.faults().add(FaultRule::next(Fault::CreditsDepleted, 1));
    let reply = raw.bearer(Method::GET, PATH).await;
    assert_eq!((reply.status, &reply.json()["detail"]), (402, &json!("credits depleted")));
    assert!(emulator.streams().is_empty());

    emulator.faults().outage_until(emulator.clock().now() + SECOND);
    assert_eq!(raw.with_bearer("any", Method::GET, PATH).await.status, 503);
}

#[tokio::test]
async fn who_reads_too_slowly_is_disconnected() {
    const ROOM: usize = 300_000;
    let emulator = at_once(Tier::V2PayPerUse).stream_bytes(ROOM).start().await.unwrap();
    let xaa = client(&emulator).xaa();
    let kind = EventKind::ProfileUpdateBio;
    subscribe(&xaa, &emulator, kind.clone(), "ada", DeliverTo::Stream).await;
    let mut connection = Connection::open(&Raw::new(&emulator)).await;
    let mut sent = 0;
    while let [stream] = emulator.streams()[..] {
        assert!(stream.waiting_bytes <= ROOM);
        sent = stream.events;
        let payload = json!({"before": "x".repeat(100_000), "after": sent.to_string()});
        emulator.perform(Inject::for_user(kind.clone(), "ada", payload)).await.unwrap();
        tokio::task::yield_now().await;
    }
    // Everything that was sent before arrives.
    for number in 0..sent {
        let line = connection.line().await.unwrap();
        assert!(line.contains(&format!("\"after\":\"{number}\"")), "{number}");
    }
    assert!(sent > 0);
    let notice = connection.line().await.unwrap();
    assert!(notice.contains("read too slowly"), "{notice}");
    assert_eq!(connection.line().await, None);
}

#[tokio::test]
async fn the_control_api_shows_and_ends_the_connections() {
    let (emulator, raw) = listening(at_once(Tier::Premium).control(true)).await;
    let mut connection = Connection::open(&raw).await;
    post(&emulator).await;
    assert_eq!(connection.kind().await, EventKind::PostCreate);
    let http = crate::emulator::http();
    let path = format!("{}/emulator/streams", emulator.base_url());
    let shown = http.get(&path).send().await.unwrap().text().await.unwrap();
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    let expected = json!([{
        "number": 1, "app": emulator.apps()[0], "opened_at": super::START, "events": 1, "waiting_bytes": 0,
    }]);
    assert_eq!(shown["streams"], expected);
    let ended = http.post(format!("{path}/disconnect")).send().await.unwrap();
    assert!(ended.text().await.unwrap().contains("\"streams\": []"));
    assert!(connection.line().await.unwrap().contains("operational-disconnect"));
    assert_eq!(connection.line().await, None);

    for (end, is_ended) in [("close", true), ("reset", false)] {
        let mut connection = Connection::open(&raw).await;
        http.post(format!("{path}/write")).body("raw\r\n").send().await.unwrap();
        assert_eq!(connection.line().await.as_deref(), Some("raw"));
        let ended = http.post(format!("{path}/{end}")).send().await.unwrap();
        assert!(ended.text().await.unwrap().contains("\"streams\": []"));
        assert_eq!(connection.response.chunk().await.is_ok(), is_ended, "{end}");
    }

    let mut connection = Connection::open(&raw).await;
    emulator.reset().await.unwrap();
    assert!(connection.line().await.unwrap().contains("operational-disconnect"));
}
