//! The place where a session stores the tokens of its user.

use std::error::Error;
use std::pin::Pin;

use super::token_pair::TokenPair;

/// The error of a [`TokenStore`]. It must not show the tokens.
pub type StoreError = Box<dyn Error + Send + Sync>;

/// The place where a [`UserSession`](super::UserSession) stores the tokens of its user: a row of a
/// database, a file, a vault.
///
/// Every asynchronous function from a [`TokenPair`] to a `Result` is a store:
///
/// ```
/// use account_activity::client::oauth2::{TokenPair, TokenStore};
///
/// async fn store(tokens: TokenPair) -> std::io::Result<()> {
///     // Replace the row of the user, in one transaction.
///     # let _ = tokens;
///     Ok(())
/// }
///
/// fn is_a_store(_: impl TokenStore) {}
/// is_a_store(store);
/// ```
pub trait TokenStore: Send + Sync {
    /// Stores the tokens in place of the previous ones. When the future completes, the tokens must
    /// be durable: X does not accept the previous refresh token any more.
    ///
    /// # Errors
    ///
    /// The session keeps the tokens and calls this method again, with the same tokens, when it is
    /// next asked for a token.
    fn store(
        &self,
        tokens: TokenPair,
    ) -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + '_>>;
}

impl<F, R, E> TokenStore for F
where
    F: Fn(TokenPair) -> R + Send + Sync,
    R: Future<Output = Result<(), E>> + Send,
    E: Into<StoreError>,
{
    fn store(
        &self,
        tokens: TokenPair,
    ) -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + '_>> {
        Box::pin(async move { self(tokens).await.map_err(Into::into) })
    }
}
