//! A limit on the log lines that strangers can cause.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::receiver::Error;

/// A line that any sender can cause. Each kind has its own limit, so that no line hides another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Notice {
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
    pub(super) fn admit(&self, notice: Notice) -> Option<u64> {
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
