CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    email TEXT UNIQUE,
    name TEXT,
    locale TEXT NOT NULL CHECK (locale IN ('kk', 'ru', 'en')),
    created_at INTEGER NOT NULL,
    erased_at INTEGER
) STRICT;

CREATE TABLE grants (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL CHECK (role IN ('auditor', 'analyst', 'editor', 'moderator', 'approver', 'territory_admin', 'operator')),
    territory_id INTEGER REFERENCES territories (id),
    granted_by INTEGER REFERENCES accounts (id),
    granted_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

CREATE INDEX grants_of_account ON grants (account_id, id);

CREATE TABLE sign_ins (
    public_id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    code_mac TEXT NOT NULL,
    browser_hash TEXT NOT NULL,
    link_hash TEXT NOT NULL UNIQUE,
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

CREATE INDEX sign_ins_of_email ON sign_ins (email, created_at);

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    token_hash TEXT NOT NULL UNIQUE,
    family TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('browser', 'refresh')),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    replaced_at INTEGER,
    revoked_at INTEGER
) STRICT;

CREATE INDEX sessions_of_account ON sessions (account_id, id);
CREATE INDEX sessions_of_family ON sessions (family, id);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    dedup_key TEXT UNIQUE,
    recipient TEXT NOT NULL,
    locale TEXT NOT NULL CHECK (locale IN ('kk', 'ru', 'en')),
    template TEXT NOT NULL,
    parameters TEXT NOT NULL,
    urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('queued', 'parked')),
    not_before INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    lease_until INTEGER,
    last_error TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX outbox_due ON outbox (state, urgent, not_before);

CREATE TABLE follows (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    locale TEXT NOT NULL CHECK (locale IN ('kk', 'ru', 'en')),
    territory_id INTEGER REFERENCES territories (id),
    program_id INTEGER REFERENCES programs (id),
    provision_id INTEGER REFERENCES provisions (id),
    unsubscribe_hash TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX follows_of_program ON follows (program_id, id);
