//! What a database says of its own schema, in words that both databases share.

use std::collections::{BTreeMap, BTreeSet};

use diesel::connection::SimpleConnection;
use diesel::deserialize::QueryableByName;
use diesel::query_builder::QueryFragment;
use diesel::sql_types::{Bool, Text};
use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection, sql_query};

/// A schema. The bookkeeping of the migrations is not part of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Catalog {
    pub tables: BTreeMap<String, Table>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Name → type class and whether it may be null.
    pub columns: BTreeMap<String, Column>,
    pub primary_key: Vec<String>,
    /// Columns of every UNIQUE constraint and unique index.
    pub unique: BTreeSet<Vec<String>>,
    /// Name → columns and whether it covers only a part of the rows.
    pub indexes: BTreeMap<String, (Vec<String>, bool)>,
    /// Column → table it points to, and what happens when that row goes.
    pub references: BTreeMap<String, (String, String)>,
    /// The words that each CHECK allows, for those that list words.
    pub words: BTreeSet<Vec<String>>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    pub class: &'static str,
    pub nullable: bool,
}

/// Reads the schema behind a URL.
pub fn read(url: &str) -> Catalog {
    match url.strip_prefix("sqlite://") {
        Some(path) => {
            let mut conn = SqliteConnection::establish(path).unwrap();
            // The writer of a store that was just dropped may still be closing the file.
            conn.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
            read_sqlite(&mut conn)
        }
        None => read_postgres(&mut PgConnection::establish(url).unwrap()),
    }
}

const BOOKKEEPING: &str = "__diesel_schema_migrations";

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    of: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

/// `sort` is `primary`, `unique` or `plain`; columns are joined by commas, in order.
#[derive(QueryableByName)]
struct IndexRow {
    #[diesel(sql_type = Text)]
    of: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    sort: String,
    #[diesel(sql_type = Bool)]
    partial: bool,
    #[diesel(sql_type = Text)]
    columns: String,
}

#[derive(QueryableByName)]
struct ReferenceRow {
    #[diesel(sql_type = Text)]
    of: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    target: String,
    #[diesel(sql_type = Text)]
    on_delete: String,
}

/// A text that holds CHECK clauses.
#[derive(QueryableByName)]
struct CheckRow {
    #[diesel(sql_type = Text)]
    of: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

fn read_sqlite(conn: &mut SqliteConnection) -> Catalog {
    const TABLES: &str =
        "sqlite_master t WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let definitions: Vec<CheckRow> =
        sql_query(format!("SELECT t.name AS of, t.sql AS definition FROM {TABLES}")).load(conn).unwrap();
    let columns = sql_query(format!(
        "SELECT m.name AS of, c.name AS name, lower(c.type) AS kind, c.\"notnull\" = 0 AND c.pk = 0 AS nullable \
         FROM (SELECT t.name FROM {TABLES}) m, pragma_table_info(m.name) c"
    ));
    let mut catalog = collect(
        columns.load(conn).unwrap(),
        load(
            conn,
            &format!(
                "SELECT m.name AS of, i.name AS name, \
                 CASE WHEN i.origin = 'pk' THEN 'primary' WHEN i.\"unique\" THEN 'unique' ELSE 'plain' END AS sort, \
                 i.partial = 1 AS partial, \
                 (SELECT group_concat(k.name) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) k) AS columns \
                 FROM (SELECT t.name FROM {TABLES}) m, pragma_index_list(m.name) i"
            ),
        ),
        load(
            conn,
            &format!(
                "SELECT m.name AS of, f.\"from\" AS name, f.\"table\" AS target, lower(f.on_delete) AS on_delete \
                 FROM (SELECT t.name FROM {TABLES}) m, pragma_foreign_key_list(m.name) f"
            ),
        ),
    );
    // A single integer key is the row's own number and has no index in the list.
    let keys: Vec<IndexRow> = load(
        conn,
        &format!(
            "SELECT m.name AS of, '' AS name, 'primary' AS sort, 0 AS partial, \
             (SELECT group_concat(k.name) FROM (SELECT name FROM pragma_table_info(m.name) WHERE pk > 0 ORDER BY pk) k) AS columns \
             FROM (SELECT t.name FROM {TABLES}) m WHERE EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE pk > 0)"
        ),
    );
    for key in keys.into_iter().filter(|key| key.of != BOOKKEEPING) {
        catalog.tables.entry(key.of).or_default().primary_key = split(&key.columns);
    }
    for CheckRow { of, definition } in definitions.into_iter().filter(|row| row.of != BOOKKEEPING) {
        let table = catalog.tables.entry(of).or_default();
        for (name, column) in &mut table.columns {
            // SQLite has no truth values: they are numbers with a CHECK, and STRICT tables know no other word.
            if definition.contains(&format!("CHECK ({name} IN (0, 1))")) {
                assert_eq!(column.class, "integer");
                column.class = "boolean";
            }
        }
        for check in definition.split("CHECK (").skip(1) {
            table.words.extend(listed_words(balanced(check)));
        }
    }
    catalog
}

fn read_postgres(conn: &mut PgConnection) -> Catalog {
    const SCHEMA: &str = "connamespace = 'public'::regnamespace";
    let mut catalog = collect(
        load(
            conn,
            "SELECT table_name::text AS of, column_name::text AS name, data_type::text AS kind, \
             is_nullable = 'YES' AS nullable FROM information_schema.columns WHERE table_schema = 'public'",
        ),
        load(
            conn,
            "SELECT t.relname::text AS of, c.relname::text AS name, \
             CASE WHEN i.indisprimary THEN 'primary' WHEN i.indisunique THEN 'unique' ELSE 'plain' END AS sort, \
             i.indpred IS NOT NULL AS partial, \
             (SELECT string_agg(a.attname, ',' ORDER BY k.position) \
              FROM unnest(i.indkey) WITH ORDINALITY AS k (number, position) \
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number) AS columns \
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid \
             WHERE t.relnamespace = 'public'::regnamespace",
        ),
        load(
            conn,
            &format!(
                "SELECT conrelid::regclass::text AS of, a.attname::text AS name, confrelid::regclass::text AS target, \
                 CASE confdeltype WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' \
                 WHEN 'n' THEN 'set null' ELSE 'set default' END AS on_delete \
                 FROM pg_constraint JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = ANY (conkey) \
                 WHERE contype = 'f' AND {SCHEMA}"
            ),
        ),
    );
    let checks: Vec<CheckRow> = load(
        conn,
        &format!(
            "SELECT conrelid::regclass::text AS of, pg_get_constraintdef(oid) AS definition \
             FROM pg_constraint WHERE contype = 'c' AND {SCHEMA}"
        ),
    );
    for CheckRow { of, definition } in checks {
        catalog.tables.entry(unquoted(&of)).or_default().words.extend(listed_words(&definition));
    }
    catalog
}

fn load<C, R>(conn: &mut C, sql: &str) -> Vec<R>
where
    C: Connection,
    diesel::query_builder::SqlQuery: QueryFragment<C::Backend>,
    for<'query> diesel::query_builder::SqlQuery: diesel::query_dsl::LoadQuery<'query, C, R>,
    R: QueryableByName<C::Backend>,
{
    sql_query(sql).load(conn).unwrap()
}

fn collect(columns: Vec<ColumnRow>, indexes: Vec<IndexRow>, references: Vec<ReferenceRow>) -> Catalog {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for row in columns.into_iter().filter(|row| row.of != BOOKKEEPING) {
        let class = match row.kind.as_str() {
            "integer" | "bigint" => "integer",
            "boolean" => "boolean",
            "text" => "text",
            "blob" | "bytea" => "bytes",
            other => {
                panic!("{}.{} has a type that does not behave the same on both: {other}", row.of, row.name)
            }
        };
        let column = Column { class, nullable: row.nullable };
        tables.entry(row.of).or_default().columns.insert(row.name, column);
    }
    for row in indexes.into_iter().filter(|row| row.of != BOOKKEEPING) {
        let table = tables.entry(row.of).or_default();
        let columns = split(&row.columns);
        match row.sort.as_str() {
            "primary" => table.primary_key = columns,
            "unique" => {
                table.unique.insert(columns);
            }
            _ => {
                table.indexes.insert(row.name, (columns, row.partial));
            }
        }
    }
    for row in references {
        let target = (unquoted(&row.target), row.on_delete);
        tables.entry(unquoted(&row.of)).or_default().references.insert(row.name, target);
    }
    Catalog { tables }
}

fn split(columns: &str) -> Vec<String> {
    columns.split(',').map(str::to_owned).collect()
}

/// PostgreSQL quotes names that are also words of SQL.
fn unquoted(name: &str) -> String {
    name.trim_matches('"').to_owned()
}

/// The text up to the bracket that closes it.
fn balanced(text: &str) -> &str {
    let mut depth = 1;
    let end = text.find(|character| {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    text.get(..end.expect("brackets close")).unwrap()
}

/// The quoted words of a CHECK, when it has any.
fn listed_words(check: &str) -> Option<Vec<String>> {
    let words: Vec<String> = check.split('\'').skip(1).step_by(2).map(str::to_owned).collect();
    (!words.is_empty()).then_some(words)
}
