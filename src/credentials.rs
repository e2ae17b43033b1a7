//! Credentials: an app's secrets and its users' tokens. `Debug` redacts them.

#[cfg(feature = "client")]
mod app;
mod secret;
#[cfg(feature = "client")]
mod user;
#[cfg(feature = "client")]
mod variables;

#[cfg(feature = "client")]
pub use app::AppCredentials;
#[cfg(all(test, feature = "receiver"))]
pub(crate) use secret::macs;
pub use secret::{EmptySecretError, Secret};
#[cfg(feature = "client")]
pub use user::{UserToken, UserTokenScheme};
#[cfg(feature = "client")]
pub use variables::MissingVariablesError;
