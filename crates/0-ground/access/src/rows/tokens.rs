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

/// Whose it is, if it is one and not over.
pub(crate) fn find(
    tx: &mut Tx<'_>,
    purpose: Purpose,
    hash: Vec<u8>,
) -> Result<Option<Option<StaffId>>, Error> {
    let sql = "SELECT staff FROM access_tokens WHERE hash = $1 AND purpose = $2 AND ends_at > $3";
    let params = [Value::Bytes(hash), purpose.as_str().into(), tx.now().into()];
    tx.opt(sql, &params, |row| Ok(row.opt_id("staff")?.map(StaffId::from_bytes)))
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
