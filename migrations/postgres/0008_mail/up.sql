-- Keys of mails that went out: the mail itself and its address are gone, yet the same event is not told twice.
CREATE TABLE delivered_mails (
    dedup_key TEXT PRIMARY KEY,
    delivered_at BIGINT NOT NULL
);

CREATE INDEX delivered_mails_by_age ON delivered_mails (delivered_at);

-- What signs the links by which people stop mails.
CREATE TABLE mail_secrets (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    secret BYTEA NOT NULL
);

-- Wishes to follow that wait for the click in the mail.
CREATE TABLE follow_requests (
    token_hash TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    locale TEXT NOT NULL CHECK (locale IN ('kk', 'ru', 'en')),
    territory_id BIGINT REFERENCES territories (id),
    program_id BIGINT REFERENCES programs (id),
    provision_id BIGINT REFERENCES provisions (id),
    created_at BIGINT NOT NULL
);

CREATE INDEX follow_requests_of_email ON follow_requests (email, created_at);
CREATE INDEX follow_requests_by_age ON follow_requests (created_at);

-- Who follows anything, with the hash of the one link that every digest of theirs carries.
CREATE TABLE followers (
    email TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE
);

-- It goes with its table, so a second way up may find it.
CREATE INDEX IF NOT EXISTS follows_of_email ON follows (email, id);

-- The weekly digests: which acts each week's covers, and how far it is written.
CREATE TABLE digests (
    week BIGINT PRIMARY KEY,
    first_index BIGINT NOT NULL,
    end_index BIGINT NOT NULL,
    after_email TEXT NOT NULL,
    finished_at BIGINT
);
