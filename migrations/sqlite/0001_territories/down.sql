DROP TABLE reorganisations;
DROP TABLE territory_states;
DROP TABLE territories;
