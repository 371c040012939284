CREATE TABLE supports (
    contribution_id INTEGER NOT NULL REFERENCES contributions (id),
    supporter TEXT NOT NULL,
    verification TEXT NOT NULL CHECK (verification IN ('anonymous', 'email', 'identity')),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (contribution_id, supporter)
) STRICT, WITHOUT ROWID;

CREATE TABLE moderations (
    id INTEGER PRIMARY KEY,
    contribution_id INTEGER NOT NULL REFERENCES contributions (id),
    program_id INTEGER NOT NULL REFERENCES programs (id),
    action TEXT NOT NULL CHECK (action IN ('hidden', 'held', 'restored', 'redacted')),
    reason TEXT,
    note TEXT,
    role TEXT NOT NULL,
    account_id INTEGER,
    happened_at INTEGER NOT NULL
) STRICT;

CREATE INDEX moderations_of_contribution ON moderations (contribution_id, id);
CREATE INDEX moderations_of_program ON moderations (program_id, id);

CREATE TABLE appeals (
    contribution_id INTEGER PRIMARY KEY REFERENCES contributions (id),
    text TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    answered_at INTEGER
) STRICT;
