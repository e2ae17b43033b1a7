//! Errors of NATS as errors of an inbox.

use async_nats::jetstream::{self, context, kv, stream};

use crate::{Error, StorageErrorKind};

/// Converts an error of the client. [`at`] adds what was done, and where.
pub(super) fn failed<E: Failing + Send + Sync + 'static>(error: E) -> Error {
    let kind = if is_full(&error) {
        StorageErrorKind::Full
    } else if error.is_unreachable() || has_no_leader(&error) {
        StorageErrorKind::Unreachable
    } else if error.is_denied() {
        StorageErrorKind::Denied
    } else {
        StorageErrorKind::Other
    };
    storage(kind, error)
}

/// Creates an error. [`at`] adds what was done, and where.
pub(super) fn storage(
    kind: StorageErrorKind,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> Error {
    Error::Storage { action: "", place: String::new(), kind, source: source.into() }
}

/// Names the server of an error, and what was done.
pub(super) fn at(place: &str, action: &'static str, error: Error) -> Error {
    match error {
        Error::Storage { kind, source, .. } => {
            Error::Storage { action, place: place.to_owned(), kind, source }
        }
        other => other,
    }
}

/// Converts an error that the server responds with.
pub(super) fn refused(error: jetstream::Error) -> Error {
    let kind = if is_full(&error) {
        StorageErrorKind::Full
    } else if has_no_leader(&error) {
        StorageErrorKind::Unreachable
    } else {
        StorageErrorKind::Other
    };
    storage(kind, error)
}

/// Returns `true` if the server refused because a limit of its storage, of an account or of a stream is
/// reached.
fn is_full(error: &(dyn std::error::Error + 'static)) -> bool {
    let is_full = |error: &jetstream::Error| match error.error_code().0 {
        10_002 | 10_023 | 10_028 | 10_047 => true,
        // A limit of the stream has no code of its own.
        10_077 => error.to_string().contains("maximum"),
        _ => false,
    };
    with_causes(error).any(|error| error.downcast_ref().is_some_and(is_full))
}

/// Returns `true` if the servers of a cluster have not agreed yet which of them decides on a stream.
fn has_no_leader(error: &(dyn std::error::Error + 'static)) -> bool {
    with_causes(error).any(|error| {
        error.downcast_ref().is_some_and(context::PublishError::is_unreachable)
            || error.downcast_ref().is_some_and(stream::DirectGetError::is_unreachable)
            || error.downcast_ref().is_some_and(|error: &jetstream::Error| error.code() == 503)
    })
}

/// Returns an error, its cause, the cause of that, and so on.
fn with_causes<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |error| error.source())
}

/// An error of the client.
pub(super) trait Failing: std::error::Error {
    /// Returns `true` if there was no response.
    fn is_unreachable(&self) -> bool;

    /// Returns `true` if the server refused the credentials.
    fn is_denied(&self) -> bool {
        false
    }
}

impl Failing for async_nats::ConnectError {
    fn is_unreachable(&self) -> bool {
        use async_nats::ConnectErrorKind::{Dns, Io, MaxReconnects, TimedOut};
        matches!(self.kind(), Dns | Io | MaxReconnects | TimedOut)
    }

    fn is_denied(&self) -> bool {
        use async_nats::ConnectErrorKind::{Authentication, AuthorizationViolation};
        matches!(self.kind(), Authentication | AuthorizationViolation)
    }
}

/// Lists the kinds of an error that mean that there was no response.
macro_rules! failing {
    ($($error:ty => $kinds:pat,)*) => {
        $(
            impl Failing for $error {
                fn is_unreachable(&self) -> bool {
                    matches!(self.kind(), $kinds)
                }
            }
        )*
    };
}

failing! {
    async_nats::SubscribeError => _,
    async_nats::RequestError => async_nats::RequestErrorKind::TimedOut
        | async_nats::RequestErrorKind::NoResponders,
    context::RequestError => context::RequestErrorKind::TimedOut
        | context::RequestErrorKind::NoResponders,
    // While the JetStream of a server starts, there is no stream.
    context::PublishError => context::PublishErrorKind::TimedOut
        | context::PublishErrorKind::BrokenPipe
        | context::PublishErrorKind::StreamNotFound,
    context::KeyValueError => context::KeyValueErrorKind::GetBucket,
    context::GetStreamError => context::GetStreamErrorKind::Request,
    stream::DirectGetError => stream::DirectGetErrorKind::TimedOut
        | stream::DirectGetErrorKind::Request,
    kv::EntryError => kv::EntryErrorKind::TimedOut,
    kv::UpdateError => kv::UpdateErrorKind::TimedOut,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::StorageErrorKind::{Full, Other, Unreachable};

    fn kind(error: &Error) -> StorageErrorKind {
        error.storage().unwrap()
    }

    /// A cluster that elects a leader of a stream responds as if there were no such stream.
    #[test]
    fn a_cluster_without_a_leader_is_unreachable() {
        let no_stream = context::PublishError::new(context::PublishErrorKind::StreamNotFound);
        let update = kv::UpdateError::with_source(kv::UpdateErrorKind::Other, no_stream);
        assert_eq!(kind(&failed(update)), Unreachable);
        let other = kv::UpdateError::new(kv::UpdateErrorKind::Other);
        assert_eq!(kind(&failed(other)), Other);
    }

    #[test]
    fn errors_of_the_server() {
        for (code, number, text, expected) in [
            (503, 10_008, "JetStream system temporarily unavailable", Unreachable),
            (503, 10_023, "insufficient resources", Full),
            (503, 10_077, "maximum messages exceeded", Full),
            (400, 10_052, "stream configuration is invalid", Other),
        ] {
            let error = json!({ "code": code, "err_code": number, "description": text });
            let error: jetstream::Error = serde_json::from_value(error).unwrap();
            assert_eq!(kind(&refused(error.clone())), expected, "{text}");
            let other = context::PublishErrorKind::Other;
            let publish = context::PublishError::with_source(other, error);
            assert_eq!(kind(&failed(publish)), expected, "{text}");
        }
    }
}
