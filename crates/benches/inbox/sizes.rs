//! The bytes of the inbox's file for each delivery, each item and each key.

use std::path::Path;
use std::sync::Arc;

use account_activity::{Body, Timestamp};
use account_activity_inbox::{Arrival, Inbox, Sqlite};
use rusqlite::Connection;
use tokio::task::JoinSet;

use crate::message;

const DELIVERIES: u64 = 50_000;
const SUBSCRIBERS: u64 = 1_000;

/// Returns the body of a delivery to a subscriber.
type Delivery = fn(subscriber: u64, number: u64) -> String;

const KINDS: [(&str, Delivery); 4] = [
    ("follow", message::follow),
    ("message", |subscriber, number| message::of_length(2_000, subscriber, number)),
    ("message", |subscriber, number| message::of_length(4_000, subscriber, number)),
    ("message", |subscriber, number| message::of_length(8_000, subscriber, number)),
];

/// Appends deliveries with one item each, and prints the bytes that the file has for each of them: for its
/// row, for its item until it is handled, and for the key that is kept longer.
pub(crate) async fn print(folder: &Path) {
    println!(
        "{DELIVERIES} deliveries with an item each, of {SUBSCRIBERS} subscribers; bytes for each"
    );
    println!("  {:<8} {:>8} {:>8} {:>8} {:>8} {:>8}", "", "body", "row", "item", "key", "file");
    for (kind, body) in KINDS {
        let length = body(0, 0).len();
        let path = folder.join(format!("{length}.db"));
        fill(&path, body).await;
        let database = Connection::open(&path).expect("the file is a database");
        let each = |bytes: i64| bytes as f64 / DELIVERIES as f64;
        let of = |tables: &[&str]| each(tables.iter().map(|table| bytes(&database, table)).sum());
        let (row, item, key) = (of(&["delivery"]), of(&["item", "lane"]), of(&["seen", "pair"]));
        let file = each(database.query_row(FILE, [], |row| row.get(0)).expect("a size"));
        println!("  {kind:<8} {length:>8} {row:>8.0} {item:>8.0} {key:>8.0} {file:>8.0}");
    }
}

async fn fill(path: &Path, body: Delivery) {
    let inbox = Arc::new(Sqlite::open(path).await.expect("the inbox opens"));
    let of_each = DELIVERIES / SUBSCRIBERS;
    for number in 0..of_each {
        let mut appending = JoinSet::new();
        for subscriber in 0..SUBSCRIBERS {
            let body = body(subscriber, subscriber * of_each + number);
            let body = Body::from_slice(body.as_bytes()).expect("the delivery is valid");
            let arrival = Arrival::of_body(&body, Timestamp::now());
            let inbox = Arc::clone(&inbox);
            appending.spawn(async move { inbox.append(&arrival).await });
        }
        for appended in appending.join_all().await {
            assert_eq!(appended.expect("the inbox appends").stored, 1);
        }
    }
}

const FILE: &str = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";

/// Returns the bytes of the pages of a table and of its indexes.
fn bytes(database: &Connection, table: &str) -> i64 {
    let sql = "SELECT sum(pgsize) FROM dbstat WHERE name IN \
               (SELECT name FROM sqlite_schema WHERE tbl_name = ?1)";
    database.query_row(sql, [table], |row| row.get(0)).expect("the table exists")
}
