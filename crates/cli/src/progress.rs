//! How much of an archive was read, on standard error.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use account_activity_archive::Progress as BytesRead;
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How progress is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Style {
    /// A line with bytes, speed and time left on a terminal; otherwise JSON every ten seconds
    Auto,
    /// A JSON object in a line every second, and at the end
    Json,
    /// Nothing
    None,
}

/// The progress of reading.
pub(crate) struct Progress {
    read: BytesRead,
    started: Instant,
    display: Display,
}

enum Display {
    Bar(ProgressBar),
    Json { every: Duration, last: Instant, is_told_at_end: bool },
    Nothing,
}

impl Progress {
    /// Begins to show progress. A bar needs a terminal that the output does not use.
    pub(crate) fn new(read: BytesRead, style: Style, is_terminal_free: bool) -> Self {
        let started = Instant::now();
        let json = |seconds, is_told_at_end| Display::Json {
            every: Duration::from_secs(seconds),
            last: started,
            is_told_at_end,
        };
        let display = match style {
            Style::Json => json(1, true),
            Style::Auto if !std::io::stderr().is_terminal() => json(10, false),
            Style::Auto if is_terminal_free => Display::Bar(bar()),
            Style::Auto | Style::None => Display::Nothing,
        };
        Self { read, started, display }
    }

    /// Shows the progress, if it is time to.
    pub(crate) fn update(&mut self) {
        match &mut self.display {
            Display::Bar(bar) => {
                if let Some(total) = self.read.total().filter(|total| bar.length() != Some(*total))
                {
                    bar.set_length(total);
                    bar.set_style(style(
                        "{bytes} of {total_bytes}, {percent} %, {bytes_per_sec}, {eta} left",
                    ));
                }
                bar.set_position(self.read.bytes_read());
            }
            Display::Json { every, last, .. } if last.elapsed() >= *every => {
                *last = Instant::now();
                self.tell();
            }
            Display::Json { .. } | Display::Nothing => {}
        }
    }

    /// Prints a line on standard error, above the progress.
    pub(crate) fn say(&self, line: &str) {
        match &self.display {
            Display::Bar(bar) => bar.suspend(|| anstream::eprintln!("{line}")),
            _ => anstream::eprintln!("{line}"),
        }
    }

    /// Returns the number of bodies that have none of the kinds asked for.
    pub(crate) fn bodies_passed(&self) -> u64 {
        self.read.bodies_passed()
    }

    /// Ends the progress, and returns the time that reading took.
    pub(crate) fn end(self) -> Duration {
        match &self.display {
            Display::Bar(bar) => bar.finish_and_clear(),
            Display::Json { is_told_at_end: true, .. } => self.tell(),
            Display::Json { .. } | Display::Nothing => {}
        }
        self.started.elapsed()
    }

    fn tell(&self) {
        let line = serde_json::json!({
            "bytes": self.read.bytes_read(),
            "total_bytes": self.read.total(),
            "seconds": self.started.elapsed().as_secs_f64(),
        });
        anstream::eprintln!("{line}");
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.set_style(style("{bytes}, {bytes_per_sec}"));
    bar
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
