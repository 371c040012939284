CREATE TABLE session_families (
    family TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    method TEXT NOT NULL CHECK (method IN ('email', 'link')),
    device TEXT NOT NULL,
    second_factor_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX session_families_of_account ON session_families (account_id, created_at);

CREATE TABLE identity_attempts (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('code', 'second_factor')),
    who TEXT NOT NULL,
    network TEXT NOT NULL,
    happened_at INTEGER NOT NULL
) STRICT;

CREATE INDEX identity_attempts_of_who ON identity_attempts (kind, who, happened_at);
CREATE INDEX identity_attempts_of_network ON identity_attempts (kind, network, happened_at);

CREATE TABLE sign_in_links (
    token_hash TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

CREATE INDEX sign_in_links_of_account ON sign_in_links (account_id, created_at);

CREATE TABLE second_factors (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    salt TEXT NOT NULL,
    last_step INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    confirmed_at INTEGER
) STRICT;

CREATE TABLE recovery_codes (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    code_hash TEXT NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (account_id, code_hash)
) STRICT, WITHOUT ROWID;
