CREATE TABLE contributions (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    receipt TEXT NOT NULL UNIQUE,
    program_id INTEGER NOT NULL REFERENCES programs (id),
    edition_number INTEGER NOT NULL,
    provision_id INTEGER REFERENCES provisions (id),
    provision_label TEXT,
    parent_id INTEGER REFERENCES contributions (id),
    kind TEXT NOT NULL CHECK (kind IN ('problem', 'shortcoming', 'proposal', 'question', 'support', 'objection', 'suggested_wording')),
    language TEXT NOT NULL CHECK (language IN ('kk', 'ru')),
    channel TEXT NOT NULL CHECK (channel IN ('web', 'email', 'phone', 'paper', 'meeting')),
    verification TEXT NOT NULL CHECK (verification IN ('anonymous', 'email', 'identity')),
    visibility TEXT NOT NULL CHECK (visibility IN ('visible', 'held', 'hidden', 'withdrawn', 'erased')),
    reason TEXT,
    text TEXT,
    name TEXT,
    place TEXT,
    problem TEXT,
    solution TEXT,
    cost_tenge INTEGER,
    received_at INTEGER NOT NULL,
    late INTEGER NOT NULL CHECK (late IN (0, 1)),
    due_on TEXT NOT NULL,
    supports_anonymous INTEGER NOT NULL,
    supports_email INTEGER NOT NULL,
    supports_identity INTEGER NOT NULL,
    replies INTEGER NOT NULL,
    decided_at INTEGER
) STRICT;

CREATE INDEX contributions_of_program ON contributions (program_id, id);
CREATE INDEX contributions_of_provision ON contributions (provision_id, id);
CREATE INDEX contributions_supported_in_program ON contributions (program_id, supports_email, supports_anonymous, id);
CREATE INDEX contributions_supported_on_provision ON contributions (provision_id, supports_email, supports_anonymous, id);
CREATE INDEX contributions_answered_in_program ON contributions (program_id, decided_at, id) WHERE decided_at IS NOT NULL;
CREATE INDEX contributions_answered_on_provision ON contributions (provision_id, decided_at, id) WHERE decided_at IS NOT NULL;
CREATE INDEX contributions_answered ON contributions (decided_at, id) WHERE decided_at IS NOT NULL;
CREATE INDEX contributions_replies ON contributions (parent_id, id) WHERE parent_id IS NOT NULL;

CREATE TABLE anchors (
    contribution_id INTEGER PRIMARY KEY REFERENCES contributions (id),
    provision_id INTEGER NOT NULL REFERENCES provisions (id),
    edition_number INTEGER NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('kk', 'ru')),
    exact TEXT NOT NULL,
    prefix TEXT NOT NULL,
    suffix TEXT NOT NULL,
    start_position INTEGER NOT NULL,
    end_position INTEGER NOT NULL
) STRICT;

CREATE TABLE contacts (
    contribution_id INTEGER PRIMARY KEY REFERENCES contributions (id),
    email TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('kk', 'ru'))
) STRICT;

CREATE TABLE groups (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    program_id INTEGER NOT NULL REFERENCES programs (id),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    program_id INTEGER NOT NULL REFERENCES programs (id),
    state TEXT NOT NULL CHECK (state IN ('drafted', 'approved', 'published')),
    disposition TEXT NOT NULL CHECK (disposition IN ('accepted', 'partly_accepted', 'already_in_text', 'no_budget', 'outside_powers', 'declined', 'answered', 'off_topic')),
    reason_kk TEXT,
    reason_ru TEXT,
    office_kk TEXT NOT NULL,
    office_ru TEXT NOT NULL,
    points INTEGER NOT NULL,
    published_at INTEGER
) STRICT;

CREATE TABLE points (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    contribution_id INTEGER NOT NULL REFERENCES contributions (id),
    program_id INTEGER NOT NULL REFERENCES programs (id),
    ordinal INTEGER NOT NULL,
    start_position INTEGER NOT NULL,
    end_position INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('new', 'in_work', 'drafted', 'approved', 'published')),
    group_id INTEGER REFERENCES groups (id),
    decision_id INTEGER REFERENCES decisions (id),
    UNIQUE (contribution_id, ordinal)
) STRICT;

CREATE INDEX points_by_state ON points (program_id, state, id);
CREATE INDEX points_of_group ON points (group_id, id);
CREATE INDEX points_of_decision ON points (decision_id, id);

CREATE TABLE program_counters (
    program_id INTEGER PRIMARY KEY REFERENCES programs (id),
    received INTEGER NOT NULL,
    open INTEGER NOT NULL,
    decided INTEGER NOT NULL,
    grouped INTEGER NOT NULL,
    moderated INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    points_received INTEGER NOT NULL,
    points_open INTEGER NOT NULL,
    points_decided INTEGER NOT NULL,
    points_grouped INTEGER NOT NULL,
    points_moderated INTEGER NOT NULL,
    points_withdrawn INTEGER NOT NULL
) STRICT;

CREATE TABLE provision_counters (
    program_id INTEGER NOT NULL REFERENCES programs (id),
    provision_id INTEGER NOT NULL REFERENCES provisions (id),
    contributions INTEGER NOT NULL,
    PRIMARY KEY (program_id, provision_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE direction_counters (
    campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
    direction TEXT NOT NULL,
    contributions INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, direction)
) STRICT, WITHOUT ROWID;
