//! Lines that wait for the thread that writes them, so that a reader that stalls blocks no other thread.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// The bytes that may wait. Further lines are counted, and left out.
const ROOM: usize = 4 << 20;

/// The time that the last lines have.
const LAST: Duration = Duration::from_secs(1);

/// Lines on their way to a writer. Clones share them.
#[derive(Clone, Default)]
pub(super) struct Lines(Arc<Shared>);

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    text: String,
    is_writing: bool,
    left_out: u64,
}

impl Lines {
    /// Starts the thread that writes.
    pub(super) fn to(writer: impl Write + Send + 'static) -> io::Result<Self> {
        let lines = Self::default();
        let written = lines.clone();
        let write = move || written.write(writer);
        thread::Builder::new().name("log".to_owned()).spawn(write)?;
        Ok(lines)
    }

    /// Takes a line, which ends with a newline. Does not wait.
    pub(super) fn push(&self, line: &str) {
        let mut waiting = self.waiting();
        if waiting.text.len() + line.len() > ROOM {
            waiting.left_out += 1;
            return;
        }
        if waiting.left_out > 0 {
            let told =
                format!("{} lines are left out: the reader of the log stalled\n", waiting.left_out);
            waiting.text.push_str(&told);
            waiting.left_out = 0;
        }
        waiting.text.push_str(line);
        self.0.changed.notify_all();
    }

    /// Waits until all lines are written, but not long.
    pub(super) fn finish(&self) {
        let is_busy = |waiting: &mut Waiting| waiting.is_writing || !waiting.text.is_empty();
        drop(self.0.changed.wait_timeout_while(self.waiting(), LAST, is_busy));
    }

    fn write(&self, mut writer: impl Write) {
        loop {
            let mut waiting = self.waiting();
            while waiting.text.is_empty() {
                let changed = self.0.changed.wait(waiting);
                waiting = changed.unwrap_or_else(PoisonError::into_inner);
            }
            let text = std::mem::take(&mut waiting.text);
            waiting.is_writing = true;
            drop(waiting);
            // Nobody is left to tell of an error.
            let _ = writer.write_all(text.as_bytes()).and_then(|()| writer.flush());
            self.waiting().is_writing = false;
            self.0.changed.notify_all();
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{self, Receiver, Sender};

    use super::*;

    /// A writer whose reader takes a text only when it is told to.
    struct Stalled {
        go: Receiver<()>,
        texts: Sender<String>,
    }

    impl Write for Stalled {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.go.recv().map_err(io::Error::other)?;
            self.texts
                .send(String::from_utf8_lossy(bytes).into_owned())
                .map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_stalls_costs_bounded_memory_and_lines_are_counted() {
        let ((go, gone), (texts, read)) = (mpsc::channel(), mpsc::channel());
        let lines = Lines::to(Stalled { go: gone, texts }).unwrap();
        let line = format!("{}\n", "x".repeat(99));
        lines.push("first\n");
        while !lines.waiting().is_writing {
            thread::yield_now();
        }
        let room = ROOM / line.len();
        for _ in 0..room + 7 {
            lines.push(&line);
        }
        assert!(lines.waiting().text.len() <= ROOM);
        go.send(()).unwrap();
        assert_eq!(read.recv().unwrap(), "first\n");
        go.send(()).unwrap();
        assert_eq!(read.recv().unwrap().len(), room * line.len());
        lines.push("next\n");
        go.send(()).unwrap();
        let told = "7 lines are left out: the reader of the log stalled\nnext\n";
        assert_eq!(read.recv().unwrap(), told);
        lines.finish();
    }
}
