//! A day of the stream in emulated time, as the SDK's client sees it.

use std::time::Duration;

use account_activity::client::xaa::{StreamItem, StreamNotice};
use account_activity::xaa::EventKind;
use account_activity::{Activity, Client, Tier};
use account_activity_emulator::{Action, Emulator, Fault, FaultRule};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::{SECOND, client, in_time, listening, still};

const DISCONNECTS: u32 = 100;

/// The time between two disconnections: a day has as many.
const EACH: u32 = 24 * 60 * 60 / DISCONNECTS;

#[derive(Debug, PartialEq)]
enum Seen {
    /// The text of a post.
    Post(String),
    Gap,
}

/// Reads the stream until nobody listens.
async fn read(client: Client, seen: mpsc::UnboundedSender<Seen>) {
    let mut stream = client.xaa().stream();
    while let Some(item) = stream.next().await {
        let item = match item.unwrap() {
            StreamItem::Envelope(envelope) => {
                assert_eq!(envelope.kind(), Some(EventKind::PostCreate));
                let post = envelope.activities().next().and_then(Activity::post).unwrap();
                Seen::Post(post.text())
            }
            StreamItem::Gap(_) => Seen::Gap,
            StreamItem::Notice(StreamNotice::Unreadable { bytes, .. }) => panic!("{bytes:?}"),
            _ => continue,
        };
        if seen.send(item).is_err() {
            return;
        }
    }
}

/// Lets emulated time pass until the client has connected again.
async fn connected(emulator: &Emulator) {
    in_time(async {
        while emulator.streams().is_empty() {
            emulator.advance(SECOND).await;
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
}

/// Posts, and returns the text.
async fn post(emulator: &Emulator, number: &mut u32) -> String {
    *number += 1;
    let text = format!("post {number}");
    emulator.perform(Action::post("ada", &text)).await.unwrap();
    text
}

#[tokio::test]
async fn nothing_that_was_sent_while_connected_is_lost() {
    let (emulator, _) = listening(still(Tier::V2PayPerUse)).await;
    let start = emulator.clock().now();
    let (see, mut seen) = mpsc::unbounded_channel();
    let reader = tokio::spawn(read(client(&emulator), see));
    let (mut sent, mut lost) = (Vec::new(), Vec::new());
    let mut number = 0;
    for round in 0..DISCONNECTS {
        connected(&emulator).await;
        sent.push(post(&emulator, &mut number).await);
        for _ in 0..3 {
            emulator.advance(EACH / 4 * SECOND).await;
            sent.push(post(&emulator, &mut number).await);
        }
        emulator.advance(EACH / 4 * SECOND).await;
        let fault = [
            Some(Fault::StreamClose),
            Some(Fault::StreamReset),
            Some(Fault::StreamHalfLine),
            Some(Fault::StreamDisconnect),
            None,
        ][usize::try_from(round % 5).unwrap()];
        match fault {
            Some(fault) => {
                emulator.faults().add(FaultRule::next(fault, 1));
                let text = post(&emulator, &mut number).await;
                if fault == Fault::StreamHalfLine { &mut lost } else { &mut sent }.push(text);
            }
            None => assert_eq!(emulator.disconnect_streams(), 1),
        }
    }
    connected(&emulator).await;
    sent.push(post(&emulator, &mut number).await);
    let day = emulator.clock().now().duration_since(start).unwrap();
    assert!(day.as_secs() >= 24 * 60 * 60, "{day:?}");

    let (mut posts, mut gaps) = (Vec::new(), 0);
    while posts.last() != sent.last() {
        let next = timeout(60 * SECOND, seen.recv()).await.expect("the last post is missing");
        match next.unwrap() {
            Seen::Post(text) => posts.push(text),
            Seen::Gap => gaps += 1,
        }
    }
    assert_eq!((posts, gaps), (sent, DISCONNECTS));
    assert_eq!(lost.len(), 20);
    reader.abort();
}
