DROP TABLE digests;
DROP TABLE followers;
DROP TABLE follow_requests;
DROP TABLE mail_secrets;
DROP TABLE delivered_mails;
