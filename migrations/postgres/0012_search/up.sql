-- The search index asks in which editions a provision stands.
CREATE INDEX edition_provisions_of_provision ON edition_provisions (provision_id, edition_id);
