CREATE TABLE drafts (
    id INTEGER PRIMARY KEY,
    program_id INTEGER NOT NULL UNIQUE REFERENCES programs (id),
    number INTEGER NOT NULL,
    title_kk TEXT,
    title_ru TEXT,
    summary_kk TEXT,
    summary_ru TEXT,
    version INTEGER NOT NULL,
    opened_by INTEGER,
    opened_at INTEGER NOT NULL
) STRICT;

CREATE TABLE draft_provisions (
    draft_id INTEGER NOT NULL REFERENCES drafts (id),
    provision_id INTEGER NOT NULL REFERENCES provisions (id),
    rank INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('section', 'heading', 'paragraph', 'item', 'goal', 'indicator', 'measure', 'table', 'table_row', 'footnote')),
    level INTEGER NOT NULL,
    label TEXT NOT NULL,
    direction TEXT,
    text_kk TEXT,
    text_ru TEXT,
    data TEXT,
    removed INTEGER NOT NULL CHECK (removed IN (0, 1)),
    cause TEXT CHECK (cause IN ('points', 'editorial', 'own_initiative')),
    note_kk TEXT,
    note_ru TEXT,
    version INTEGER NOT NULL,
    edited_by INTEGER,
    edited_at INTEGER NOT NULL,
    PRIMARY KEY (draft_id, provision_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX draft_provisions_in_order ON draft_provisions (draft_id, rank);

CREATE TABLE draft_points (
    draft_id INTEGER NOT NULL REFERENCES drafts (id),
    provision_id INTEGER NOT NULL REFERENCES provisions (id),
    point_id INTEGER NOT NULL REFERENCES points (id),
    PRIMARY KEY (draft_id, provision_id, point_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX draft_points_of_point ON draft_points (point_id);

CREATE TABLE draft_placements (
    draft_id INTEGER NOT NULL REFERENCES drafts (id),
    contribution_id INTEGER NOT NULL REFERENCES contributions (id),
    provision_id INTEGER REFERENCES provisions (id),
    exact TEXT,
    account_id INTEGER,
    resolved_at INTEGER NOT NULL,
    PRIMARY KEY (draft_id, contribution_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE lineages (
    program_id INTEGER NOT NULL REFERENCES programs (id),
    edition_number INTEGER NOT NULL,
    from_provision_id INTEGER NOT NULL REFERENCES provisions (id),
    to_provision_id INTEGER NOT NULL REFERENCES provisions (id),
    relation TEXT NOT NULL CHECK (relation IN ('split', 'merged')),
    PRIMARY KEY (program_id, edition_number, from_provision_id, to_provision_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE changes (
    id INTEGER PRIMARY KEY,
    program_id INTEGER NOT NULL REFERENCES programs (id),
    edition_number INTEGER NOT NULL,
    provision_id INTEGER NOT NULL REFERENCES provisions (id),
    kind TEXT NOT NULL CHECK (kind IN ('inserted', 'removed', 'reworded', 'moved')),
    moved INTEGER NOT NULL CHECK (moved IN (0, 1)),
    cause TEXT CHECK (cause IN ('points', 'editorial', 'own_initiative')),
    note_kk TEXT,
    note_ru TEXT,
    UNIQUE (program_id, edition_number, provision_id)
) STRICT;

CREATE TABLE change_points (
    change_id INTEGER NOT NULL REFERENCES changes (id),
    point_id INTEGER NOT NULL REFERENCES points (id),
    PRIMARY KEY (change_id, point_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX change_points_of_point ON change_points (point_id);

-- What became of each anchored contribution in each edition after its own. The anchor itself never changes.
CREATE TABLE placements (
    contribution_id INTEGER NOT NULL REFERENCES contributions (id),
    edition_number INTEGER NOT NULL,
    program_id INTEGER NOT NULL REFERENCES programs (id),
    provision_id INTEGER REFERENCES provisions (id),
    start_position INTEGER,
    end_position INTEGER,
    state TEXT NOT NULL CHECK (state IN ('kept', 'moved', 'reworded', 'removed', 'in_doubt')),
    confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
    algorithm TEXT NOT NULL,
    PRIMARY KEY (contribution_id, edition_number)
) STRICT, WITHOUT ROWID;

CREATE INDEX placements_in_edition ON placements (program_id, edition_number, contribution_id);

CREATE TABLE exceptions (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    program_id INTEGER NOT NULL REFERENCES programs (id),
    edition_number INTEGER NOT NULL,
    items TEXT NOT NULL,
    note_kk TEXT NOT NULL,
    note_ru TEXT NOT NULL,
    asked_by INTEGER,
    asked_at INTEGER NOT NULL,
    signed_by INTEGER,
    signed_at INTEGER
) STRICT;

CREATE INDEX exceptions_of_edition ON exceptions (program_id, edition_number, id);

CREATE TABLE extensions (
    id INTEGER PRIMARY KEY,
    program_id INTEGER NOT NULL REFERENCES programs (id),
    closed_before INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    reason_kk TEXT NOT NULL,
    reason_ru TEXT NOT NULL,
    account_id INTEGER,
    extended_at INTEGER NOT NULL
) STRICT;

CREATE INDEX extensions_of_program ON extensions (program_id, id);

CREATE TABLE approvals (
    program_id INTEGER PRIMARY KEY REFERENCES programs (id),
    edition_number INTEGER NOT NULL,
    body_kk TEXT NOT NULL,
    body_ru TEXT NOT NULL,
    act_number TEXT NOT NULL,
    act_on TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
) STRICT;
