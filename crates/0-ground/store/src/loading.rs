//! Bulk loads: indexes are set aside while many rows come in, and made again at the end.
//!
//! An index over values in no order costs a page of the file for almost every row, once it is
//! larger than memory; made at the end, from sorted values, it costs a fraction. What is set aside
//! is written down in the same transaction, so that [`crate::Store::open`] can put it back when a
//! load was killed.

use crate::{Error, Tx};

impl Tx<'_> {
    /// Drops these indexes until [`Tx::restore_index`]. Those that are not there are left out.
    /// Nobody else may use the tables meanwhile: look-ups are slow, and unique rules do not hold.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn set_indexes_aside(&mut self, names: &[&str]) -> Result<(), Error> {
        for name in names {
            let sql = if self.is_sqlite() {
                "SELECT sql AS statement FROM sqlite_schema WHERE type = 'index' AND name = $1"
            } else {
                "SELECT indexdef AS statement FROM pg_indexes
                 WHERE schemaname = current_schema() AND CAST(indexname AS TEXT) = $1"
            };
            let found: Option<String> =
                self.opt(sql, &[(*name).into()], |row| row.text("statement"))?;
            let Some(statement) = found else { continue };
            let keep = "INSERT INTO indexes_aside (name, statement) VALUES ($1, $2)";
            self.exec(keep, &[(*name).into(), statement.into()])?;
            self.exec(&format!("DROP INDEX {name}"), &[])?;
        }
        Ok(())
    }

    /// Makes the index of that name again, if it was set aside.
    ///
    /// # Errors
    /// Those of the engine; [`Error::NotUnique`] when a unique rule was broken meanwhile.
    pub fn restore_index(&mut self, name: &str) -> Result<(), Error> {
        let sql = "SELECT statement FROM indexes_aside WHERE name = $1";
        let found: Option<String> = self.opt(sql, &[name.into()], |row| row.text("statement"))?;
        if let Some(statement) = found {
            self.exec(&statement, &[])?;
            self.exec("DELETE FROM indexes_aside WHERE name = $1", &[name.into()])?;
        }
        Ok(())
    }
}

/// The names of all indexes that are set aside.
///
/// # Errors
/// Those of the engine.
pub fn indexes_aside(tx: &mut Tx<'_>) -> Result<Vec<String>, Error> {
    tx.all("SELECT name FROM indexes_aside ORDER BY name", &[], |row| row.text("name"))
}
