//! A session: one refresh for all tasks, and new tokens that are stored before they are used.

use std::future::{poll_fn, ready};
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use account_activity::client::oauth2::{SessionError, StoreError, TokenStore, UserSession};
use account_activity::client::{Error, NotSentReason};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::{JoinSet, yield_now};
use wiremock::matchers::{any, body_string, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::*;

/// A store that fails as often as it is told to.
#[derive(Clone, Default)]
struct Store {
    stored: Arc<Mutex<Vec<TokenPair>>>,
    failures: Arc<AtomicUsize>,
}

impl Store {
    fn fails(times: usize) -> Self {
        Self { failures: Arc::new(times.into()), ..Self::default() }
    }

    fn stored(&self) -> Vec<TokenPair> {
        self.stored.lock().unwrap().clone()
    }
}

impl TokenStore for Store {
    fn store(
        &self,
        tokens: TokenPair,
    ) -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + '_>> {
        let fails = |left: usize| left.checked_sub(1);
        if self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fails).is_ok() {
            return Box::pin(ready(Err("the disk is full".into())));
        }
        self.stored.lock().unwrap().push(tokens);
        Box::pin(ready(Ok(())))
    }
}

/// Tokens that have expired by the client's clock.
fn expired() -> TokenPair {
    tokens().with_expires_at(now())
}

/// The tokens of the first refresh.
fn fresh() -> TokenPair {
    TokenPair::new("newACCESS1")
        .with_refresh_token("newREFRESH1")
        .with_expires_at(at("2026-03-01T15:00:00Z"))
}

fn refreshed() -> ResponseTemplate {
    let body = r#"{"token_type":"bearer","expires_in":7200,"access_token":"newACCESS1","refresh_token":"newREFRESH1"}"#;
    ResponseTemplate::new(200).set_body_string(body)
}

/// Expects refreshes with the first refresh token.
async fn expect_refreshes(server: &MockServer, response: ResponseTemplate, times: u64) {
    let form = format!("grant_type=refresh_token&refresh_token={REFRESH_TOKEN}");
    let given = Mock::given(path("/2/oauth2/token")).and(body_string(form));
    given.respond_with(response).expect(times).named("refreshes").mount(server).await;
}

fn session(server: &MockServer, tokens: TokenPair, store: &Store) -> UserSession {
    client(server.uri()).oauth2().session(tokens, store.clone())
}

fn new_token() -> UserToken {
    UserToken::oauth2("newACCESS1")
}

fn rejected(status: u16, error: &str) -> ResponseTemplate {
    let body = format!(r#"{{"error":"{error}","error_description":"It is wrong."}}"#);
    ResponseTemplate::new(status).set_body_string(body)
}

/// The results of a hundred tasks.
async fn hundred<F>(call: impl Fn() -> F) -> Vec<Result<UserToken, SessionError>>
where
    F: Future<Output = Result<UserToken, SessionError>> + Send + 'static,
{
    (0..100).map(|_| call()).collect::<JoinSet<_>>().join_all().await
}

fn asked(session: &UserSession) -> impl Future<Output = Result<UserToken, SessionError>> + use<> {
    let session = session.clone();
    async move { session.user_token().await }
}

/// The result of one poll of a call.
async fn polled<F>(call: &mut Pin<Box<F>>) -> Poll<bool>
where
    F: Future<Output = Result<UserToken, SessionError>>,
{
    poll_fn(|context| Poll::Ready(call.as_mut().poll(context).map(|result| result.is_ok()))).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_tasks_cause_one_refresh() {
    let server = MockServer::start().await;
    expect_refreshes(&server, refreshed().set_delay(Duration::from_millis(50)), 1).await;
    let store = Store::default();
    let session = session(&server, expired(), &store);
    for result in hundred(|| asked(&session)).await {
        assert_eq!(result.unwrap(), new_token());
    }
    assert_eq!(store.stored(), [fresh()]);
    assert_eq!(session.tokens(), fresh());
    assert_eq!(session.user_token().await.unwrap(), new_token());
}

/// They share the failure, and the next call tries again.
#[tokio::test]
async fn a_hundred_tasks_fail_once() {
    let server = MockServer::start().await;
    expect_refreshes(&server, ResponseTemplate::new(503).set_delay(Duration::from_millis(50)), 1)
        .await;
    let store = Store::default();
    let session = session(&server, expired(), &store);
    for result in hundred(|| asked(&session)).await {
        assert!(matches!(result, Err(SessionError::ResponseLost(_))), "{result:?}");
    }
    server.verify().await;
    server.reset().await;
    expect_refreshes(&server, refreshed(), 1).await;
    assert_eq!(session.user_token().await.unwrap(), new_token());
}

#[tokio::test]
async fn a_token_that_is_valid_is_used() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(refreshed()).expect(0).mount(&server).await;
    let store = Store::default();
    let later = |seconds| tokens().with_expires_at(now() + Duration::from_secs(seconds));
    for session in [
        session(&server, later(61), &store),
        session(&server, later(1), &store).leeway(Duration::ZERO),
        // It is not known when this one expires.
        session(&server, tokens(), &store),
    ] {
        assert_eq!(session.user_token().await.unwrap(), tokens().user_token());
    }
    assert_eq!(store.stored(), []);
}

#[tokio::test]
async fn a_token_is_refreshed_before_it_expires() {
    let later = |seconds| tokens().with_expires_at(now() + Duration::from_secs(seconds));
    for (tokens, leeway) in [(later(60), 60), (later(59), 60), (later(0), 0), (later(600), 600)] {
        let server = MockServer::start().await;
        expect_refreshes(&server, refreshed(), 1).await;
        let session = session(&server, tokens, &Store::default());
        let session = session.leeway(Duration::from_secs(leeway));
        assert_eq!(session.user_token().await.unwrap(), new_token());
    }
}

/// As time passes by the client's clock, each refresh uses the refresh token of the one before.
#[tokio::test]
async fn each_refresh_uses_the_token_of_the_one_before() {
    let server = MockServer::start().await;
    let clock = clock::JumpingClock::new(now());
    let client = builder(server.uri()).clock(clock.clone()).build().unwrap();
    let store = Store::default();
    let session = client.oauth2().session(expired(), store.clone());
    for (old, new) in [(REFRESH_TOKEN, "R1"), ("R1", "R2"), ("R2", "R3")] {
        let form = format!("grant_type=refresh_token&refresh_token={old}");
        let body = format!(
            r#"{{"token_type":"bearer","expires_in":7200,"access_token":"A{new}","refresh_token":"{new}"}}"#
        );
        let response = ResponseTemplate::new(200).set_body_string(body);
        Mock::given(body_string(form)).respond_with(response).expect(1).mount(&server).await;
        let token = session.user_token().await.unwrap();
        assert_eq!(token, UserToken::oauth2(format!("A{new}")));
        let due = account_activity::Clock::now(&clock) + Duration::from_secs(7200);
        account_activity::Clock::sleep_until(&clock, due).await;
    }
    let stored: Vec<_> = store.stored();
    let stored: Vec<_> = stored.iter().map(|it| it.expose_refresh_token().unwrap()).collect();
    assert_eq!(stored, ["R1", "R2", "R3"]);
}

/// The response arrives after nobody waits for it any more.
#[tokio::test]
async fn a_future_that_is_dropped_loses_nothing() {
    let server = MockServer::start().await;
    let (arrived, mut arrivals) = mpsc::unbounded_channel();
    let respond = move |_: &Request| {
        arrived.send(()).unwrap();
        refreshed().set_delay(Duration::from_millis(50))
    };
    Mock::given(any()).respond_with(respond).expect(1).mount(&server).await;
    let store = Store::default();
    let session = session(&server, expired(), &store);
    let call = tokio::spawn(asked(&session));
    arrivals.recv().await.unwrap();
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(session.user_token().await.unwrap(), new_token());
    assert_eq!(store.stored(), [fresh()]);
}

#[tokio::test]
async fn no_token_is_returned_before_it_is_stored() {
    let server = MockServer::start().await;
    expect_refreshes(&server, refreshed(), 1).await;
    let (gate, entered) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (inner_gate, inner_entered) = (Arc::clone(&gate), Arc::clone(&entered));
    let store = move |_: TokenPair| {
        let (gate, entered) = (Arc::clone(&inner_gate), Arc::clone(&inner_entered));
        async move {
            entered.add_permits(1);
            gate.acquire().await.map(drop)
        }
    };
    let session = client(server.uri()).oauth2().session(expired(), store);
    let mut first = Box::pin(session.user_token());
    let mut second = Box::pin(session.user_token());
    tokio::select! {
        _ = entered.acquire() => {}
        result = &mut first => panic!("{result:?}"),
    }
    // The only other task waits at the gate, so time changes nothing.
    for _ in 0..20 {
        assert_eq!(polled(&mut first).await, Poll::Pending);
        assert_eq!(polled(&mut second).await, Poll::Pending);
        yield_now().await;
    }
    // Dropped while the store works.
    drop(first);
    gate.add_permits(1);
    assert_eq!(second.await.unwrap(), new_token());
}

#[tokio::test]
async fn a_failed_store_keeps_the_new_tokens_and_is_repeated() {
    let server = MockServer::start().await;
    expect_refreshes(&server, refreshed(), 1).await;
    let store = Store::fails(2);
    let session = session(&server, expired(), &store);
    for _ in 0..2 {
        let error = session.user_token().await.unwrap_err();
        assert!(matches!(error, SessionError::NotStored(_)), "{error:?}");
        let cause = std::error::Error::source(&error).unwrap();
        assert_eq!(cause.to_string(), "the disk is full");
        assert!(error.client_error().is_none() && !error.needs_sign_in());
        assert_eq!((session.tokens(), store.stored()), (fresh(), vec![]));
    }
    assert_eq!(session.user_token().await.unwrap(), new_token());
    assert_eq!(store.stored(), [fresh()]);
    assert_eq!(session.user_token().await.unwrap(), new_token());
    assert_eq!(store.stored(), [fresh()]);
}

/// A refresh ends the refresh token before it, so one that is not stored must not be used up.
#[tokio::test]
async fn tokens_that_are_not_stored_are_not_refreshed() {
    let server = MockServer::start().await;
    let short =
        r#"{"token_type":"bearer","expires_in":0,"access_token":"A1","refresh_token":"R1"}"#;
    let short = ResponseTemplate::new(200).set_body_string(short);
    expect_refreshes(&server, short, 1).await;
    let store = Store::fails(2);
    let session = session(&server, expired(), &store);
    for _ in 0..2 {
        let error = session.user_token().await.unwrap_err();
        assert!(matches!(error, SessionError::NotStored(_)), "{error:?}");
    }
    server.verify().await;
    server.reset().await;
    let given = Mock::given(body_string("grant_type=refresh_token&refresh_token=R1"));
    given.respond_with(refreshed()).expect(1).mount(&server).await;
    assert_eq!(session.user_token().await.unwrap(), new_token());
    assert_eq!(store.stored().len(), 2);
}

#[tokio::test]
async fn a_store_that_panics_loses_nothing() {
    let server = MockServer::start().await;
    expect_refreshes(&server, refreshed(), 1).await;
    let calls = AtomicUsize::new(0);
    let store = move |tokens: TokenPair| {
        assert_eq!(tokens, fresh());
        let first = calls.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            assert!(!first, "the store panics");
            Ok::<(), io::Error>(())
        }
    };
    let session = client(server.uri()).oauth2().session(expired(), store);
    let error = session.user_token().await.unwrap_err();
    assert!(matches!(error, SessionError::Interrupted), "{error:?}");
    assert_eq!(session.tokens(), fresh());
    assert_eq!(session.user_token().await.unwrap(), new_token());
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// A runtime polls its tasks after the future that it was given, and drops those that it never
/// polled.
#[test]
fn a_runtime_that_ends_before_the_refresh_begins_loses_nothing() {
    let lasting = runtime();
    let server = lasting.block_on(MockServer::start());
    lasting.block_on(expect_refreshes(&server, refreshed(), 1));
    let store = Store::default();
    let session = session(&server, expired(), &store);
    let mut call = Box::pin(session.user_token());
    let ending = runtime();
    assert!(ending.block_on(polled(&mut call)).is_pending());
    drop(ending);
    let error = lasting.block_on(call).unwrap_err();
    assert!(matches!(error, SessionError::Interrupted), "{error:?}");
    assert_eq!(lasting.block_on(session.user_token()).unwrap(), new_token());
    assert_eq!(store.stored(), [fresh()]);
}

/// Such a runtime drops a new task at once, while the session is locked.
#[test]
fn a_call_in_a_runtime_that_ends_is_interrupted() {
    let lasting = runtime();
    let server = lasting.block_on(MockServer::start());
    lasting.block_on(expect_refreshes(&server, refreshed(), 1));
    let session = session(&server, expired(), &Store::default());
    let ending = runtime();
    let handle = ending.handle().clone();
    drop(ending);
    let error = handle.block_on(session.user_token()).unwrap_err();
    assert!(matches!(error, SessionError::Interrupted), "{error:?}");
    assert_eq!(lasting.block_on(session.user_token()).unwrap(), new_token());
}

#[tokio::test]
async fn after_a_rejected_refresh_token_the_user_must_sign_in_again() {
    let described = r#"{"error":"invalid_request","error_description":"Value passed for the token was invalid."}"#;
    let described = ResponseTemplate::new(400).set_body_string(described);
    for response in [rejected(400, "invalid_grant"), described] {
        let server = MockServer::start().await;
        expect_refreshes(&server, response, 1).await;
        let session = session(&server, expired(), &Store::default());
        // The second call does not send a request.
        for _ in 0..2 {
            let error = session.user_token().await.unwrap_err();
            assert!(error.needs_sign_in(), "{error:?}");
            assert!(error.to_string().contains("sign in again"), "{error}");
            let error = error.client_error().unwrap();
            assert_eq!(error.reason(), Some(&Reason::GrantInvalid));
        }
    }
}

#[tokio::test]
async fn without_a_refresh_token_the_user_must_sign_in_again() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(refreshed()).expect(0).mount(&server).await;
    let tokens = TokenPair::new(ACCESS_TOKEN).with_expires_at(now());
    let error = session(&server, tokens, &Store::default()).user_token().await.unwrap_err();
    assert!(error.needs_sign_in(), "{error:?}");
    let Some(Error::NotSent(error)) = error.client_error() else { panic!("{error:?}") };
    assert_eq!(error.reason(), &NotSentReason::RefreshTokenMissing);
}

#[tokio::test]
async fn other_failures_leave_the_tokens_as_they_are() {
    let parameter = r#"{"error":"invalid_request","error_description":"Value passed for the scope was invalid."}"#;
    let parameter = ResponseTemplate::new(400).set_body_string(parameter);
    for response in [rejected(401, "invalid_client"), parameter, ResponseTemplate::new(429)] {
        let server = MockServer::start().await;
        expect_refreshes(&server, response, 1).await;
        let session = session(&server, expired(), &Store::default());
        let error = session.user_token().await.unwrap_err();
        assert!(matches!(error, SessionError::NotRefreshed(_)), "{error:?}");
        assert_eq!(session.tokens(), expired());
        server.verify().await;
        server.reset().await;
        expect_refreshes(&server, refreshed(), 1).await;
        assert_eq!(session.user_token().await.unwrap(), new_token());
    }
}

/// Reads a request whole, so that closing the connection does not reset it.
async fn read_request(stream: &mut TcpStream) {
    let mut bytes = Vec::new();
    while !bytes.ends_with(REFRESH_TOKEN.as_bytes()) {
        bytes.push(stream.read_u8().await.unwrap());
    }
}

/// A server that reads each request, and sends these responses, one on each connection.
async fn server_of(responses: &'static [&'static str]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for response in responses {
            let (mut stream, _) = listener.accept().await.unwrap();
            read_request(&mut stream).await;
            stream.write_all(response.as_bytes()).await.unwrap();
        }
    });
    format!("http://{address}")
}

const INVALID_GRANT: &str = "HTTP/1.1 400 Bad Request\r\ncontent-length: 25\r\n\
                             connection: close\r\n\r\n{\"error\":\"invalid_grant\"}";
const REFRESHED: &str = "HTTP/1.1 200 OK\r\ncontent-length: 55\r\nconnection: close\r\n\r\n\
                         {\"token_type\":\"bearer\",\"access_token\":\"newACCESS1\"}     ";

/// The connection is cut before the response, in its head and in its body. X may have acted or not.
#[tokio::test]
async fn a_lost_response_is_tried_again_and_then_decides() {
    const LOST: [&str; 3] = [
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"access_token\":\"newA",
    ];
    const ACTED: &[&str] = &[LOST[0], LOST[1], LOST[2], INVALID_GRANT];
    const NOT_ACTED: &[&str] = &[LOST[0], LOST[1], LOST[2], REFRESHED];
    for responses in [ACTED, NOT_ACTED] {
        let store = Store::default();
        let client = client(server_of(responses).await);
        let session = client.oauth2().session(expired(), store.clone());
        for _ in LOST {
            let error = session.user_token().await.unwrap_err();
            assert!(matches!(error, SessionError::ResponseLost(_)), "{error:?}");
            assert!(!error.needs_sign_in());
            for told in ["call again", "the user must sign in again"] {
                assert!(error.to_string().contains(told), "{error}");
            }
            assert_eq!((session.tokens(), store.stored()), (expired(), vec![]));
        }
        let result = session.user_token().await;
        if responses == ACTED {
            assert!(result.unwrap_err().needs_sign_in());
        } else {
            assert_eq!(result.unwrap(), new_token());
            assert_eq!(store.stored().len(), 1);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_token_that_x_rejects_is_replaced_once() {
    let server = MockServer::start().await;
    expect_refreshes(&server, refreshed().set_delay(Duration::from_millis(50)), 1).await;
    let store = Store::default();
    let valid = tokens().with_expires_at(at("2026-03-01T14:00:00Z"));
    let old = valid.user_token();
    let session = session(&server, valid, &store);
    assert_eq!(session.user_token().await.unwrap(), old);
    let replaced = || {
        let (session, old) = (session.clone(), old.clone());
        async move { session.replace(&old).await }
    };
    for result in hundred(replaced).await {
        assert_eq!(result.unwrap(), new_token());
    }
    // A late task with the old token gets the new one.
    assert_eq!(session.replace(&old).await.unwrap(), new_token());
    assert_eq!(store.stored(), [fresh()]);
}

/// `Send`, so that calls can be spawned, and `Debug` without the tokens.
#[test]
fn sessions_are_cheap_to_share() {
    fn is_shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    let client = client("http://127.0.0.1:9");
    is_shared(&client.oauth2());
    let session = client.oauth2().session(tokens(), Store::default());
    is_shared(&session);
    assert!(!format!("{session:?}").contains("TOKEN1"), "{session:?}");
}
