CREATE TABLE campaigns (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    name_kk TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    name_en TEXT NOT NULL,
    rules TEXT NOT NULL,
    directions TEXT NOT NULL,
    calendar TEXT NOT NULL,
    demonstration INTEGER NOT NULL CHECK (demonstration IN (0, 1)),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE programs (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
    territory_id INTEGER NOT NULL REFERENCES territories (id),
    phase TEXT NOT NULL CHECK (phase IN ('announced', 'draft_published', 'discussion', 'revision', 'published', 'approved', 'execution')),
    title_kk TEXT,
    title_ru TEXT,
    first_year INTEGER NOT NULL,
    last_year INTEGER NOT NULL,
    opens_at INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    utc_offset_minutes INTEGER NOT NULL,
    current_edition INTEGER,
    measures INTEGER NOT NULL,
    indicators INTEGER NOT NULL,
    planned_tenge INTEGER NOT NULL,
    cost_unknown INTEGER NOT NULL,
    UNIQUE (campaign_id, territory_id)
) STRICT;

CREATE TABLE editions (
    id INTEGER PRIMARY KEY,
    program_id INTEGER NOT NULL REFERENCES programs (id),
    number INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'superseded')),
    summary_kk TEXT,
    summary_ru TEXT,
    provision_count INTEGER NOT NULL,
    source_sha256 TEXT,
    published_at INTEGER,
    UNIQUE (program_id, number)
) STRICT;

CREATE TABLE provisions (
    id INTEGER PRIMARY KEY,
    program_id INTEGER NOT NULL REFERENCES programs (id),
    public_id TEXT NOT NULL,
    UNIQUE (program_id, public_id)
) STRICT;

CREATE TABLE edition_provisions (
    edition_id INTEGER NOT NULL REFERENCES editions (id),
    position INTEGER NOT NULL,
    provision_id INTEGER NOT NULL REFERENCES provisions (id),
    parent_position INTEGER,
    kind TEXT NOT NULL CHECK (kind IN ('section', 'heading', 'paragraph', 'item', 'goal', 'indicator', 'measure', 'table', 'table_row', 'footnote')),
    level INTEGER NOT NULL,
    label TEXT NOT NULL,
    direction TEXT,
    text_kk TEXT,
    text_ru TEXT,
    data TEXT,
    PRIMARY KEY (edition_id, position),
    UNIQUE (edition_id, provision_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE edition_costs (
    edition_id INTEGER NOT NULL REFERENCES editions (id),
    year INTEGER NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('republican', 'local', 'extra_budgetary', 'national_fund', 'public_private', 'own')),
    direction TEXT NOT NULL,
    tenge INTEGER NOT NULL,
    PRIMARY KEY (edition_id, year, source, direction)
) STRICT, WITHOUT ROWID;

CREATE TABLE envelopes (
    id INTEGER PRIMARY KEY,
    territory_id INTEGER NOT NULL REFERENCES territories (id),
    year INTEGER NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('republican', 'local', 'extra_budgetary', 'national_fund', 'public_private', 'own')),
    tenge INTEGER NOT NULL,
    act TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    replaced_at INTEGER
) STRICT;

CREATE INDEX envelopes_by_territory ON envelopes (territory_id, year);
