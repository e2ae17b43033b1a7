//! A thousand events a second by the stream, to a reader that keeps up or to one that does not.

use std::sync::Arc;
use std::time::Duration;

use account_activity::Client;
use account_activity::client::xaa::{DeliverTo, StreamItem, StreamNotice};
use tokio::sync::watch;
use tokio::time::{Instant, interval, sleep, timeout};

use crate::Run;
use crate::conversation::{Conversation, number};
use crate::memory::Memory;
use crate::outcome::Outcome;
use crate::seen::Seen;

const PER_SECOND: u64 = 1_000;

/// The events are sent in portions, one in each of these times.
const TICK: Duration = Duration::from_millis(10);
const PER_TICK: u64 = PER_SECOND / 100;

/// The time after which an event that was sent is missing.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a reader has read.
#[derive(Clone, Copy, Default)]
struct Progress {
    connections: u64,
    /// The number after that of the last event.
    next: u64,
    /// The events that were skipped without a gap before them.
    unexplained: u64,
}

/// Sends events to a reader that rests after each, or that takes them as they come and gets all.
pub(crate) async fn run(extent: Run, rest: Option<Duration>) -> Outcome {
    let warm_up = PER_SECOND * extent.warm_up_seconds;
    let events = warm_up + PER_SECOND * extent.seconds;
    let conversation = Conversation::start().await;
    conversation.subscribe(DeliverTo::Stream).await;
    let seen = Arc::new(Seen::new(events));
    let (tell, mut progress) = watch::channel(Progress::default());
    let reader = read(conversation.client.clone(), rest, Arc::clone(&seen), tell);
    let reader = tokio::spawn(reader);
    progress.wait_for(|it| it.connections > 0).await.expect("the reader connects");

    let (start, mut ticks, mut before) = (Instant::now(), interval(TICK), None);
    for number in 0..events {
        if number.is_multiple_of(PER_TICK) {
            ticks.tick().await;
        }
        if number == warm_up {
            before = Memory::of(std::process::id());
        }
        conversation.write(number).await;
    }
    let took = start.elapsed();
    if rest.is_none() {
        // Without the last event, the figures show what is missing.
        let _ = timeout(PATIENCE, progress.wait_for(|it| it.next == events)).await;
    }
    reader.abort();
    let Progress { connections, unexplained, .. } = *progress.borrow();
    Outcome {
        connections,
        unexplained,
        receives_all: rest.is_none(),
        ..Outcome::new(events, &seen, took, before)
    }
}

/// Reads the stream until it is aborted.
async fn read(
    client: Client,
    rest: Option<Duration>,
    seen: Arc<Seen>,
    tell: watch::Sender<Progress>,
) {
    let mut stream = client.xaa().stream();
    let mut is_after_gap = false;
    while let Some(item) = stream.next().await {
        match item.expect("the stream goes on") {
            StreamItem::Notice(StreamNotice::Connected) => {
                tell.send_modify(|it| it.connections += 1);
            }
            StreamItem::Gap(_) => is_after_gap = true,
            StreamItem::Envelope(envelope) => {
                let number = number(&envelope);
                seen.add(number, envelope.as_bytes().len());
                tell.send_modify(|it| {
                    let skipped = number.saturating_sub(it.next);
                    it.unexplained += if is_after_gap { 0 } else { skipped };
                    it.next = number + 1;
                });
                is_after_gap = false;
                if let Some(rest) = rest {
                    sleep(rest).await;
                }
            }
            _ => {}
        }
    }
}
