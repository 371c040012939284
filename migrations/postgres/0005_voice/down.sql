DROP TABLE appeals;
DROP TABLE moderations;
DROP TABLE supports;
