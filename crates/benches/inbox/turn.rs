//! A contender's turn: senders that call the receiver until the turn ends.

use std::collections::HashSet;
use std::path::Path;
use std::time::{Duration, Instant};

use account_activity::Body;
use account_activity::receiver::{Receiver, ReceiverService, Secret, Secrets};
use http_body_util::Full;
use tokio::task::JoinSet;
use tower_service::Service;

use crate::contender::{Contender, Store};
use crate::message;

const LENGTH: Duration = Duration::from_millis(300);

const PATH: &str = "/webhooks/twitter";

/// What happened in a turn.
pub(crate) struct Turn {
    /// The number of deliveries with the response 200.
    pub(crate) accepted: usize,
    elapsed: Duration,
    /// The number of transactions, if the contender counts them.
    pub(crate) commits: Option<u64>,
    /// The number of accepted deliveries whose activity is not stored.
    pub(crate) lost: usize,
}

impl Turn {
    pub(crate) fn per_second(&self) -> f64 {
        self.accepted as f64 / self.elapsed.as_secs_f64()
    }
}

/// Runs a turn in a new folder.
pub(crate) async fn run(contender: Contender, folder: &Path, senders: u64) -> Turn {
    let folder = folder.join("turn");
    std::fs::create_dir(&folder).expect("the folder of the last turn is removed");
    let store = contender.open(&folder).await;
    let secrets = Secrets::new(Secret::new("consumer secret").expect("it is not empty"));
    let receiver = Receiver::at(PATH, secrets.clone());
    let service = ReceiverService::new(receiver, store.handler());
    let mut running = JoinSet::new();
    let (start, commits) = (Instant::now(), store.commits());
    for subscriber in 0..senders {
        running.spawn(send(service.clone(), secrets.clone(), subscriber, start + LENGTH));
    }
    let accepted = running.join_all().await.concat();
    let elapsed = start.elapsed();
    let commits = store.commits().zip(commits).map(|(now, before)| now - before);
    service.shutdown().await;
    let lost = lost(&store, &accepted).await;
    drop((service, store));
    std::fs::remove_dir_all(folder).expect("the files are removed");
    Turn { accepted: accepted.len(), elapsed, commits, lost }
}

/// Sends the messages of one subscriber, one after another. Returns the accepted bodies.
async fn send(
    mut service: ReceiverService,
    secrets: Secrets,
    subscriber: u64,
    end: Instant,
) -> Vec<String> {
    let mut accepted = Vec::new();
    let mut message = subscriber << 32;
    while Instant::now() < end {
        let body = message::body(subscriber, message);
        let request = secrets.signed_request(PATH.parse().expect("a path"), body.clone());
        let Ok(response) = service.call(request.map(Full::new)).await;
        if response.status() == 200 {
            accepted.push(body);
        }
        message += 1;
    }
    accepted
}

/// Returns the number of accepted bodies whose activity is not stored.
async fn lost(store: &Store, accepted: &[String]) -> usize {
    let Some(keys) = store.keys().await else { return 0 };
    let keys: HashSet<String> = keys.into_iter().collect();
    let is_stored = |body: &str| {
        let body = Body::from_slice(body.as_bytes()).expect("the message is valid");
        body.activities().all(|activity| keys.contains(activity.key().as_str()))
    };
    accepted.iter().filter(|body| !is_stored(body)).count()
}
