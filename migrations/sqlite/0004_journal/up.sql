CREATE TABLE acts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    happened_at INTEGER NOT NULL,
    place TEXT NOT NULL,
    program_id INTEGER,
    subject TEXT NOT NULL,
    leaf BLOB NOT NULL,
    leaf_hash BLOB NOT NULL,
    leaf_index INTEGER UNIQUE
) STRICT;

CREATE INDEX acts_pending ON acts (seq) WHERE leaf_index IS NULL;
CREATE INDEX acts_of_subject ON acts (subject, seq);
CREATE INDEX acts_of_program ON acts (program_id, leaf_index);

-- What a leaf commits to. The only rows of the journal that can be erased.
CREATE TABLE openings (
    act_seq INTEGER PRIMARY KEY REFERENCES acts (seq),
    salt BLOB NOT NULL,
    content BLOB NOT NULL
) STRICT;

CREATE TABLE journal_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    size INTEGER NOT NULL
) STRICT;

INSERT INTO journal_head (one, size) VALUES (1, 0);

CREATE TABLE cursors (
    name TEXT PRIMARY KEY,
    leaf_index INTEGER NOT NULL
) STRICT;

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    dedup_key TEXT UNIQUE,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'parked')),
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    lease_until INTEGER,
    last_error TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX jobs_due ON jobs (state, run_at);

CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (scope, idempotency_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
