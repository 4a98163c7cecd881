//! What all tables hold, in a form that can be compared.

use postgres::{Client, NoTls};
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// By table, a sum over its rows that does not depend on their order.
pub type Digest = BTreeMap<String, String>;

/// The tables of an SQLite file.
pub(crate) fn sqlite(path: &Path) -> Digest {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let conn = Connection::open_with_flags(path, flags).unwrap();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let mut statement = conn.prepare(sql).unwrap();
    let tables = statement.query_map((), |row| row.get::<_, String>(0)).unwrap();
    let digest = |table: rusqlite::Result<String>| {
        let table = table.unwrap();
        let sum = sum(&conn, &table);
        (table, sum)
    };
    tables.map(digest).collect()
}

fn sum(conn: &Connection, table: &str) -> String {
    let mut statement = conn.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let n_columns = statement.column_count();
    let mut rows = statement.query(()).unwrap();
    let (mut n_rows, mut sum) = (0, 0_u64);
    while let Some(row) = rows.next().unwrap() {
        let mut hasher = DefaultHasher::new();
        for column in 0..n_columns {
            format!("{:?}", row.get_ref(column).unwrap()).hash(&mut hasher);
        }
        n_rows += 1;
        sum = sum.wrapping_add(hasher.finish());
    }
    format!("{n_rows} rows {sum:x}")
}

/// The tables of a PostgreSQL database.
pub(crate) fn postgres(url: &str) -> Digest {
    let mut client = Client::connect(url, NoTls).unwrap();
    let listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
    let each = |table: &str| {
        format!(
            "SELECT '{table}', count(*) || ' rows ' ||
                coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} t"
        )
    };
    let tables = client.query(listed, &[]).unwrap();
    let parts: Vec<String> = tables.iter().map(|row| each(row.get(0))).collect();
    let rows = client.query(&parts.join(" UNION ALL "), &[]).unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}
