//! The time, and waiting for it.

use std::pin::Pin;
use std::sync::Arc;
use std::time::SystemTime;

use crate::value::timestamp::Timestamp;

/// A source of the time, by which the client waits: between the attempts of a call, until a window
/// of a rate limit ends, and between the connections of a stream.
///
/// The default is [`SystemClock`]. A clock of a test can let hours pass at once. A function that
/// returns the time is a clock too. The time limits of network requests do not follow the clock:
/// they always run in real time, because the other side's time is real.
///
/// ```
/// use account_activity::{AppCredentials, Client, Clock, Timestamp};
///
/// let clock = || Timestamp::from_millis(1_767_225_600_000);
/// assert_eq!(clock.now().as_millis(), 1_767_225_600_000);
/// # #[cfg(feature = "client")]
/// let client = Client::builder(AppCredentials::new("key", "secret")).clock(clock).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Clock: Send + Sync {
    /// Returns the current time.
    fn now(&self) -> Timestamp;

    /// Waits until the clock shows `due`, and not at all if it has passed. Dropping the future ends
    /// the wait.
    ///
    /// The provided method waits on Tokio's timer for the time that is left when it is called.
    fn sleep_until(&self, due: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let left = due.duration_since(self.now()).unwrap_or_default();
        Box::pin(tokio::time::sleep(left))
    }
}

/// The system's clock. It waits on Tokio's timer.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        SystemTime::now().into()
    }
}

impl<F: Fn() -> Timestamp + Send + Sync> Clock for F {
    fn now(&self) -> Timestamp {
        self()
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }

    fn sleep_until(&self, due: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        (**self).sleep_until(due)
    }
}
