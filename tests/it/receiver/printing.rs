//! The output of the examples, which keeps texts for a reader that stalls.

#[path = "../../../examples/receive/output.rs"]
mod output;

use std::io::{self, ErrorKind, Write};
use std::sync::{Arc, Mutex, mpsc};

use output::Output;

type Results = mpsc::Sender<io::Result<()>>;

/// A writer that waits for the result of each text.
struct Gate {
    results: mpsc::Receiver<io::Result<()>>,
    written: Arc<Mutex<Vec<u8>>>,
}

impl Write for Gate {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.results.recv().map_err(io::Error::other)??;
        self.written.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns an output, the results of its texts, and what was written.
fn gated() -> (Output, Results, Arc<Mutex<Vec<u8>>>) {
    let (results, written) = (mpsc::channel(), Arc::default());
    let gate = Gate { results: results.1, written: Arc::clone(&written) };
    (Output::new(gate), results.0, written)
}

#[tokio::test]
async fn texts_that_waited_are_written_in_order() {
    let (output, results, written) = gated();
    output.write("a".to_owned()).await.unwrap();
    output.write("b".to_owned()).await.unwrap();
    results.send(Ok(())).unwrap();
    results.send(Ok(())).unwrap();
    assert_eq!(output.finish().await, Ok(()));
    assert_eq!(*written.lock().unwrap(), b"ab");
}

/// Their deliveries have the response 200, so X does not send them again.
#[tokio::test]
async fn texts_that_waited_in_vain_are_counted() {
    let (output, results, _) = gated();
    output.write("a".to_owned()).await.unwrap();
    results.send(Err(ErrorKind::BrokenPipe.into())).unwrap();
    let lost = "1 accepted deliveries are not printed";
    assert_eq!(output.finish().await.unwrap_err(), lost);
    // The next one fails at once.
    results.send(Err(ErrorKind::BrokenPipe.into())).unwrap();
    output.write("b".to_owned()).await.unwrap_err();
    assert_eq!(output.finish().await.unwrap_err(), lost);
}

#[tokio::test(start_paused = true)]
async fn the_end_does_not_wait_for_a_stalled_reader() {
    let (output, _results, _) = gated();
    output.write("a".to_owned()).await.unwrap();
    assert!(output.finish().await.unwrap_err().contains("stalls"));
}

#[tokio::test(start_paused = true)]
async fn the_memory_of_waiting_texts_is_bounded() {
    for (length, most) in [(1, 65_280), (1 << 20, 15), (17 << 20, 1)] {
        let (output, results, _) = gated();
        for _ in 0..most {
            output.write("a".repeat(length)).await.unwrap();
        }
        output.write("a".repeat(length)).await.unwrap_err();
        // Nothing has to be written.
        output.write(String::new()).await.unwrap();
        for _ in 0..most {
            results.send(Ok(())).unwrap();
        }
    }
}
