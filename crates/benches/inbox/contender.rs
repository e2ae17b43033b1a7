//! The compared handlers of deliveries.

use std::path::Path;
use std::sync::{Arc, Mutex};

use account_activity::receiver::{Delivery, Handler, HandlerError};
use account_activity_inbox::{Inbox, Query, Sqlite};
use rusqlite::{Connection, params};

#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Contender {
    /// The inbox in a file of SQLite.
    Inbox,
    /// What a program would write itself: a transaction for each delivery, behind one lock.
    OneEach,
    /// A handler that stores nothing.
    Nothing,
}

impl Contender {
    pub(crate) const ALL: [Self; 3] = [Self::Inbox, Self::OneEach, Self::Nothing];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Inbox => "receiver, inbox in SQLite",
            Self::OneEach => "receiver, a transaction each",
            Self::Nothing => "receiver alone",
        }
    }

    /// Opens the storage in an empty file.
    pub(crate) async fn open(self, path: &Path) -> Store {
        match self {
            Self::Inbox => {
                let inbox = Sqlite::open(path).await.expect("the inbox opens");
                Store::Inbox(Arc::new(inbox))
            }
            Self::OneEach => Store::OneEach(Arc::new(Mutex::new(database(path)))),
            Self::Nothing => Store::Nothing,
        }
    }
}

fn database(path: &Path) -> Connection {
    let connection = Connection::open(path).expect("the database opens");
    let mode = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0));
    assert_eq!(mode, Ok("wal".to_owned()));
    connection.pragma_update(None, "synchronous", "FULL").expect("SQLite accepts it");
    let table = "CREATE TABLE event (key TEXT PRIMARY KEY, body BLOB NOT NULL)";
    connection.execute_batch(table).expect("the table is new");
    connection
}

/// The storage of a contender.
#[derive(Clone)]
pub(crate) enum Store {
    Inbox(Arc<Sqlite>),
    OneEach(Arc<Mutex<Connection>>),
    Nothing,
}

impl Store {
    pub(crate) fn handler(&self) -> Arc<dyn Handler> {
        match self {
            Self::Inbox(inbox) => Arc::new(Arc::clone(inbox) as Arc<dyn Inbox>),
            Self::OneEach(database) => {
                let database = Arc::clone(database);
                Arc::new(move |delivery| insert(Arc::clone(&database), delivery))
            }
            Self::Nothing => Arc::new(async |_: Delivery| Ok(())),
        }
    }

    /// Returns the number of transactions so far, if the storage counts them.
    pub(crate) fn commits(&self) -> Option<u64> {
        match self {
            Self::Inbox(inbox) => Some(inbox.commits()),
            Self::OneEach(_) | Self::Nothing => None,
        }
    }

    /// Returns the keys of the stored activities. `None` if the contender stores nothing.
    pub(crate) async fn keys(&self) -> Option<Vec<String>> {
        match self {
            Self::Inbox(inbox) => {
                let records = inbox.list(&Query::new().limit(usize::MAX)).await;
                Some(
                    records
                        .expect("the inbox is read")
                        .into_iter()
                        .map(|record| record.key)
                        .collect(),
                )
            }
            Self::OneEach(database) => {
                let database = database.lock().expect("no handler panicked");
                let mut keys = database.prepare("SELECT key FROM event").expect("a table");
                let keys = keys.query_map([], |row| row.get(0)).and_then(Iterator::collect);
                Some(keys.expect("the keys are read"))
            }
            Self::Nothing => None,
        }
    }
}

/// Stores the activities of a delivery in a transaction of its own.
async fn insert(database: Arc<Mutex<Connection>>, delivery: Delivery) -> Result<(), HandlerError> {
    let inserting = tokio::task::spawn_blocking(move || {
        let mut database = database.lock().expect("no handler panicked");
        let transaction = database.transaction()?;
        for activity in delivery.activities() {
            let sql = "INSERT INTO event (key, body) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
            let key = activity.key();
            transaction.prepare_cached(sql)?.execute(params![key.as_str(), delivery.as_bytes()])?;
        }
        transaction.commit()
    });
    Ok(inserting.await??)
}
