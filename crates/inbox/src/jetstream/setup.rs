//! Creates what an inbox has on the server.

use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::bucket::Bucket;
use super::failing::{failed, storage};
use super::naming::Naming;
use super::server::Server;
use crate::{Error, Settings, StorageErrorKind};

/// The version of streams, subjects, headers and values.
const VERSION: u32 = 1;

/// What the server keeps, as its user wants it.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) settings: Settings,
    pub(super) keep_for: Duration,
    pub(super) ack_wait: Duration,
    pub(super) replicas: Option<usize>,
}

/// What cannot change once an inbox exists.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Layout {
    version: u32,
    partitions: u32,
}

/// Creates the buckets, and returns the one of the state and the one of the pairs.
pub(super) async fn buckets(
    server: &Server,
    naming: &Naming,
    wanted: &Wanted,
) -> Result<(Bucket, Bucket), Error> {
    let forever = bucket(server, naming.state_bucket(), Duration::ZERO, wanted);
    let deduplication = wanted.settings.deduplication();
    let pairs = bucket(server, naming.pair_bucket(), deduplication, wanted);
    Ok((forever.await?, pairs.await?))
}

/// Stores the layout of a new inbox, or compares it with the one of an existing inbox.
pub(super) async fn layout(state: &Bucket, naming: &Naming) -> Result<(), Error> {
    let wanted = naming.partitions();
    let found: Layout = state
        .change("layout", |layout: &mut Layout| {
            if layout.version == 0 {
                *layout = Layout { version: VERSION, partitions: wanted };
            }
            Ok(Layout { ..*layout })
        })
        .await?;
    if found.version > VERSION {
        let text = format!("its version is {}", found.version);
        return Err(storage(StorageErrorKind::NewerVersion, text));
    }
    if found.partitions != wanted {
        let text = format!(
            "the inbox has {} partitions, and cannot have {wanted}: its items wait in the others; set the \
             number that it has, or choose another prefix",
            found.partitions
        );
        return Err(storage(StorageErrorKind::Unsupported, text));
    }
    Ok(())
}

/// Creates the stream of the items and the one of the dead letters.
pub(super) async fn streams(
    server: &Server,
    naming: &Naming,
    wanted: &Wanted,
) -> Result<(), Error> {
    let items = json!({
        "name": naming.stream(),
        "subjects": [naming.subjects()],
        // Work-queue retention would forget the ids of acknowledged messages.
        "retention": "limits",
        "storage": "file",
        // A limit that someone sets refuses new items: it does not remove old ones.
        "discard": "new",
        "max_age": nanos(wanted.keep_for.max(wanted.settings.deduplication())),
        "duplicate_window": nanos(wanted.settings.deduplication()),
        "allow_direct": true,
        "num_replicas": wanted.replicas.unwrap_or(1),
    });
    let age = nanos(wanted.settings.dead_letters());
    let dead = json!({
        "name": naming.dead_stream(),
        "subjects": [naming.dead_subjects()],
        "retention": "limits",
        "storage": "file",
        "discard": "new",
        "max_age": age,
        "duplicate_window": nanos(window(wanted.settings.dead_letters())),
        "allow_direct": true,
        "num_replicas": wanted.replicas.unwrap_or(1),
    });
    for stream in [items, dead] {
        ensure(server, &stream, wanted.replicas).await?;
    }
    Ok(())
}

/// Creates a bucket as other clients do, so that they can read it.
async fn bucket(
    server: &Server,
    name: String,
    age: Duration,
    wanted: &Wanted,
) -> Result<Bucket, Error> {
    let stream = json!({
        "name": format!("KV_{name}"),
        "subjects": [format!("$KV.{name}.>")],
        "retention": "limits",
        "storage": "file",
        "discard": "new",
        "max_msgs_per_subject": 1,
        "max_age": nanos(age),
        "duplicate_window": nanos(window(age)),
        "allow_direct": true,
        "allow_rollup_hdrs": true,
        "deny_delete": true,
        "num_replicas": wanted.replicas.unwrap_or(1),
    });
    ensure(server, &stream, wanted.replicas).await?;
    server.context.get_key_value(name).await.map(Bucket::new).map_err(failed)
}

/// The server's default window for duplicates, which cannot be longer than the age.
fn window(age: Duration) -> Duration {
    let default = Duration::from_secs(120);
    if age.is_zero() { default } else { default.min(age) }
}

/// Creates a stream, or changes the times of an existing one. What its operator has set otherwise stays.
async fn ensure(server: &Server, wanted: &Value, replicas: Option<usize>) -> Result<(), Error> {
    let name = wanted.get("name").and_then(Value::as_str).unwrap_or_default();
    let found = server.api(format!("STREAM.INFO.{name}"), &json!({})).await;
    let Some(mut found) = found.ok().and_then(|mut info| Some(info.get_mut("config")?.take()))
    else {
        return server.api(format!("STREAM.CREATE.{name}"), wanted).await.map(drop);
    };
    let before = found.clone();
    let changing =
        ["max_age", "duplicate_window"].into_iter().chain(replicas.map(|_| "num_replicas"));
    for member in changing {
        if let (Some(found), Some(wanted)) = (found.get_mut(member), wanted.get(member)) {
            found.clone_from(wanted);
        }
    }
    if found == before {
        return Ok(());
    }
    server.api(format!("STREAM.UPDATE.{name}"), &found).await.map(drop)
}

/// Creates the consumer of each partition.
pub(super) async fn consumers(
    server: &Server,
    naming: &Naming,
    wanted: &Wanted,
) -> Result<(), Error> {
    let name_of_stream = naming.stream();
    let create = |partition| {
        let name = Naming::consumer(partition);
        let request = json!({
            "stream_name": name_of_stream,
            "config": {
                "name": name,
                "durable_name": name,
                "filter_subject": naming.partition_subjects(partition),
                "deliver_policy": "all",
                "ack_policy": "explicit",
                "ack_wait": nanos(wanted.ack_wait),
                "max_ack_pending": 1,
                "max_deliver": -1,
            },
        });
        let subject = format!("CONSUMER.DURABLE.CREATE.{name_of_stream}.{name}");
        async move { server.api(subject, &request).await.map(drop) }
    };
    // Some at a time, because a cluster elects a leader for each.
    let created = stream::iter(0..naming.partitions()).map(create).buffer_unordered(16);
    created.try_collect().await
}

fn nanos(time: Duration) -> i64 {
    i64::try_from(time.as_nanos()).unwrap_or(i64::MAX)
}
