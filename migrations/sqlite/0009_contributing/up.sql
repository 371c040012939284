-- Dense numbers of the top-level contributions of a program and of a provision: a shuffle is arithmetic on them.
CREATE TABLE contribution_ranks (
    contribution_id INTEGER PRIMARY KEY REFERENCES contributions (id),
    program_id INTEGER NOT NULL REFERENCES programs (id),
    program_rank INTEGER NOT NULL,
    provision_id INTEGER REFERENCES provisions (id),
    provision_rank INTEGER,
    UNIQUE (program_id, program_rank),
    UNIQUE (provision_id, provision_rank)
) STRICT;

INSERT INTO contribution_ranks (contribution_id, program_id, program_rank, provision_id, provision_rank)
SELECT id, program_id, ROW_NUMBER() OVER (PARTITION BY program_id ORDER BY id) - 1,
    provision_id, CASE WHEN provision_id IS NULL THEN NULL ELSE ROW_NUMBER() OVER (PARTITION BY provision_id ORDER BY id) - 1 END
FROM contributions WHERE parent_id IS NULL;

CREATE TABLE consents (
    contribution_id INTEGER PRIMARY KEY REFERENCES contributions (id),
    version TEXT NOT NULL,
    given_at INTEGER NOT NULL
) STRICT;

-- Equal texts have equal fingerprints, by which a burst of them is noticed.
CREATE TABLE fingerprints (
    contribution_id INTEGER PRIMARY KEY REFERENCES contributions (id),
    program_id INTEGER NOT NULL REFERENCES programs (id),
    fingerprint TEXT NOT NULL,
    received_at INTEGER NOT NULL
) STRICT;

CREATE INDEX fingerprints_in_program ON fingerprints (program_id, fingerprint, received_at);

-- Keys that every process of an installation shares.
CREATE TABLE site_secrets (
    name TEXT PRIMARY KEY,
    secret BLOB NOT NULL
) STRICT;

CREATE TABLE attachments (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    contribution_id INTEGER NOT NULL REFERENCES contributions (id),
    sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
    size_bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX attachments_of_contribution ON attachments (contribution_id, id);
CREATE INDEX attachments_by_content ON attachments (sha256);

CREATE TABLE meetings (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    program_id INTEGER NOT NULL REFERENCES programs (id),
    starts_at INTEGER NOT NULL,
    place TEXT NOT NULL,
    title_kk TEXT,
    title_ru TEXT,
    notice_kk TEXT,
    notice_ru TEXT,
    protocol_kk TEXT,
    protocol_ru TEXT,
    link TEXT,
    speakers TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX meetings_of_program ON meetings (program_id, starts_at, id);

-- What staff entered: who keyed it in, on which day it was said or written, at which meeting.
CREATE TABLE entries (
    contribution_id INTEGER PRIMARY KEY REFERENCES contributions (id),
    meeting_id INTEGER REFERENCES meetings (id),
    account_id INTEGER,
    happened_on TEXT
) STRICT;

CREATE INDEX entries_of_meeting ON entries (meeting_id, contribution_id);
