//! Output that is written on a thread of its own, so that a reader that stalls blocks no other.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use account_activity::receiver::HandlerError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::timeout;

/// The bytes of memory that waiting texts may take.
const ROOM: u32 = 16 << 20;

/// The bytes that a text takes beside its own, at most.
const TEXT: usize = 256;

/// The time after which the reader has stalled. The response to a delivery is due after 2 seconds.
const PATIENCE: Duration = Duration::from_secs(1);

/// The time that the texts have at the end of the program.
const LAST: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub(crate) struct Output {
    texts: mpsc::Sender<Text>,
    room: Arc<Semaphore>,
    reader: Arc<Reader>,
}

struct Text {
    bytes: Vec<u8>,
    written: Option<oneshot::Sender<io::Result<()>>>,
    _room: OwnedSemaphorePermit,
}

/// What is known of the reader.
#[derive(Default)]
struct Reader {
    is_stalled: AtomicBool,
    /// The texts that were not written after their writers had stopped waiting.
    lost: AtomicUsize,
}

impl Output {
    pub(crate) fn new(mut writer: impl Write + Send + 'static) -> Self {
        let (sender, texts) = mpsc::channel::<Text>();
        let reader = Arc::new(Reader::default());
        let output = Self {
            texts: sender,
            room: Arc::new(Semaphore::new(ROOM as usize)),
            reader: Arc::clone(&reader),
        };
        thread::spawn(move || {
            for text in texts {
                let result = writer.write_all(&text.bytes).and_then(|()| writer.flush());
                reader.is_stalled.store(false, Ordering::Relaxed);
                if let Some(written) = text.written
                    && let Err(Err(error)) = written.send(result)
                {
                    reader.lost.fetch_add(1, Ordering::Relaxed);
                    // It fails if the reader of the errors has exited too.
                    let _ =
                        writeln!(io::stderr(), "an accepted delivery cannot be printed: {error}");
                }
            }
        });
        output
    }

    /// Writes a text. If the reader stalls, the text stays in memory, and this returns `Ok`. Returns an error if
    /// the text cannot be written, or if [`ROOM`] is full.
    pub(crate) async fn write(&self, text: String) -> Result<(), HandlerError> {
        if text.is_empty() {
            return Ok(());
        }
        let (written, mut result) = oneshot::channel();
        self.send(text.into_bytes(), Some(written))?;
        let is_stalled = self.reader.is_stalled.load(Ordering::Relaxed);
        let patience = if is_stalled { Duration::ZERO } else { PATIENCE };
        if let Ok(result) = timeout(patience, &mut result).await {
            return Ok(result??);
        }
        self.reader.is_stalled.store(true, Ordering::Relaxed);
        // The result may have come meanwhile. After the close, a text that is not written is lost.
        result.close();
        Ok(result.try_recv().unwrap_or(Ok(()))?)
    }

    /// Waits until all texts are written. Returns an error if a text is lost.
    pub(crate) async fn finish(&self) -> Result<(), String> {
        if timeout(LAST, self.room.acquire_many(ROOM)).await.is_err() {
            return Err(
                "accepted deliveries are not printed: the reader of the output stalls".into()
            );
        }
        match self.reader.lost.load(Ordering::Relaxed) {
            0 => Ok(()),
            lost => Err(format!("{lost} accepted deliveries are not printed")),
        }
    }

    fn send(
        &self,
        bytes: Vec<u8>,
        written: Option<oneshot::Sender<io::Result<()>>>,
    ) -> Result<(), HandlerError> {
        // A text that is longer than all room has to be alone.
        let length = u32::try_from(bytes.len() + TEXT).unwrap_or(ROOM).min(ROOM);
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
