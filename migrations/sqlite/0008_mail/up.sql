-- Keys of mails that went out: the mail itself and its address are gone, yet the same event is not told twice.
CREATE TABLE delivered_mails (
    dedup_key TEXT PRIMARY KEY,
    delivered_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX delivered_mails_by_age ON delivered_mails (delivered_at);

-- What signs the links by which people stop mails.
CREATE TABLE mail_secrets (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    secret BLOB NOT NULL
) STRICT;

-- Wishes to follow that wait for the click in the mail.
CREATE TABLE follow_requests (
    token_hash TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    locale TEXT NOT NULL CHECK (locale IN ('kk', 'ru', 'en')),
    territory_id INTEGER REFERENCES territories (id),
    program_id INTEGER REFERENCES programs (id),
    provision_id INTEGER REFERENCES provisions (id),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX follow_requests_of_email ON follow_requests (email, created_at);
CREATE INDEX follow_requests_by_age ON follow_requests (created_at);

-- Who follows anything, with the hash of the one link that every digest of theirs carries.
CREATE TABLE followers (
    email TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

-- It goes with its table, so a second way up may find it.
CREATE INDEX IF NOT EXISTS follows_of_email ON follows (email, id);

-- The weekly digests: which acts each week's covers, and how far it is written.
CREATE TABLE digests (
    week INTEGER PRIMARY KEY,
    first_index INTEGER NOT NULL,
    end_index INTEGER NOT NULL,
    after_email TEXT NOT NULL,
    finished_at INTEGER
) STRICT;
