CREATE TABLE point_work (
    point_id INTEGER PRIMARY KEY REFERENCES points (id),
    assignee_id INTEGER REFERENCES accounts (id),
    put_off_until TEXT,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX point_work_of_assignee ON point_work (assignee_id, point_id) WHERE assignee_id IS NOT NULL;

CREATE TABLE tags (
    id INTEGER PRIMARY KEY,
    program_id INTEGER NOT NULL REFERENCES programs (id),
    name TEXT NOT NULL,
    UNIQUE (program_id, name)
) STRICT;

CREATE TABLE point_tags (
    point_id INTEGER NOT NULL REFERENCES points (id),
    tag_id INTEGER NOT NULL REFERENCES tags (id),
    PRIMARY KEY (point_id, tag_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX point_tags_of_tag ON point_tags (tag_id, point_id);

CREATE TABLE staff_notes (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    point_id INTEGER NOT NULL REFERENCES points (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    text TEXT NOT NULL,
    written_at INTEGER NOT NULL
) STRICT;

CREATE INDEX staff_notes_of_point ON staff_notes (point_id, id);

CREATE TABLE answer_templates (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    territory_id INTEGER NOT NULL REFERENCES territories (id),
    name TEXT NOT NULL,
    disposition TEXT NOT NULL CHECK (disposition IN ('accepted', 'partly_accepted', 'already_in_text', 'no_budget', 'outside_powers', 'declined', 'answered', 'off_topic')),
    text_kk TEXT NOT NULL,
    text_ru TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER
) STRICT;

CREATE INDEX answer_templates_of_territory ON answer_templates (territory_id, id);

CREATE TABLE staff_steps (
    id INTEGER PRIMARY KEY,
    program_id INTEGER NOT NULL REFERENCES programs (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    step TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    happened_at INTEGER NOT NULL
) STRICT;

CREATE INDEX staff_steps_of_subject ON staff_steps (subject, id);
CREATE INDEX staff_steps_of_program ON staff_steps (program_id, id);
