//! What proves who one is: an app's secrets and its users' tokens, redacted everywhere.

#[cfg(feature = "client")]
mod app;
mod secret;
#[cfg(feature = "client")]
mod user;

#[cfg(feature = "client")]
pub use app::AppCredentials;
pub use secret::{EmptySecretError, Secret};
#[cfg(feature = "client")]
pub use user::{UserToken, UserTokenScheme};
