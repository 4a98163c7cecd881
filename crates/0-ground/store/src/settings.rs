//! Small documents kept by name: the shop, the sender, flags of the house.

use crate::{Error, Tx};
use serde::Serialize;
use serde::de::DeserializeOwned;

impl Tx<'_> {
    /// The document of that name, if it was ever put.
    ///
    /// # Errors
    /// Those of the database, and when the document does not read back.
    pub fn setting<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Error> {
        let sql = "SELECT doc FROM settings WHERE name = $1";
        let doc: Option<String> = self.opt(sql, &[name.into()], |row| row.text("doc"))?;
        doc.map(|doc| serde_json::from_str(&doc).map_err(Error::from)).transpose()
    }

    /// Keeps the document under that name, in place of an earlier one.
    ///
    /// # Errors
    /// Those of the database.
    pub fn put_setting<T: Serialize>(&mut self, name: &str, value: &T) -> Result<(), Error> {
        let doc = serde_json::to_string(value)?;
        let sql = "INSERT INTO settings (name, doc, changed_at) VALUES ($1, $2, $3)
             ON CONFLICT (name) DO UPDATE SET doc = excluded.doc, changed_at = excluded.changed_at";
        let now = self.now();
        self.exec(sql, &[name.into(), doc.into(), now.into()])?;
        Ok(())
    }
}
