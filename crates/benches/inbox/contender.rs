//! The compared handlers of deliveries.

use std::path::Path;
use std::sync::{Arc, Mutex};

use account_activity::receiver::{Delivery, Handler, HandlerError};
use account_activity_inbox::{Inbox, ItemId, JetStream, Query, Sqlite};
use rusqlite::{Connection, params};

use crate::server::{Server, SyncInterval};

#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Contender {
    /// The inbox in a file of SQLite.
    Sqlite,
    /// What a program would write itself: a transaction for each delivery, behind one lock.
    OneEach,
    /// A handler that stores nothing.
    Nothing,
    /// The inbox in JetStream, whose server writes to the disk every two minutes.
    LazyJetStream,
    /// The inbox in JetStream, whose server writes to the disk before it acknowledges a message.
    SyncedJetStream,
}

impl Contender {
    /// Returns the contenders that this machine can run.
    pub(crate) fn all() -> Vec<Self> {
        let mut all = vec![Self::Sqlite, Self::OneEach, Self::Nothing];
        if Server::program().is_some() {
            all.extend([Self::LazyJetStream, Self::SyncedJetStream]);
        }
        all
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "receiver, inbox in SQLite",
            Self::OneEach => "receiver, a transaction each",
            Self::Nothing => "receiver alone",
            Self::LazyJetStream => "receiver, inbox in JetStream",
            Self::SyncedJetStream => "  with sync_interval: always",
        }
    }

    /// Opens the storage in an empty folder.
    pub(crate) async fn open(self, folder: &Path) -> Store {
        let file = folder.join("inbox.db");
        match self {
            Self::Sqlite => {
                let inbox = Sqlite::open(file).await.expect("the inbox opens");
                Store::Sqlite(Arc::new(inbox))
            }
            Self::OneEach => Store::OneEach(Arc::new(Mutex::new(database(&file)))),
            Self::Nothing => Store::Nothing,
            Self::LazyJetStream => Store::on_server(folder, SyncInterval::Lazy).await,
            Self::SyncedJetStream => Store::on_server(folder, SyncInterval::Always).await,
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
pub(crate) enum Store {
    Sqlite(Arc<Sqlite>),
    JetStream {
        inbox: Arc<JetStream>,
        /// Runs until the turn ends.
        _server: Server,
    },
    OneEach(Arc<Mutex<Connection>>),
    Nothing,
}

impl Store {
    async fn on_server(folder: &Path, sync: SyncInterval) -> Self {
        let server = Server::start(folder, sync);
        Self::JetStream { inbox: Arc::new(server.inbox().await), _server: server }
    }

    pub(crate) fn handler(&self) -> Arc<dyn Handler> {
        match self {
            Self::Sqlite(inbox) => inbox.clone(),
            Self::JetStream { inbox, .. } => inbox.clone(),
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
            Self::Sqlite(inbox) => Some(inbox.commits()),
            Self::JetStream { .. } | Self::OneEach(_) | Self::Nothing => None,
        }
    }

    /// Returns the keys of the stored activities. `None` if the contender stores nothing.
    pub(crate) async fn keys(&self) -> Option<Vec<String>> {
        match self {
            Self::Sqlite(inbox) => Some(keys(&**inbox).await),
            Self::JetStream { inbox, .. } => Some(keys(&**inbox).await),
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

/// Returns the keys of the items of an inbox.
async fn keys(inbox: &dyn Inbox) -> Vec<String> {
    let (mut keys, mut last) = (Vec::new(), ItemId::new(0));
    loop {
        let page = inbox.list(&Query::new().after(last).limit(500)).await.expect("a page");
        let Some(record) = page.last() else { return keys };
        last = record.id;
        keys.extend(page.into_iter().map(|record| record.key));
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
