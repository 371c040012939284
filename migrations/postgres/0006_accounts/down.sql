DROP TABLE follows;
DROP TABLE outbox;
DROP TABLE sessions;
DROP TABLE sign_ins;
DROP TABLE grants;
DROP TABLE accounts;
