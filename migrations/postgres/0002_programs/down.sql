DROP TABLE envelopes;
DROP TABLE edition_costs;
DROP TABLE edition_provisions;
DROP TABLE provisions;
DROP TABLE editions;
DROP TABLE programs;
DROP TABLE campaigns;
