DROP TABLE entries;
DROP TABLE meetings;
DROP TABLE attachments;
DROP TABLE site_secrets;
DROP TABLE fingerprints;
DROP TABLE consents;
DROP TABLE contribution_ranks;
