//! Https: a certificate authority of its own, and who listens.

mod authority;
mod listener;

pub use authority::{CertificateAuthority, CertificateError};

pub(crate) use listener::TlsListener;
