//! Handlers of deliveries.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

pub use async_trait::async_trait;

use super::{Delivery, UndecodableDelivery};

/// A handler of deliveries.
///
/// Asynchronous functions and closures that take a [`Delivery`] and return
/// `Result<(), HandlerError>` are handlers. A function that also needs state, such as a database,
/// becomes a handler by [`with_state`].
///
/// ```
/// use account_activity::receiver::{Delivery, Handler, HandlerError};
///
/// async fn print(delivery: Delivery) -> Result<(), HandlerError> {
///     println!("{} events", delivery.entries().len());
///     Ok(())
/// }
///
/// let handler: Box<dyn Handler> = Box::new(print);
/// ```
///
/// Other types implement the trait with [`async_trait`](macro@async_trait). It is re-exported here,
/// so no other dependency is needed:
///
/// ```
/// use account_activity::receiver::{Delivery, Handler, HandlerError, async_trait};
///
/// struct Printer;
///
/// #[async_trait]
/// impl Handler for Printer {
///     async fn handle(&self, delivery: Delivery) -> Result<(), HandlerError> {
///         println!("{} events", delivery.entries().len());
///         Ok(())
///     }
/// }
/// ```
///
/// A handler can receive the same events again, and several deliveries at the same time. To
/// recognize duplicates, see [`Seen`](super::Seen).
#[async_trait]
pub trait Handler: Send + Sync + 'static {
    /// Handles a delivery.
    ///
    /// Process all events or, as far as possible, none: after an error, X sends all of them again.
    ///
    /// # Errors
    ///
    /// Returns an error if the delivery was not handled. The response to X does not contain it.
    async fn handle(&self, delivery: Delivery) -> Result<(), HandlerError>;

    /// Handles a verified delivery that cannot be decoded.
    ///
    /// The default implementation acknowledges the delivery, because a retry cannot be decoded
    /// either. The service logs a warning in any case.
    ///
    /// # Errors
    ///
    /// Returns an error under the same conditions as [`handle`](Self::handle).
    async fn undecodable(&self, delivery: UndecodableDelivery) -> Result<(), HandlerError> {
        let _ = delivery;
        Ok(())
    }
}

#[async_trait]
impl<F, Fut> Handler for F
where
    F: Fn(Delivery) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), HandlerError>> + Send,
{
    async fn handle(&self, delivery: Delivery) -> Result<(), HandlerError> {
        self(delivery).await
    }
}

/// Creates a handler from a function that takes a state and a [`Delivery`].
///
/// [`ReceiverService::with_state`](super::ReceiverService::with_state) calls it. Use it with
/// [`ReceiverService::builder`](super::ReceiverService::builder) to set a mode or a limit too. Each
/// call of the function gets a clone of the state, so the state is mostly an `Arc` or a pool of
/// connections. The error is any error type that converts into
/// `Box<dyn Error + Send + Sync>`, such as `std::io::Error` or `anyhow::Error`, or a
/// [`HandlerError`].
///
/// ```
/// use std::sync::Arc;
///
/// use account_activity::receiver::{
///     Delivery, Mode, Receiver, ReceiverService, Secret, with_state,
/// };
/// # struct Store;
/// # impl Store { async fn save(&self, _: &[u8]) -> Result<(), std::io::Error> { Ok(()) } }
///
/// async fn save(store: Arc<Store>, delivery: Delivery) -> anyhow::Result<()> {
///     anyhow::ensure!(delivery.entries().len() > 0, "the delivery has no events");
///     store.save(delivery.as_bytes()).await?;
///     Ok(())
/// }
///
/// let receiver = Receiver::new(Secret::new("consumer secret")?);
/// let handler = with_state(Arc::new(Store), save);
/// let service = ReceiverService::builder(receiver, handler).mode(Mode::Acknowledge).build();
/// # Ok::<(), account_activity::EmptySecretError>(())
/// ```
pub fn with_state<S, F, Fut, E>(state: S, handler: F) -> impl Handler
where
    S: Clone + Send + Sync + 'static,
    F: Fn(S, Delivery) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: Into<HandlerError> + 'static,
{
    move |delivery: Delivery| {
        let handling = handler(state.clone(), delivery);
        async move { handling.await.map_err(Into::into) }
    }
}

#[async_trait]
impl<H: Handler + ?Sized> Handler for Arc<H> {
    async fn handle(&self, delivery: Delivery) -> Result<(), HandlerError> {
        (**self).handle(delivery).await
    }

    async fn undecodable(&self, delivery: UndecodableDelivery) -> Result<(), HandlerError> {
        (**self).undecodable(delivery).await
    }
}

/// An error of a handler: any error, or a text.
///
/// The `?` operator converts any error into a `HandlerError`. Because of this conversion the type
/// does not implement [`Error`](std::error::Error); [`as_ref`](AsRef::as_ref) returns the error
/// inside. X receives only the status 503. The log and `on_failure` receive the error.
///
/// ```
/// use account_activity::receiver::HandlerError;
///
/// fn parse(text: &str) -> Result<u8, HandlerError> {
///     if text.is_empty() {
///         return Err("there is nothing to parse".into());
///     }
///     Ok(text.parse()?)
/// }
/// assert_eq!(parse("").unwrap_err().to_string(), "there is nothing to parse");
/// assert!(parse("x").unwrap_err().as_ref().is::<std::num::ParseIntError>());
/// ```
pub struct HandlerError(Box<dyn std::error::Error + Send + Sync>);

impl<E: Into<Box<dyn std::error::Error + Send + Sync>>> From<E> for HandlerError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl AsRef<dyn std::error::Error + Send + Sync> for HandlerError {
    fn as_ref(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        &*self.0
    }
}

impl fmt::Display for HandlerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for HandlerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
