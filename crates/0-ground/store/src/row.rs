//! One row of an answer, by column name.

use crate::value::{opened, opened_bytes};
use crate::{Error, Value, World};
use base::{Instant, Personal};
use postgres::types::Type;
use rusqlite::types::ValueRef;

/// A row while it is being read. Columns are asked for by name.
pub struct Row<'a> {
    pub(crate) inner: Inner<'a>,
    pub(crate) world: &'a World,
}

pub(crate) enum Inner<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl std::fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let _ = self.world;
        f.write_str("Row(…)")
    }
}

macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident, $opt:ident -> $kind:ty;)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// When the column is missing, null, or of another kind.
        pub fn $name(&self, column: &str) -> Result<$kind, Error> {
            self.$opt(column)?.ok_or_else(|| Error::Kind { column: column.to_owned() })
        }

        /// The same where nothing may be known.
        ///
        /// # Errors
        /// When the column is missing or of another kind.
        pub fn $opt(&self, column: &str) -> Result<Option<$kind>, Error> {
            match self.inner {
                Inner::Sqlite(row) => row.get(column).map_err(|_| Error::Kind {
                    column: column.to_owned(),
                }),
                Inner::Postgres(row) => row.try_get(column).map_err(|_| Error::Kind {
                    column: column.to_owned(),
                }),
            }
        }
    )*};
}

impl Row<'_> {
    getters! {
        /// A 64-bit integer.
        int, opt_int -> i64;
        /// A double.
        real, opt_real -> f64;
        /// Text.
        text, opt_text -> String;
        /// Bytes.
        bytes, opt_bytes -> Vec<u8>;
    }

    /// An instant.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn instant(&self, column: &str) -> Result<Instant, Error> {
        self.int(column).map(Instant::from_micros)
    }

    /// An instant that may not have come.
    ///
    /// # Errors
    /// As [`Row::opt_int`].
    pub fn opt_instant(&self, column: &str) -> Result<Option<Instant>, Error> {
        Ok(self.opt_int(column)?.map(Instant::from_micros))
    }

    /// The 16 bytes of one of our ids: `CustomerId::from_bytes(row.id("customer")?)`.
    ///
    /// # Errors
    /// When they are not 16.
    pub fn id(&self, column: &str) -> Result<[u8; 16], Error> {
        let bytes = self.bytes(column)?;
        bytes.try_into().map_err(|_| Error::Kind { column: column.to_owned() })
    }

    /// The 16 bytes of one of our ids, where there may be none.
    ///
    /// # Errors
    /// When they are neither absent nor 16.
    pub fn opt_id(&self, column: &str) -> Result<Option<[u8; 16]>, Error> {
        let Some(bytes) = self.opt_bytes(column)? else { return Ok(None) };
        let bytes = bytes.try_into().map_err(|_| Error::Kind { column: column.to_owned() })?;
        Ok(Some(bytes))
    }

    /// Personal text.
    ///
    /// # Errors
    /// As [`Row::text`].
    pub fn personal(&self, column: &str) -> Result<Personal, Error> {
        self.text(column).map(opened)
    }

    /// Bytes that hold something personal.
    ///
    /// # Errors
    /// As [`Row::bytes`].
    pub fn personal_bytes(&self, column: &str) -> Result<Vec<u8>, Error> {
        self.bytes(column).map(opened_bytes)
    }

    /// The same where there may be none.
    ///
    /// # Errors
    /// As [`Row::opt_bytes`].
    pub fn opt_personal_bytes(&self, column: &str) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.opt_bytes(column)?.map(opened_bytes))
    }

    /// Personal text that may not be known.
    ///
    /// # Errors
    /// As [`Row::opt_text`].
    pub fn opt_personal(&self, column: &str) -> Result<Option<Personal>, Error> {
        Ok(self.opt_text(column)?.map(opened))
    }
}

impl Row<'_> {
    /// The value at a place of the answer, whatever its kind.
    pub(crate) fn value(&self, place: usize) -> Result<Value, Error> {
        let bad = || Error::Kind { column: place.to_string() };
        match self.inner {
            Inner::Sqlite(row) => Ok(match row.get_ref(place)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => Value::Int(number),
                ValueRef::Real(number) => Value::Real(number),
                ValueRef::Text(text) => {
                    Value::Text(std::str::from_utf8(text).map_err(|_| bad())?.to_owned())
                }
                ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
            }),
            Inner::Postgres(row) => {
                let ty = row.columns().get(place).ok_or_else(bad)?.type_();
                let value: Option<Value> = match *ty {
                    Type::INT8 => row.try_get::<_, Option<i64>>(place)?.map(Value::Int),
                    Type::FLOAT8 => row.try_get::<_, Option<f64>>(place)?.map(Value::Real),
                    Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(place)?.map(Value::Bytes),
                    _ => row.try_get::<_, Option<String>>(place)?.map(Value::Text),
                };
                Ok(value.unwrap_or(Value::Null))
            }
        }
    }

    /// The columns as one text, whatever their kinds: for comparing rows, never for showing them.
    pub fn show(&self, columns: &[&str]) -> String {
        let mut shown = String::new();
        for column in columns {
            let text = match (self.opt_int(column), self.opt_text(column), self.opt_bytes(column)) {
                (Ok(Some(number)), ..) => number.to_string(),
                (_, Ok(Some(text)), _) => text,
                (.., Ok(Some(bytes))) => format!("{bytes:02x?}"),
                _ => self.opt_real(column).map_or_else(|_| "?".into(), |n| format!("{n:?}")),
            };
            shown.push_str(&text);
            shown.push('\u{1f}');
        }
        shown
    }
}
