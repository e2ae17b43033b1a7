//! The HTTP API: routing, authentication, the control API, https.

mod api;
mod control;
mod core;
mod guard;
mod host;
mod oauth;
mod record;
mod request;
mod response;
mod service;
mod socket;
mod stream;
mod tls;

pub use record::RequestRecord;
pub use stream::StreamConnection;
pub use tls::{CertificateAuthority, CertificateError};

pub(crate) use self::core::{Core, lock};
pub(crate) use api::respond;
pub(crate) use request::OverHttps;
pub(crate) use service::Service;
pub(crate) use socket::{Reset, SocketListener};
pub(crate) use stream::{End, ROOM, Storage, StreamSettings, Streams};
pub(crate) use tls::TlsListener;
