DROP TABLE idempotency_keys;
DROP TABLE jobs;
DROP TABLE cursors;
DROP TABLE journal_head;
DROP TABLE openings;
DROP TABLE acts;
