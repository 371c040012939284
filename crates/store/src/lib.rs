//! The database: connections, transactions, migrations, every query.
