-- Money that goes between budgets: what a district gets from above, and what it gives.
CREATE TABLE budget_transfers (
    id INTEGER PRIMARY KEY,
    territory_id INTEGER NOT NULL REFERENCES territories (id),
    year INTEGER NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('republican', 'local', 'extra_budgetary', 'national_fund', 'public_private', 'own')),
    kind TEXT NOT NULL CHECK (kind IN ('subvention', 'withdrawal', 'current_transfer', 'development_transfer')),
    purpose TEXT NOT NULL,
    tenge INTEGER NOT NULL,
    act TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    replaced_at INTEGER
) STRICT;

CREATE INDEX budget_transfers_by_territory ON budget_transfers (territory_id, year);

-- A projection: what the dashboard says about a program, as JSON. It can be thrown away and made again.
CREATE TABLE program_statistics (
    program_id INTEGER PRIMARY KEY REFERENCES programs (id),
    data TEXT NOT NULL
) STRICT;
