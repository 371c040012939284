DROP TABLE recovery_codes;
DROP TABLE second_factors;
DROP TABLE sign_in_links;
DROP TABLE identity_attempts;
DROP TABLE session_families;
