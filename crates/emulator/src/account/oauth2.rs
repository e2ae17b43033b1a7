//! The sign-in by OAuth 2.0: what apps ask of users, and the codes that users' consent gives.

mod authorizations;
mod challenge;
mod scopes;

pub(crate) use authorizations::{AuthorizationRequest, Authorizations};
pub(crate) use challenge::Challenge;
pub(crate) use scopes::Scopes;
