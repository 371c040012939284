CREATE TABLE territories (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE territory_states (
    id INTEGER PRIMARY KEY,
    territory_id INTEGER NOT NULL REFERENCES territories (id),
    kato TEXT NOT NULL,
    parent_id INTEGER REFERENCES territories (id),
    kind TEXT NOT NULL CHECK (kind IN ('region', 'republican_city', 'city', 'district')),
    name_kk TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    name_en TEXT NOT NULL,
    aliases TEXT NOT NULL,
    grid_column INTEGER,
    grid_row INTEGER,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    UNIQUE (territory_id, valid_from),
    UNIQUE (kato, valid_from)
) STRICT;

CREATE TABLE reorganisations (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('split', 'merge', 'transfer', 'rename')),
    happened_on TEXT NOT NULL,
    threads TEXT NOT NULL
) STRICT;
