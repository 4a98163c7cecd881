//! One-time tokens by hash.

use base::{Instant, StaffId};
use store::{Error, Tx, Value};

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Setup,
    Reset,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Reset => "reset",
        }
    }
}

/// Keeps a token in place of every other of the same purpose and person.
pub(crate) fn put(
    tx: &mut Tx<'_>,
    purpose: Purpose,
    staff: Option<StaffId>,
    hash: Vec<u8>,
    ends_at: Instant,
) -> Result<(), Error> {
    delete(tx, purpose, staff)?;
    let sql = "INSERT INTO access_tokens (hash, purpose, staff, ends_at) VALUES ($1, $2, $3, $4)";
    let purpose = purpose.as_str().into();
    tx.exec(sql, &[Value::Bytes(hash), purpose, staff.into(), ends_at.into()])?;
    Ok(())
}

/// Whether it is the token of the first setup and not over.
pub(crate) fn is_setup(tx: &mut Tx<'_>, hash: &[u8]) -> Result<bool, Error> {
    let sql = "SELECT ends_at FROM access_tokens
        WHERE hash = $1 AND purpose = 'setup' AND ends_at > $2";
    let params = [Value::Bytes(hash.to_vec()), tx.now().into()];
    Ok(tx.opt(sql, &params, |row| row.instant("ends_at"))?.is_some())
}

/// Whose password may be set with it, if it is such a token and not over.
pub(crate) fn find_reset(tx: &mut Tx<'_>, hash: &[u8]) -> Result<Option<StaffId>, Error> {
    let sql = "SELECT staff FROM access_tokens
        WHERE hash = $1 AND purpose = 'reset' AND ends_at > $2";
    let params = [Value::Bytes(hash.to_vec()), tx.now().into()];
    tx.opt(sql, &params, |row| Ok(StaffId::from_bytes(row.id("staff")?)))
}

pub(crate) fn delete(
    tx: &mut Tx<'_>,
    purpose: Purpose,
    staff: Option<StaffId>,
) -> Result<(), Error> {
    let purpose = purpose.as_str().into();
    match staff {
        Some(staff) => {
            let sql = "DELETE FROM access_tokens WHERE purpose = $1 AND staff = $2";
            tx.exec(sql, &[purpose, staff.into()])?;
        }
        None => {
            tx.exec("DELETE FROM access_tokens WHERE purpose = $1", &[purpose])?;
        }
    }
    Ok(())
}
