//! Serves webhooks for tests.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::net::Ipv4Addr;
use std::pin::Pin;
use std::task::{Context, Poll};

use account_activity::client::WebhookUrl;
use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use http_body::{Frame, SizeHint};
use tokio::net::TcpListener;
use tower_service::Service;

use super::{Emulator, serve_until};
use crate::error::EmulatorError;
use crate::server::{SocketListener, lock};

impl Emulator {
    /// Serves a webhook on a free port of this machine, and returns its URL. The server ends with
    /// the emulator.
    ///
    /// The service is a [`ReceiverService`](account_activity::receiver::ReceiverService), the router
    /// of a web framework, or any other service that can be called for each request. It gets all
    /// requests of its port; the path of the URL is `/webhook`.
    ///
    /// ```
    /// use account_activity::Client;
    /// use account_activity::receiver::{Delivery, Receiver, ReceiverService};
    /// use account_activity_emulator::{Action, Emulator};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// let credentials = emulator.credentials();
    /// let receiver = Receiver::new(credentials.secrets());
    /// let service = ReceiverService::new(receiver, async |_: Delivery| Ok(()));
    ///
    /// let url = emulator.serve(service).await?;
    /// let client = Client::builder(credentials.app()).base_url(emulator.base_url()).build()?;
    /// client.premium("prod").register_webhook(&url).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`EmulatorError::Serve`] if no port is free.
    pub async fn serve<S, B>(&self, service: S) -> Result<WebhookUrl, EmulatorError>
    where
        S: Service<Request<RequestBody>, Response = Response<B>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.map_err(EmulatorError::Serve)?;
        let address = listener.local_addr().map_err(EmulatorError::Serve)?;
        let url = format!("http://{address}/webhook").parse();
        let url = url.map_err(|error| EmulatorError::Serve(std::io::Error::other(error)))?;
        let router = Router::new().fallback_service(Opaque(service));
        lock(&self.serving).spawn(serve_until(
            SocketListener::new(listener),
            router,
            self.stop.subscribe(),
        ));
        Ok(url)
    }
}

/// The body of a request to a service that [`Emulator::serve`] serves.
pub struct RequestBody(Body);

impl http_body::Body for RequestBody {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.0).poll_frame(context).map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RequestBody").finish_non_exhaustive()
    }
}

/// Hides the server's type of bodies from a service.
#[derive(Clone)]
struct Opaque<S>(S);

impl<S: Service<Request<RequestBody>>> Service<Request<Body>> for Opaque<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> S::Future {
        self.0.call(request.map(RequestBody))
    }
}
