//! Output that is written on a thread of its own, so that a reader that stalls blocks no other.

use std::io::{self, Write};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use account_activity::receiver::HandlerError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::timeout;

/// The bytes that may wait for the thread.
const ROOM: u32 = 16 << 20;

/// The time after which a text may wait for its reader. The response to a delivery is due after 2 seconds.
const PATIENCE: Duration = Duration::from_millis(250);

/// The time that the texts have at the end of the program.
const LAST: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub(crate) struct Output {
    texts: mpsc::Sender<Text>,
    room: Arc<Semaphore>,
}

struct Text {
    bytes: Vec<u8>,
    written: Option<oneshot::Sender<io::Result<()>>>,
    _room: OwnedSemaphorePermit,
}

impl Output {
    pub(crate) fn new(mut writer: impl Write + Send + 'static) -> Self {
        let (sender, texts) = mpsc::channel::<Text>();
        thread::spawn(move || {
            for text in texts {
                let result = writer.write_all(&text.bytes).and_then(|()| writer.flush());
                if let Some(written) = text.written
                    && let Err(Err(error)) = written.send(result)
                {
                    eprintln!("an accepted delivery cannot be printed: {error}");
                }
            }
        });
        Self { texts: sender, room: Arc::new(Semaphore::new(ROOM as usize)) }
    }

    /// Writes a text. If the reader stalls, the text waits for it in memory. Fails if it cannot be written,
    /// or if there is no room.
    pub(crate) async fn write(&self, text: String) -> Result<(), HandlerError> {
        let (written, result) = oneshot::channel();
        self.send(text.into_bytes(), Some(written))?;
        match timeout(PATIENCE, result).await {
            Ok(result) => Ok(result??),
            Err(_) => Ok(()),
        }
    }

    /// Waits until all texts are written.
    pub(crate) async fn finish(&self) -> Result<(), String> {
        let all = timeout(LAST, self.room.acquire_many(ROOM)).await;
        let waiting = ROOM as usize - self.room.available_permits();
        all.map(drop).map_err(|_| format!("{waiting} bytes were not printed: their reader stalls"))
    }

    fn send(
        &self,
        bytes: Vec<u8>,
        written: Option<oneshot::Sender<io::Result<()>>>,
    ) -> Result<(), HandlerError> {
        let length = bytes.len().try_into()?;
        let room = Arc::clone(&self.room).try_acquire_many_owned(length);
        let room = room.map_err(|_| "too many texts wait for the reader of the output")?;
        Ok(self.texts.send(Text { bytes, written, _room: room })?)
    }
}

/// For the log: what does not fit in is left out.
impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.send(bytes.to_vec(), None);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
