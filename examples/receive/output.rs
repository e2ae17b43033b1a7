//! Output that is written on a thread of its own, so that a reader that stalls blocks no other.

use std::io::{self, Write};
use std::thread;
use std::time::Duration;

use account_activity::receiver::HandlerError;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

/// The texts that wait for the thread.
const WAITING: usize = 64;

/// The time that a text has to be written. The response to a delivery is due after 2 seconds.
const LIMIT: Duration = Duration::from_millis(1_500);

#[derive(Clone)]
pub(crate) struct Output(mpsc::Sender<Text>);

struct Text {
    bytes: Vec<u8>,
    written: Option<oneshot::Sender<io::Result<()>>>,
}

impl Output {
    pub(crate) fn new(mut writer: impl Write + Send + 'static) -> Self {
        let (sender, mut texts) = mpsc::channel::<Text>(WAITING);
        thread::spawn(move || {
            while let Some(Text { bytes, written }) = texts.blocking_recv() {
                // Its handler has given up, and X sends the delivery again.
                if written.as_ref().is_some_and(oneshot::Sender::is_closed) {
                    continue;
                }
                let result = writer.write_all(&bytes).and_then(|()| writer.flush());
                written.map(|written| written.send(result));
            }
        });
        Self(sender)
    }

    /// Writes a text, or fails if it cannot be written in time.
    pub(crate) async fn write(&self, text: String) -> Result<(), HandlerError> {
        let (written, result) = oneshot::channel();
        let writing = async {
            self.0.send(Text { bytes: text.into_bytes(), written: Some(written) }).await?;
            Ok::<_, HandlerError>(result.await??)
        };
        timeout(LIMIT, writing).await?
    }
}

/// For the log: what does not fit in is left out.
impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.0.try_send(Text { bytes: bytes.to_vec(), written: None });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
