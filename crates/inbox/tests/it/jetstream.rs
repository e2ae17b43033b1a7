//! What only the inbox in JetStream has: a server that is killed, partitions, and several writes for one activity.

mod server;

use std::future::{pending, ready};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use account_activity_inbox::{
    Arrival, Error, Inbox, Item, JetStream, Query, Settings, State, StorageErrorKind, Worker,
};
use tokio::net::TcpListener;
use tokio::time::timeout;

use self::server::PASSWORD;
pub(crate) use self::server::Server;
use crate::bodies::{START, arrival, arrival_at, deletions, follow, x_follow};
use crate::clock::ManualClock;
use crate::handler::{post, service};
use crate::subject::CLAIM;

/// Returns an error with its sources, as a log shows it.
fn text(error: &Error) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text = format!("{text}: {error} {error:?}");
        source = error.source();
    }
    text
}

#[tokio::test]
async fn the_number_of_partitions_is_stored() {
    let Some(server) = Server::start().await else { return };
    let inbox = server.builder().connect().await.unwrap();
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    let error = server.builder().partitions(8).connect().await.unwrap_err();
    assert_eq!(error.storage(), Some(StorageErrorKind::Unsupported));
    assert!(text(&error).contains("has 4 partitions, and cannot have 8"), "{}", text(&error));
    let same = server.builder().connect().await.unwrap();
    assert_eq!(same.stats().await.unwrap().pending, 1);
    let other = server.builder().prefix("other").partitions(8).connect().await.unwrap();
    assert_eq!(other.stats().await.unwrap().pending, 0);
    let error = server.builder().prefix("a.b").connect().await.unwrap_err();
    assert_eq!(error.storage(), Some(StorageErrorKind::Unsupported));
}

/// Settings that change when the inbox is opened again, and settings of the server's operator.
#[tokio::test]
async fn the_settings_of_an_existing_stream() {
    let Some(server) = Server::start().await else { return };
    drop(server.builder().connect().await.unwrap());
    server.change_stream(|config| config.max_messages = 500).await;
    let time = Duration::from_secs(900);
    let builder = server.builder().settings(Settings::new().deduplicate_for(time));
    drop(builder.keep_for(2 * time).connect().await.unwrap());
    let config = server.stream_config().await;
    assert_eq!((config.duplicate_window, config.max_age), (time, 2 * time));
    assert_eq!((config.max_messages, config.num_replicas), (500, 1));
}

/// A server that is killed delivers acknowledged messages again.
#[tokio::test]
async fn a_killed_server() {
    let Some(mut server) = Server::start().await else { return };
    let inbox: Arc<dyn Inbox> = Arc::new(server.builder().connect().await.unwrap());
    for subscriber in 1..=4 {
        inbox.append(&arrival(&deletions(subscriber, 1..=30))).await.unwrap();
    }
    let mut handled = Vec::new();
    while handled.len() < 60 {
        for item in inbox.claim("test", 3, Duration::from_secs(30)).await.unwrap() {
            inbox.acknowledge(item.claim()).await.unwrap();
            handled.push(item.key().to_owned());
        }
    }
    server.kill();
    server.restart().await;
    let again = arrival(&deletions(1, 1..=30));
    // The client connects again on its own.
    let appended = until_reached(|| inbox.append(&again)).await;
    assert_eq!((appended.stored, appended.duplicates), (0, 30));
    let worker = Worker::new(Arc::clone(&inbox), async |_| Ok(()));
    let rest = 120 - u64::try_from(handled.len()).unwrap();
    let work = async {
        while inbox.stats().await.unwrap().pending > 0 {
            worker.run_until_idle().await.unwrap();
        }
    };
    timeout(Duration::from_secs(60), work).await.unwrap();
    assert_eq!((worker.stats().handled, worker.stats().attempts), (rest, rest));
}

/// Of three servers, the one that decides on the items is killed and does not come back.
#[tokio::test]
#[ignore = "takes 20 seconds, in which the servers agree"]
async fn a_killed_server_of_a_cluster() {
    let Some(mut servers) = Server::cluster().await else { return };
    let urls: Vec<String> = servers.iter().map(Server::url).collect();
    let builder = JetStream::builder(&urls.join(",")).partitions(2).ack_wait(CLAIM).replicas(3);
    let inbox: Arc<dyn Inbox> = Arc::new(until_reached(|| builder.clone().connect()).await);
    let handled = Arc::new(Mutex::new(Vec::new()));
    let worker = Worker::new(Arc::clone(&inbox), {
        let handled = Arc::clone(&handled);
        move |item: Item| {
            handled.lock().unwrap().push(item.key().to_owned());
            ready(Ok(()))
        }
    });
    let working = tokio::spawn(async move { worker.run(pending()).await });
    let append_and_handle = async |number| {
        let body = arrival(&deletions(1, 1..=number));
        until_reached(|| inbox.append(&body)).await;
        let last = body.keys().last().map(str::to_owned);
        while handled.lock().unwrap().last() != last.as_ref() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(120), append_and_handle(15)).await.unwrap();
    let leader = servers[0].leader().await;
    servers[leader].kill();
    timeout(Duration::from_secs(120), append_and_handle(30)).await.unwrap();
    working.abort();
    let mut handled = handled.lock().unwrap().clone();
    // An item whose acknowledgement got lost with the server is handled again, before the next one.
    handled.dedup();
    let keys: Vec<_> = (1..=30).map(|tweet| format!("1/1/tweet_delete/{tweet}")).collect();
    assert_eq!(handled, keys);
}

/// Calls until the server can be reached again.
pub(crate) async fn until_reached<T, F: Future<Output = Result<T, Error>>>(
    call: impl Fn() -> F,
) -> T {
    for _ in 0..1_000 {
        match call().await {
            Ok(value) => return value,
            Err(error) => {
                let kind = error.storage();
                assert_eq!(kind, Some(StorageErrorKind::Unreachable), "{}", text(&error));
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
    panic!("the server cannot be reached");
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_at_the_start() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = listener.local_addr().unwrap();
    for url in [format!("nats://u:{PASSWORD}@{silent}"), "nats://127.0.0.1:1".to_owned()] {
        let start = Instant::now();
        let builder = JetStream::builder(&url).timeout(Duration::from_millis(300));
        let error = builder.connect().await.unwrap_err();
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
        assert_eq!(error.storage(), Some(StorageErrorKind::Unreachable), "{}", text(&error));
        assert!(!text(&error).contains(PASSWORD), "{}", text(&error));
    }
    let error = JetStream::connect("http://localhost").await.unwrap_err();
    assert_eq!(error.storage(), Some(StorageErrorKind::Unreachable), "{}", text(&error));
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_in_the_middle() {
    let Some(mut server) = Server::start().await else { return };
    let builder = server.builder().timeout(Duration::from_millis(500));
    let inbox: Arc<dyn Inbox> = Arc::new(builder.connect().await.unwrap());
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    server.kill();
    let mut service = service(Arc::clone(&inbox));
    assert_eq!(post(&mut service, deletions(1, [2])).await.status(), 503);
    let body = arrival(&deletions(1, [2]));
    for _ in 0..3 {
        let call = timeout(Duration::from_secs(5), inbox.append(&body));
        let error = call.await.unwrap().unwrap_err();
        assert_eq!(error.storage(), Some(StorageErrorKind::Unreachable), "{}", text(&error));
        assert!(error.to_string().contains("append to the inbox at nats://127.0.0.1:"), "{error}");
    }
    assert!(inbox.claim("test", 1, Duration::from_secs(30)).await.is_err());
    server.restart().await;
    until_reached(|| inbox.append(&body)).await;
    let keys: Vec<_> =
        inbox.list(&Query::new()).await.unwrap().into_iter().map(|record| record.key).collect();
    assert_eq!(keys, ["1/1/tweet_delete/1", "1/1/tweet_delete/2"]);
}

#[tokio::test]
async fn secrets_do_not_appear() {
    let Some(server) = Server::start().await else { return };
    let inbox = server.builder().connect().await.unwrap();
    assert!(!format!("{inbox:?}").contains(PASSWORD), "{inbox:?}");
    let wrong = server.url().replace(PASSWORD, "no-sesame");
    for builder in [
        JetStream::builder(&wrong),
        JetStream::builder(&wrong).token("no-sesame"),
        JetStream::builder(&wrong).user_and_password("bot", "no-sesame"),
    ] {
        assert!(!format!("{builder:?}").contains("no-sesame"), "{builder:?}");
        let error = builder.connect().await.unwrap_err();
        assert_eq!(error.storage(), Some(StorageErrorKind::Denied), "{}", text(&error));
        assert!(!text(&error).contains("no-sesame"), "{}", text(&error));
    }
}

/// The server stores some of a delivery's activities, and then refuses the others.
#[tokio::test]
async fn a_delivery_that_is_stored_in_part() {
    let Some(server) = Server::start().await else { return };
    let inbox = server.builder().connect().await.unwrap();
    server.change_stream(|config| config.max_messages = 1).await;
    let body = arrival(&deletions(1, 1..=3));
    for _ in 0..2 {
        let error = inbox.append(&body).await.unwrap_err();
        assert_eq!(error.storage(), Some(StorageErrorKind::Full), "{}", text(&error));
    }
    assert_eq!(inbox.stats().await.unwrap().pending, 1);
    server.change_stream(|config| config.max_messages = -1).await;
    let appended = inbox.append(&body).await.unwrap();
    assert_eq!((appended.stored, appended.duplicates), (2, 1));
    let records = inbox.list(&Query::new().state(State::Pending)).await.unwrap();
    assert_eq!(records.len(), 3);
}

/// The process ends after the group of a pair tells of an activity, and before its message is stored. Then the other
/// family's copy arrives, before or after the delivery is sent again.
#[tokio::test]
async fn a_pair_without_its_message() {
    let Some(server) = Server::start().await else { return };
    let inbox = server.builder().connect().await.unwrap();
    let counts = async |body: &Arrival| {
        let appended = inbox.append(body).await.unwrap();
        (appended.stored, appended.duplicates)
    };
    for (millis, is_copy_first) in [(START, true), (START + 60_000, false)] {
        let first = arrival_at(&follow(millis), millis);
        let copy = arrival_at(&x_follow(&format!("uuid-{millis}")), millis);
        server.change_stream(|config| config.max_message_size = 1).await;
        assert!(inbox.append(&first).await.is_err());
        server.change_stream(|config| config.max_message_size = -1).await;
        let bodies = if is_copy_first { [&copy, &first] } else { [&first, &copy] };
        assert_eq!(counts(bodies[0]).await, (1, 0), "{is_copy_first}");
        assert_eq!(counts(bodies[1]).await, (0, 1), "{is_copy_first}");
        assert_eq!(counts(bodies[0]).await, (0, 1), "{is_copy_first}");
        let item = inbox.claim("test", 1, Duration::from_secs(30)).await.unwrap().remove(0);
        assert_eq!(item.activity().unwrap().key().as_str(), item.key());
        assert_eq!(item.as_bytes(), bodies[0].as_bytes());
        inbox.acknowledge(item.claim()).await.unwrap();
    }
    assert_eq!(inbox.stats().await.unwrap().pending, 0);
}

/// Processes tell each other of new items.
#[tokio::test]
async fn a_notice_of_another_process() {
    let Some(server) = Server::start().await else { return };
    // The second after which the wait ends anyway does not pass on this clock.
    let settings = Settings::new().clock(ManualClock::new());
    let waiting = server.builder().settings(settings).connect().await.unwrap();
    let other = server.builder().connect().await.unwrap();
    let changed = waiting.changed();
    other.append(&arrival(&deletions(1, [1]))).await.unwrap();
    timeout(Duration::from_secs(20), changed).await.unwrap();
    assert_eq!(waiting.claim("test", 1, Duration::from_secs(30)).await.unwrap().len(), 1);
}

/// A retry delays its partition alone.
#[tokio::test]
async fn another_partition_does_not_wait_for_a_retry() {
    let Some(server) = Server::start().await else { return };
    let inbox = server.builder().connect().await.unwrap();
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    let failing = inbox.claim("test", 9, Duration::from_secs(30)).await.unwrap().remove(0);
    inbox.retry(failing.claim(), Duration::from_secs(600), "no luck").await.unwrap();
    for subscriber in 2..=20 {
        inbox.append(&arrival(&deletions(subscriber, [1]))).await.unwrap();
    }
    let mut handled = 0;
    loop {
        let items = inbox.claim("test", 9, Duration::from_secs(30)).await.unwrap();
        if items.is_empty() {
            break;
        }
        for item in items {
            inbox.acknowledge(item.claim()).await.unwrap();
            handled += 1;
        }
    }
    let waiting = inbox.list(&Query::new()).await.unwrap();
    assert_eq!(waiting.len() + handled, 20);
    assert!(handled > 0 && waiting.len() > 1, "{handled}");
    inbox.requeue(failing.id()).await.unwrap();
    let again = inbox.claim("test", 9, Duration::from_secs(30)).await.unwrap().remove(0);
    assert_eq!((again.id(), again.attempt()), (failing.id(), 1));
}
