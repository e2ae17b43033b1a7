//! The endpoints of OAuth 2.0: the authorization page, tokens, revocation.

mod authorize;
mod client;
mod failure;
mod form;
mod revoke;
mod token;

pub(super) use authorize::ask;
pub(super) use revoke::revoke;
pub(super) use token::issue;
