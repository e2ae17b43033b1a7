//! What is done with a delivery.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

pub use async_trait::async_trait;

use super::{Delivery, UndecodableDelivery};

/// What a bot does with a delivery.
///
/// Asynchronous functions and closures that take a [`Delivery`] are handlers, and so are the types
/// that implement it. A closure clones what it needs, and its future owns that:
///
/// ```
/// use std::sync::Arc;
/// use account_activity::receiver::{Delivery, Handler, HandlerError};
/// # struct Store;
/// # impl Store { async fn save(&self, _: &[u8]) -> Result<(), std::io::Error> { Ok(()) } }
///
/// async fn print(delivery: Delivery) -> Result<(), HandlerError> {
///     println!("{} events", delivery.payload().events().len());
///     Ok(())
/// }
///
/// let store = Arc::new(Store);
/// let save = move |delivery: Delivery| {
///     let store = Arc::clone(&store);
///     async move {
///         store.save(delivery.as_bytes()).await?;
///         Ok(())
///     }
/// };
/// let handlers: [Arc<dyn Handler>; 2] = [Arc::new(print), Arc::new(save)];
/// # assert_eq!(handlers.len(), 2);
/// ```
///
/// A type implements it with [`async_trait`](macro@async_trait), which is here so that nothing else
/// need be depended on:
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
/// A handler may be given the same events again, and several deliveries at once: see
/// [`EventKey`](crate::EventKey).
#[async_trait]
pub trait Handler: Send + Sync + 'static {
    /// Handles a delivery: all of its events, or none as far as that goes, because after an error
    /// all of them come again.
    ///
    /// # Errors
    ///
    /// Whatever went wrong. X is not told what.
    async fn handle(&self, delivery: Delivery) -> Result<(), HandlerError>;

    /// Handles a delivery that X has signed and that does not decode. By default there is nothing
    /// to be done: it is acknowledged, since sent again it would not decode either, and the log
    /// has it as a warning.
    ///
    /// # Errors
    ///
    /// Whatever went wrong, as for [`handle`](Self::handle).
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

#[async_trait]
impl<H: Handler + ?Sized> Handler for Arc<H> {
    async fn handle(&self, delivery: Delivery) -> Result<(), HandlerError> {
        (**self).handle(delivery).await
    }

    async fn undecodable(&self, delivery: UndecodableDelivery) -> Result<(), HandlerError> {
        (**self).undecodable(delivery).await
    }
}

/// Why a delivery was not handled: any error, or a text.
///
/// `?` makes one of whatever is an error. For that it cannot be an [`Error`](std::error::Error)
/// itself; [`as_ref`](AsRef::as_ref) is the one that it holds. It stays on this side: X is told
/// 503, the log and `on_failure` why.
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
