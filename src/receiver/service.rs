//! The receiver as a `tower` service.

mod body;
mod builder;
mod gate;
mod handling;
mod notices;
mod recent;

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::SystemTime;

use bytes::Bytes;
use http::header::CONNECTION;
use http::{HeaderValue, Request, Response, Version};
use http_body::Body;
use tokio::time::{Instant, timeout_at};
use tower_service::Service;
use tracing::Instrument;

use super::delivery::Decoded;
use super::receiver::{Asked, decode};
use super::stats::Counters;
use super::{Delivery, Error, Handler, HandlerError, Receiver, Stats, with_state};
pub use body::ResponseBody;
use builder::Settings;
pub use builder::{Mode, ReceiverServiceBuilder};
use gate::{Gate, Place};
use notices::Notices;
use recent::Recent;

/// A [`Receiver`] and a [`Handler`] as a [`tower::Service`](Service).
///
/// It accepts requests with any type of body, so it runs in axum, hyper, AWS Lambda, and every
/// other server that uses the types of `http`.
///
/// The service verifies requests, responds to CRC requests, passes deliveries to the handler, and
/// responds in time. It never returns an error and never redirects. No limit of deliveries applies
/// to CRC requests. Clones share all state. It needs a Tokio runtime with time enabled.
///
/// Each handler runs in a task of its own. A handler that waits delays no CRC response. A handler
/// that blocks its thread does, if requests are read on the same runtime: use
/// `tokio::task::spawn_blocking`, or `Server` (feature `server`), which reads them on a thread of
/// its own.
///
/// ```
/// use account_activity::receiver::{
///     Delivery, Receiver, ReceiverService, ResponseBody, Secret, Secrets,
/// };
/// use http_body_util::Full;
/// use tower_service::Service;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let secrets = Secrets::new(Secret::new("consumer secret")?);
/// let receiver = Receiver::at("/webhooks/twitter", secrets.clone());
/// let mut service = ReceiverService::new(receiver, async |delivery: Delivery| {
///     println!("{} events", delivery.entries().len());
///     Ok(())
/// });
///
/// let request = secrets.signed_request("/webhooks/twitter".parse()?, r#"{"for_user_id": "1"}"#);
/// let response: http::Response<ResponseBody> = service.call(request.map(Full::new)).await?;
/// assert_eq!(response.status(), 200);
/// assert_eq!(service.stats().deliveries, 1);
/// service.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ReceiverService(Arc<Shared>);

struct Shared {
    receiver: Receiver,
    handler: Arc<dyn Handler>,
    settings: Settings,
    gate: Arc<Gate>,
    recent: Recent,
    notices: Notices,
    counters: Counters,
}

impl ReceiverService {
    /// Creates a service with the defaults of [`ReceiverServiceBuilder`].
    #[must_use]
    pub fn new(receiver: Receiver, handler: impl Handler) -> Self {
        Self::builder(receiver, handler).build()
    }

    /// Creates a service with the defaults of [`ReceiverServiceBuilder`], whose handler is a
    /// function that takes a state and a [`Delivery`].
    ///
    /// Each call of the function gets a clone of the state, such as an `Arc`, a pool of connections
    /// or a [`Seen`](super::Seen). The error is any error type that converts into
    /// `Box<dyn Error + Send + Sync>`, such as `std::io::Error` or `anyhow::Error`, or a
    /// [`HandlerError`](super::HandlerError). To set a mode or a limit too, pass
    /// [`with_state`](super::with_state) to the [`builder`](Self::builder).
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use account_activity::receiver::{Delivery, Receiver, ReceiverService, Secret};
    /// # struct Store;
    /// # impl Store { async fn save(&self, _: &[u8]) -> Result<(), std::io::Error> { Ok(()) } }
    ///
    /// async fn save(store: Arc<Store>, delivery: Delivery) -> Result<(), std::io::Error> {
    ///     store.save(delivery.as_bytes()).await
    /// }
    ///
    /// let receiver = Receiver::new(Secret::new("consumer secret")?);
    /// let service = ReceiverService::with_state(receiver, Arc::new(Store), save);
    /// # Ok::<(), account_activity::EmptySecretError>(())
    /// ```
    #[must_use]
    pub fn with_state<S, F, Fut, E>(receiver: Receiver, state: S, handler: F) -> Self
    where
        S: Clone + Send + Sync + 'static,
        F: Fn(S, Delivery) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<HandlerError> + 'static,
    {
        Self::new(receiver, with_state(state, handler))
    }

    /// Returns a builder for a service with another mode or other limits.
    pub fn builder(receiver: Receiver, handler: impl Handler) -> ReceiverServiceBuilder {
        ReceiverServiceBuilder::new(receiver, Arc::new(handler))
    }

    /// Returns the counters of the service.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let unfinished = self.0.gate.unfinished();
        Stats { unfinished, ..self.0.counters.lock().clone() }
    }

    /// Returns the response to a request that the server rejects itself.
    #[cfg(feature = "server")]
    pub(super) fn reject(&self, error: Error, version: Version) -> Response<ResponseBody> {
        self.0.reject(error, version).map(ResponseBody::from)
    }

    /// Rejects further deliveries with 503 and waits until all accepted deliveries are handled.
    ///
    /// It also waits for [`on_failure`](ReceiverServiceBuilder::on_failure). The service still
    /// responds to CRC requests.
    ///
    /// Call it after the server has stopped and before the process ends. Deliveries that are not
    /// handled by then are lost. The wait has no time limit. To set one, use
    /// `tokio::time::timeout`; [`Stats::unfinished`] is then the number of unhandled deliveries.
    pub async fn shutdown(&self) {
        self.0.gate.drain().await;
    }
}

impl<B> Service<Request<B>> for ReceiverService
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Response = Response<ResponseBody>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let shared = Arc::clone(&self.0);
        // The span does not contain the query, which contains tokens.
        let (method, path) = (request.method().as_str(), request.uri().path());
        let (method, path) = (beginning(method), beginning(path));
        let span = tracing::info_span!("webhook", method = %method, path);
        let response = async move { Ok(shared.respond(request).await.map(ResponseBody::from)) };
        Box::pin(response.instrument(span))
    }
}

/// Returns at most the first 200 characters of a text, which strangers can make as long as they like.
fn beginning(text: &str) -> &str {
    text.char_indices().nth(200).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

impl Shared {
    async fn respond<B>(self: Arc<Self>, request: Request<B>) -> Response<Bytes>
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let version = request.version();
        self.receive(request).await.unwrap_or_else(|error| self.reject(error, version))
    }

    fn reject(&self, error: Error, version: Version) -> Response<Bytes> {
        self.counters.rejection(&error);
        self.log(error);
        let mut response = error.response();
        // HTTP/2 has no such header. Its streams end with their responses.
        if error.leaves_a_body() && version < Version::HTTP_2 {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    async fn receive<B>(self: &Arc<Self>, request: Request<B>) -> Result<Response<Bytes>, Error>
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let arrived = Instant::now();
        let (head, body) = request.into_parts();
        let head = Request::from_parts(head, ());
        let signed = match self.receiver.read_head(&head)? {
            Asked::Delivery(signed) => signed,
            Asked::Crc(response, is_verified) => {
                self.crc(is_verified);
                return Ok(response);
            }
        };
        let mut place = Gate::enter(&self.gate)?;
        let body = self.read(body, arrived, &mut place).await?;
        let verified = self.receiver.verify(&signed, &body)?;
        let hashes = self.recent.hashes(&signed);
        if self.recent.contains(&hashes) {
            self.repeated();
            return Ok(Response::new(Bytes::new()));
        }
        let slot = place.admit(body.len())?;
        let decoded = decode(&head, body, verified, SystemTime::now().into());
        self.check_age(&decoded)?;
        match self.settings.mode {
            Mode::Await => self.handle_by(arrived, decoded, slot).await?,
            Mode::Acknowledge => drop(self.spawn(decoded, slot)),
        }
        // X retries a delivery with another response than 200, so only now it is a repeated one.
        self.recent.insert(hashes);
        Ok(Response::new(Bytes::new()))
    }

    fn check_age(&self, decoded: &Decoded) -> Result<(), Error> {
        let age = decoded.as_ref().ok().and_then(Delivery::least_age);
        match self.settings.max_age {
            Some(limit) if age.is_some_and(|age| age > limit) => Err(Error::TooOld { limit }),
            _ => Ok(()),
        }
    }

    async fn read<B>(&self, body: B, arrived: Instant, place: &mut Place) -> Result<Bytes, Error>
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let limit = self.settings.read_timeout;
        let reading = body::read(body, &self.receiver, place);
        timeout_at(arrived + limit, reading).await.map_err(|_| Error::BodyTimeout { limit })?
    }
}

impl fmt::Debug for ReceiverService {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ReceiverService")
            .field("receiver", &self.0.receiver)
            .field("settings", &self.0.settings)
            .finish_non_exhaustive()
    }
}
