//! One connection, from the first byte to the last.

use std::convert::Infallible;
use std::future::ready;
use std::pin::{Pin, pin};
use std::sync::Arc;

use http::{Method, Request, Response, Version};
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use tower_service::Service as _;

use super::activity::Activity;
use super::arriving::Arriving;
use super::connections::{Connections, OpenConnection};
use super::limits::Limits;
use super::stream::Stream;
use crate::receiver::{Error, ReceiverService, ResponseBody, handler_runtime};

/// What all connections of a server share.
#[derive(Debug)]
pub(super) struct Common {
    pub(super) limits: Limits,
    pub(super) protocol: Builder<TokioExecutor>,
    pub(super) service: ReceiverService,
    pub(super) handlers: Handle,
    pub(super) is_stopping: watch::Sender<bool>,
}

/// Serves a connection until it ends, or until its activity says that it is to be closed.
pub(super) async fn serve(stream: TcpStream, common: Arc<Common>, open: OpenConnection) {
    // Responses are short and are written whole. Without it they could wait for the peer.
    let _ = stream.set_nodelay(true);
    let activity = &open.activity;
    let stream = TokioIo::new(Stream::new(stream, Arc::clone(activity)));
    let service = Watched {
        activity: Arc::clone(activity),
        connections: Arc::clone(&open.connections),
        common: Arc::clone(&common),
    };
    let mut connection = pin!(common.protocol.serve_connection(stream, service));
    let mut is_stopping = common.is_stopping.subscribe();
    let mut has_been_stopped = false;
    loop {
        tokio::select! {
            result = connection.as_mut() => {
                if let Err(error) = result {
                    tracing::debug!(error, "a connection ended");
                }
                return;
            }
            () = until(activity.deadline(&common.limits)) => {
                tracing::debug!("closed a connection without a request");
                return;
            }
            () = activity.changed() => {}
            _ = is_stopping.wait_for(|it| *it), if !has_been_stopped => {
                has_been_stopped = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// The service of one connection.
struct Watched {
    activity: Arc<Activity>,
    connections: Arc<Connections>,
    common: Arc<Common>,
}

impl Watched {
    /// Returns whether the connection is one of those that are kept for CRC requests.
    fn is_spare(&self) -> bool {
        !self.activity.is_busy() && self.connections.are_busy(self.common.limits.connections)
    }
}

impl Service<Request<Incoming>> for Watched {
    type Response = Response<ResponseBody>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        if request.method() == Method::POST && self.is_spare() {
            let response = self.common.service.reject(Error::Overloaded, request.version());
            return Box::pin(ready(Ok(response)));
        }
        let open = Arc::new(self.activity.open(request.version() == Version::HTTP_2));
        let request = request.map(|body| Arriving::new(body, Arc::clone(&open)));
        let response = self.common.service.clone().call(request);
        let response = handler_runtime::scope(self.common.handlers.clone(), response);
        Box::pin(async move {
            let response = response.await;
            drop(open);
            response
        })
    }
}
