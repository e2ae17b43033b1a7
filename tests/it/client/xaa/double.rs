//! A small server of the subscriptions API that keeps subscriptions, with the traps of X's. Tests
//! choose what X's texts disagree about, and the fate of requests.

mod row;
mod state;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use account_activity::UserId;
use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Barrier;

use super::super::clock::JumpingClock;
use row::Row;
use state::State;

pub(crate) const WEBHOOK: u64 = 1_241_980_494_134_145_024;
pub(crate) const OTHER_WEBHOOK: u64 = 1_241_980_494_134_145_025;
pub(crate) const BEARER: &str = "doubleBEARER6";

/// The server. It ends with the runtime of the test.
pub(crate) struct Double {
    pub(crate) uri: String,
    state: Arc<Mutex<State>>,
}

/// What tests choose.
pub(crate) struct Switches {
    /// Whether the list leaves out `webhook_id`.
    pub(crate) hides_webhooks: bool,
    /// Whether creating the same subscription again moves its expiry, in place of an error.
    pub(crate) renews: bool,
    /// Whether the direction is part of the identity.
    pub(crate) tells_directions: bool,
    /// Whether the qualifiers are part of the identity.
    pub(crate) tells_qualifiers: bool,
    /// Whether the list leaves out `qualifiers`.
    pub(crate) hides_qualifiers: bool,
    /// The number of subscriptions that can be created in a window.
    pub(crate) creates_per_window: usize,
    /// Whether an error for the rate limit names the end of the window.
    pub(crate) names_reset: bool,
    /// The largest page of the list.
    pub(crate) page: usize,
    /// What happens to a request, before X acts on it.
    pub(crate) fate: Box<dyn FnMut(&Asked) -> Fate + Send>,
}

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Value,
    /// The user whose token was sent. `None` for the app's bearer token.
    pub(crate) user: Option<UserId>,
}

/// What happens to a request.
pub(crate) enum Fate {
    /// X acts on it and responds.
    Normal,
    /// X acts on it, and responds when as many requests as the barrier is for have this fate.
    Meeting(Arc<Barrier>),
    /// Another process has deleted its subscription. X acts on it and responds.
    GoneBefore,
    /// X responds with this, and does not act.
    Rejected(u16, Value),
    /// X acts on it, and the response gets lost.
    ResponseLost,
    /// X acts on it, and does not respond.
    Stalled,
    /// X neither acts on it nor responds.
    StalledBefore,
}

/// A request without a response, or without one yet.
enum Silence {
    ConnectionClosed,
    Stalled,
    Until(Arc<Barrier>, state::Reply),
}

impl Double {
    pub(crate) async fn start(clock: &JumpingClock) -> Self {
        let switches = Switches {
            hides_webhooks: false,
            renews: false,
            tells_directions: false,
            tells_qualifiers: false,
            hides_qualifiers: false,
            creates_per_window: usize::MAX,
            names_reset: true,
            page: 1000,
            fate: Box::new(|_| Fate::Normal),
        };
        let state = Arc::new(Mutex::new(State::new(clock, switches)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(accept(listener, state.clone()));
        Self { uri, state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(crate) fn switch(&self, change: impl FnOnce(&mut Switches)) {
        change(&mut self.state().switches);
    }

    /// Sets what happens to requests from now on.
    pub(crate) fn fate(&self, fate: impl FnMut(&Asked) -> Fate + Send + 'static) {
        self.switch(|switches| switches.fate = Box::new(fate));
    }

    /// Adds a subscription, as another request of the app would have.
    pub(crate) fn add(&self, row: Value) {
        let Value::Object(members) = row else { panic!("expected an object") };
        self.state().add(None, members);
    }

    /// Returns the subscriptions without their ids and times of creation, in a stable order.
    pub(crate) fn rows(&self) -> Vec<Value> {
        let mut rows: Vec<_> = self.state().rows.iter().map(Row::bare).collect();
        rows.sort_by_key(ToString::to_string);
        rows
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state().asked.clone()
    }

    /// Returns the methods of the requests for subscriptions so far, and forgets them.
    pub(crate) fn methods(&self) -> String {
        let asked = std::mem::take(&mut self.state().asked);
        asked.iter().map(|asked| asked.method.as_str()).collect::<Vec<_>>().join(" ")
    }
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let state = state.clone();
        let service = service_fn(move |request| respond(state.clone(), request));
        // An error is a request that the test wanted lost.
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        tokio::spawn(async move { drop(connection.await) });
    }
}

async fn respond(
    state: Arc<Mutex<State>>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, io::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let header = head.headers.get(http::header::AUTHORIZATION);
    let authorization = header.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let uri = head.uri.path_and_query().map_or("", |it| it.as_str());
    let reply = state.lock().unwrap().reply(&head.method, uri, authorization, &body);
    let (status, value) = match reply {
        Ok(reply) => reply,
        Err(Silence::ConnectionClosed) => return Err(io::Error::other("the response is lost")),
        Err(Silence::Stalled) => std::future::pending().await,
        Err(Silence::Until(barrier, reply)) => {
            barrier.wait().await;
            reply
        }
    };
    let mut response = Response::new(Full::from(value.to_string()));
    *response.status_mut() = status.try_into().unwrap();
    if let Some(reset) = state.lock().unwrap().reset().filter(|_| status == 429) {
        let seconds = (reset.as_millis() / 1000).to_string();
        response.headers_mut().insert("x-rate-limit-reset", seconds.try_into().unwrap());
        response.headers_mut().insert("x-rate-limit-remaining", "0".try_into().unwrap());
    }
    Ok(response)
}
