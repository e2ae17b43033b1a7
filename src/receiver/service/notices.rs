//! The log lines that strangers can cause, and a limit on them.

use std::error::Error as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Shared;
use crate::receiver::Error;

/// A line that any sender can cause. Each kind has its own limit, so that no line hides another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Notice {
    Rejected(Error),
    UnsignedCrc,
    Repeated,
}

/// The lines of each kind that were logged within the last minute.
///
/// There are as many kinds as there are errors, at most some dozens.
#[derive(Debug, Default)]
pub(super) struct Notices(Mutex<Vec<(Notice, Window)>>);

#[derive(Debug)]
struct Window {
    began: Instant,
    logged: u32,
    left_out: u64,
}

impl Notices {
    /// The most lines of one kind within a window.
    const LINES: u32 = 10;
    const WINDOW: Duration = Duration::from_secs(60);

    /// Returns whether to log a line: the number of such lines that were left out before it, or
    /// `None` to leave it out too.
    fn admit(&self, notice: Notice) -> Option<u64> {
        let now = Instant::now();
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((_, window)) = windows.iter_mut().find(|(kind, _)| *kind == notice) else {
            windows.push((notice, Window { began: now, logged: 1, left_out: 0 }));
            return Some(0);
        };
        if now.duration_since(window.began) >= Self::WINDOW {
            let left_out = window.left_out;
            *window = Window { began: now, logged: 1, left_out: 0 };
            Some(left_out)
        } else if window.logged < Self::LINES {
            window.logged += 1;
            Some(0)
        } else {
            window.left_out += 1;
            None
        }
    }
}

impl Shared {
    pub(super) fn log(&self, error: Error) {
        // The handler's error is already logged.
        if error == Error::HandlerFailed {
            return;
        }
        let why = error.source().map(tracing::field::display);
        self.notice(Notice::Rejected(error), |left_out| {
            tracing::warn!(status = error.status().as_u16(), why, left_out, "{error}");
        });
    }

    /// Logs a line that strangers can cause, with the number of those that were left out before.
    fn notice(&self, notice: Notice, log: impl FnOnce(Option<u64>)) {
        if let Some(left_out) = self.notices.admit(notice) {
            log((left_out > 0).then_some(left_out));
        }
    }

    pub(super) fn crc(&self, is_verified: bool) {
        self.counters.crc(is_verified);
        if is_verified {
            tracing::info!("responded to a CRC request");
        } else {
            self.notice(Notice::UnsignedCrc, |left_out| {
                tracing::info!(left_out, "responded to a CRC request without a signature");
            });
        }
    }

    pub(super) fn repeated(&self) {
        self.counters.repeated();
        self.notice(Notice::Repeated, |left_out| {
            tracing::warn!(left_out, "a delivery that was accepted before is not handled again");
        });
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_first_lines_of_each_kind_are_logged_and_the_others_are_counted() {
        let notices = Notices::default();
        let refused = Notice::Rejected(Error::UnknownPath);
        for round in 0..3 {
            let before = if round == 0 { 0 } else { 90 };
            let logged: Vec<_> = (0..100).filter_map(|_| notices.admit(refused)).collect();
            assert_eq!(logged, [before, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            // Another kind is not affected.
            assert_eq!(notices.admit(Notice::Rejected(Error::ContentType)), Some(0));
            advance(Notices::WINDOW).await;
        }
        advance(Notices::WINDOW).await;
        assert_eq!([notices.admit(refused), notices.admit(refused)], [Some(90), Some(0)]);
    }
}
