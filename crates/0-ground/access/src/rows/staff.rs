//! People who may sign in.

use crate::model::{Role, Staff};
use base::{EmailAddress, StaffId};
use store::{Error, Row, Tx};

/// A person with what is kept of her password.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) staff: Staff,
    pub(crate) password: String,
}

const COLUMNS: &str = "id, name, email, role";

fn staff(row: &Row<'_>) -> Result<Staff, Error> {
    let role = Role::parse(&row.text("role")?);
    Ok(Staff {
        id: StaffId::from_bytes(row.id("id")?),
        name: row.personal("name")?,
        email: row.personal("email")?,
        role: role.ok_or(Error::Kind { column: "role".to_owned() })?,
    })
}

fn known(row: &Row<'_>) -> Result<Known, Error> {
    Ok(Known { staff: staff(row)?, password: row.text("password")? })
}

pub(crate) fn count(tx: &mut Tx<'_>) -> Result<i64, Error> {
    tx.one("SELECT count(*) AS n FROM staff", &[], |row| row.int("n"))
}

pub(crate) fn find(tx: &mut Tx<'_>, id: StaffId) -> Result<Option<Known>, Error> {
    let sql = format!("SELECT {COLUMNS}, password FROM staff WHERE id = $1");
    tx.opt(&sql, &[id.into()], known)
}

pub(crate) fn find_by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<Known>, Error> {
    let sql = format!("SELECT {COLUMNS}, password FROM staff WHERE email_token = $1");
    let token = tx.token("staff email", email);
    tx.opt(&sql, &[token.into()], known)
}

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    staff: &Staff,
    email: &EmailAddress,
    password: &str,
) -> Result<(), Error> {
    let sql = "INSERT INTO staff
        (id, name, email, email_token, role, password, password_changed_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
    let token = tx.token("staff email", email.reveal());
    let params = [
        staff.id.into(),
        (&staff.name).into(),
        (&staff.email).into(),
        token.into(),
        staff.role.as_str().into(),
        password.into(),
        tx.now().into(),
    ];
    tx.exec(sql, &params)?;
    Ok(())
}

/// Keeps the same password in another form.
pub(crate) fn rehash(tx: &mut Tx<'_>, id: StaffId, password: &str) -> Result<(), Error> {
    tx.exec("UPDATE staff SET password = $2 WHERE id = $1", &[id.into(), password.into()])?;
    Ok(())
}

pub(crate) fn put_password(tx: &mut Tx<'_>, id: StaffId, password: &str) -> Result<(), Error> {
    let sql = "UPDATE staff SET password = $2, password_changed_at = $3 WHERE id = $1";
    let now = tx.now();
    tx.exec(sql, &[id.into(), password.into(), now.into()])?;
    Ok(())
}
