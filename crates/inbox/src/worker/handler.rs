//! Handlers of activities.

use std::future::Future;
use std::sync::Arc;

use account_activity::receiver::{HandlerError, async_trait};

use crate::Item;

/// A handler of the items of an inbox.
///
/// Asynchronous functions and closures that take an [`Item`] and return `Result<(), HandlerError>` are
/// handlers. A function that also needs state, such as a client, becomes a handler by [`with_state`].
/// Other types implement the trait with [`async_trait`](macro@async_trait).
///
/// A handler can be called again for an item that it has handled: if its process ends before the item is
/// acknowledged, or if it takes so long that the claim is lost. [`Item::key`] is the same each time.
///
/// ```
/// use account_activity_inbox::account_activity::receiver::HandlerError;
/// use account_activity_inbox::{ActivityHandler, Item};
///
/// async fn print(item: Item) -> Result<(), HandlerError> {
///     match item.activity() {
///         Some(activity) => println!("{} by {:?}", activity.kind(), activity.actor()),
///         None => println!("{} bytes without an activity", item.as_bytes().len()),
///     }
///     Ok(())
/// }
///
/// let handler: Box<dyn ActivityHandler> = Box::new(print);
/// ```
#[async_trait]
pub trait ActivityHandler: Send + Sync + 'static {
    /// Handles an item.
    ///
    /// # Errors
    ///
    /// Returns an error if the item was not handled. The worker calls the handler again later, and
    /// makes the item a dead letter once it has failed too often. The inbox keeps the text of the error
    /// and of its sources, so it must not contain a secret.
    async fn handle(&self, item: Item) -> Result<(), HandlerError>;
}

#[async_trait]
impl<F, Fut> ActivityHandler for F
where
    F: Fn(Item) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), HandlerError>> + Send,
{
    async fn handle(&self, item: Item) -> Result<(), HandlerError> {
        self(item).await
    }
}

#[async_trait]
impl<H: ActivityHandler + ?Sized> ActivityHandler for Arc<H> {
    async fn handle(&self, item: Item) -> Result<(), HandlerError> {
        (**self).handle(item).await
    }
}

/// Creates a handler from a function that takes a state and an [`Item`], as
/// [`Worker::with_state`](crate::Worker::with_state) does.
pub fn with_state<S, F, Fut, E>(state: S, handler: F) -> impl ActivityHandler
where
    S: Clone + Send + Sync + 'static,
    F: Fn(S, Item) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: Into<HandlerError> + 'static,
{
    move |item: Item| {
        let handling = handler(state.clone(), item);
        async move { handling.await.map_err(Into::into) }
    }
}
