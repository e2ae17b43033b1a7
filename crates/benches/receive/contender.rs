//! The compared servers, all with hyper on loopback.

use std::convert::Infallible;
use std::net::SocketAddr;

use account_activity::receiver::{Delivery, Receiver, ReceiverService, Secret, Secrets};
use bytes::Bytes;
use http::header::HOST;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

#[derive(Clone, Copy)]
pub(crate) enum Contender {
    /// Reads the body and responds 200.
    Bare,
    /// Reads the body and verifies its signature.
    Verify,
    /// The whole receiver: limits, signature, typed decode, a task for the handler.
    Receiver,
}

pub(crate) const ALL: [Contender; 3] = [Contender::Bare, Contender::Verify, Contender::Receiver];
pub(crate) const BARE: usize = 0;
pub(crate) const RECEIVER: usize = 2;

const PATH: &str = "/webhooks/twitter";

fn secrets() -> Secrets {
    Secrets::new(Secret::new("uQ0gukfFwOZTQmTDRrZ35rwEe7D9WLXNYuZkCX147v8").expect("not empty"))
}

/// Creates a delivery as X would send it.
pub(crate) fn request(body: &[u8]) -> Request<Bytes> {
    let mut request = secrets().signed_request(PATH.parse().expect("a path"), body.to_vec());
    request.headers_mut().insert(HOST, HeaderValue::from_static("localhost"));
    request
}

impl Contender {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare: read, respond",
            Self::Verify => "read, verify, respond",
            Self::Receiver => "receiver, with a handler",
        }
    }

    /// Starts the server and returns its address.
    pub(crate) async fn start(self) -> SocketAddr {
        match self {
            Self::Bare => serve(service_fn(bare)).await,
            Self::Verify => {
                let secrets = secrets();
                serve(service_fn(move |request| verify(secrets.clone(), request))).await
            }
            Self::Receiver => {
                let receiver = Receiver::at(PATH, secrets());
                let service = ReceiverService::new(receiver, async |_: Delivery| Ok(()));
                serve(TowerToHyperService::new(service)).await
            }
        }
    }
}

async fn bare(request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, hyper::Error> {
    request.into_body().collect().await?.to_bytes();
    Ok(Response::new(Empty::new()))
}

async fn verify(
    secrets: Secrets,
    request: Request<Incoming>,
) -> Result<Response<Empty<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let mut response = Response::new(Empty::new());
    if secrets.verify(&head.headers, &body).is_err() {
        *response.status_mut() = StatusCode::UNAUTHORIZED;
    }
    Ok(response)
}

async fn serve<S, B>(service: S) -> SocketAddr
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    B: Body<Data = Bytes, Error = Infallible> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let connection = http1::Builder::new();
            let connection = connection.serve_connection(TokioIo::new(stream), service.clone());
            // A client closes its connection when it is done.
            tokio::spawn(async move { drop(connection.await) });
        }
    });
    address
}
