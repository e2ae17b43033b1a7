//! Https: the emulator's own certificate authority and the TLS listener.

mod authority;
mod leaves;
mod listener;

pub use authority::{CertificateAuthority, CertificateError};

pub(crate) use listener::TlsListener;
