DROP TABLE program_statistics;
DROP TABLE budget_transfers;
