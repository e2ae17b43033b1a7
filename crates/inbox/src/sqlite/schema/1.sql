-- The body of a delivery, until all of its items are handled.
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    body BLOB NOT NULL
);
-- An activity that waits for its handler (`pending`), or failed too often (`dead`).
CREATE TABLE item (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    delivery INTEGER NOT NULL REFERENCES delivery (id),
    -- The number of the activity in the body, from 0. NULL if the body has no activities.
    position INTEGER,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- The subscriber's id, or `_` if the body names none.
    lane TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    died_at INTEGER
);
CREATE INDEX item_of_delivery ON item (delivery);
CREATE INDEX item_pending ON item (lane, id) WHERE state = 'pending';
CREATE INDEX item_dead ON item (died_at) WHERE state = 'dead';
-- A failed attempt.
CREATE TABLE failure (
    item INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    error TEXT NOT NULL
);
CREATE INDEX failure_of_item ON failure (item);
-- The items of one subscriber, of which one is handled at a time.
CREATE TABLE lane (
    name TEXT PRIMARY KEY,
    -- When the oldest item is due: the end of its claim, or its next attempt. NULL without items.
    ready_at INTEGER,
    set_at INTEGER NOT NULL,
    fence INTEGER NOT NULL DEFAULT 0,
    claimed INTEGER,
    holder TEXT
) WITHOUT ROWID;
CREATE INDEX lane_ready ON lane (ready_at) WHERE ready_at IS NOT NULL;
CREATE INDEX lane_set ON lane (set_at) WHERE ready_at IS NOT NULL;
-- Keys of activities that arrived.
CREATE TABLE seen (
    key TEXT PRIMARY KEY,
    at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX seen_at ON seen (at);
-- Activities without a common key in both APIs: who did what to whom, and a list in JSON.
CREATE TABLE pair (
    key TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    activities TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX pair_at ON pair (at);
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until INTEGER NOT NULL,
    fence INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE mark (
    name TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    value BLOB NOT NULL
) WITHOUT ROWID;
