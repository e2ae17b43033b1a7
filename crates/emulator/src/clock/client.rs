//! The waits of the SDK's clients.

use std::convert::Infallible;
use std::future::pending;
use std::pin::Pin;
use std::time::Duration;

use account_activity::Timestamp;

use super::Clock;

/// The instants that clients wait for, in no order.
pub(super) type Waits = Vec<Timestamp>;

impl Clock {
    /// Runs a future, and moves the clock to the end of each wait of a client in it: for a window of
    /// a rate limit, before a retry, before a stream connects again. Hours of waiting take no real
    /// time.
    ///
    /// The client must have this clock. Everything that falls due until the end of a wait is done
    /// first, as with [`advance`](Self::advance). While a client waits for the network, the clock
    /// stands still, unless another client waits for the clock.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use account_activity::{Client, Timestamp};
    /// use account_activity_emulator::{Clock, Emulator};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let start = Timestamp::from_millis(1_767_225_600_000);
    /// let clock = Clock::manual(start);
    /// let emulator = Emulator::builder().clock(clock.clone()).start().await?;
    /// let client = Client::builder(emulator.credentials().app())
    ///     .base_url(emulator.base_url())
    ///     .clock(clock.clone())
    ///     .wait_for_rate_limit(Duration::from_secs(16 * 60))
    ///     .build()?;
    ///
    /// // A window of 15 minutes has 15 requests.
    /// let account = client.premium_account();
    /// let lists = async {
    ///     for _ in 0..20 {
    ///         account.webhooks().await?;
    ///     }
    ///     Ok::<(), account_activity::client::Error>(())
    /// };
    /// clock.skip_waits(lists).await?;
    /// assert_eq!(clock.now().duration_since(start), Some(Duration::from_secs(15 * 60)));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn skip_waits<F: Future>(&self, work: F) -> F::Output {
        tokio::select! {
            biased;
            output = work => output,
            never = self.follow_waits() => match never {},
        }
    }

    /// Moves to the end of each wait of a client, the earliest first.
    async fn follow_waits(&self) -> Infallible {
        let mut waits = self.0.waits.subscribe();
        loop {
            let left = match waits.wait_for(|waits| self.left(waits).is_some()).await {
                Ok(waits) => self.left(&waits),
                // The sender lives as long as the clock.
                Err(_) => pending().await,
            };
            if let Some(left) = left {
                self.advance(left).await;
            }
        }
    }

    /// Returns the time until the first wait ends. `None` if it ends now.
    fn left(&self, waits: &Waits) -> Option<Duration> {
        let left = waits.iter().min()?.duration_since(self.now())?;
        Some(left).filter(|left| !left.is_zero())
    }
}

impl account_activity::Clock for Clock {
    fn now(&self) -> Timestamp {
        Self::now(self)
    }

    fn sleep_until(&self, due: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let sleep = Self::sleep_until(self, due);
        let wait = Wait::new(self.clone(), due);
        Box::pin(async move {
            drop(sleep.await);
            drop(wait);
        })
    }
}

/// A wait of a client, from its call to its end.
struct Wait {
    clock: Clock,
    due: Timestamp,
}

impl Wait {
    fn new(clock: Clock, due: Timestamp) -> Self {
        clock.0.waits.send_modify(|waits| waits.push(due));
        Self { clock, due }
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.clock.0.waits.send_modify(|waits| {
            if let Some(place) = waits.iter().position(|due| *due == self.due) {
                waits.swap_remove(place);
            }
        });
    }
}
