//! The four kinds of value that both engines keep, and the one point at which personal text
//! passes to and from the database.

use base::{Currency, Instant, Personal};
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::error::Error as StdError;

/// A parameter of a statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing known.
    Null,
    /// A 64-bit integer: times in microseconds, money in minor units, counts.
    Int(i64),
    /// A double: scores and quantities.
    Real(f64),
    /// Text: ids of others, codes, JSON documents that are never queried inside.
    Text(String),
    /// Bytes: our own ids, tokens.
    Bytes(Vec<u8>),
}

macro_rules! from {
    ($($from:ty, $name:ident => $make:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($name: $from) -> Self {
                $make
            }
        }
    )*};
}

from! {
    i64, number => Self::Int(number);
    u32, number => Self::Int(i64::from(number));
    f64, number => Self::Real(number);
    &str, text => Self::Text(text.to_owned());
    &String, text => Self::Text(text.clone());
    String, text => Self::Text(text);
    Vec<u8>, bytes => Self::Bytes(bytes);
    [u8; 16], bytes => Self::Bytes(bytes.to_vec());
    &[u8; 16], bytes => Self::Bytes(bytes.to_vec());
    Instant, at => Self::Int(at.as_micros());
    Currency, currency => Self::Text(currency.as_str().to_owned());
    &Personal, text => sealed(text);
}

macro_rules! from_id {
    ($($id:ident)*) => {$(
        impl From<base::$id> for Value {
            fn from(id: base::$id) -> Self {
                Self::Bytes(id.as_bytes().to_vec())
            }
        }
    )*};
}

from_id! {
    CallId CampaignId CustomerId DeliveryId ImportId JobId KeyId NoteId OrderId ProductId
    QuarantineId SegmentId
    SessionId StaffId
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl Value {
    /// Bytes that hold something personal, such as a mail.
    pub fn personal_bytes(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

/// Bytes that hold something personal, on their way out.
pub(crate) fn opened_bytes(bytes: Vec<u8>) -> Vec<u8> {
    bytes
}

/// Personal text on its way in. This and [`opened`], and the same two for bytes, are the one
/// mapping point: encryption at rest changes these and nothing else.
fn sealed(text: &Personal) -> Value {
    Value::Text(text.reveal().to_owned())
}

/// Personal text on its way out.
pub(crate) fn opened(text: String) -> Personal {
    Personal::new(text)
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *ty == Type::INT4 => i32::try_from(*number)?.to_sql(ty, out),
            Self::Int(number) if *ty == Type::FLOAT8 => (*number as f64).to_sql(ty, out),
            Self::Int(number) => number.to_sql(ty, out),
            Self::Real(number) => number.to_sql(ty, out),
            // PostgreSQL text cannot hold the zero character; nobody means it.
            Self::Text(text) if text.contains('\0') => text.replace('\0', "").to_sql(ty, out),
            Self::Text(text) => text.to_sql(ty, out),
            Self::Bytes(bytes) => bytes.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT8, Type::INT4, Type::FLOAT8, Type::TEXT, Type::VARCHAR, Type::BYTEA].contains(ty)
    }

    to_sql_checked!();
}
