//! Verbs on people: the first owner, passwords, one-time tokens. Those that the command line
//! calls block; sign-in itself is in `door.rs`.

use crate::model::{Role, Staff};
use crate::password::{self, Password, Pepper};
use crate::rows::{staff as rows, tokens};
use crate::{Error, secret, session};
use base::{EmailAddress, Personal, StaffId};
use std::time::Duration;
use store::{Scope, Store, Tx};

pub(crate) const HOUSE: Scope = Scope::house("access");
/// How long the token of the first start holds; the next start prints another.
const SETUP_LIFE: Duration = Duration::from_hours(7 * 24);
/// How long a reset link holds.
const RESET_LIFE: Duration = Duration::from_mins(15);

/// The first person of a shop.
#[derive(Debug, Clone)]
pub struct Owner {
    /// The name.
    pub name: Personal,
    /// The address to sign in with.
    pub email: EmailAddress,
    /// The password.
    pub password: Password,
}

/// A fresh token for the first setup, in place of an earlier one; nothing when there is an owner
/// already. The app prints it at each start until it was used.
///
/// # Errors
/// Those of the database.
pub fn setup_token(tx: &mut Tx<'_>) -> Result<Option<String>, Error> {
    if rows::count(tx)? > 0 {
        return Ok(None);
    }
    let token = secret::fresh(tx.random());
    let ends_at = tx.now().plus(SETUP_LIFE);
    tokens::put(tx, tokens::Purpose::Setup, None, secret::hash(&token), ends_at)?;
    Ok(Some(token))
}

/// A token with which that person sets a new password within 15 minutes, once. An earlier one
/// ends.
///
/// # Errors
/// [`Error::NoSuchStaff`], and those of the database.
pub fn reset_token(tx: &mut Tx<'_>, email: &EmailAddress) -> Result<String, Error> {
    let known = rows::find_by_email(tx, email.reveal())?.ok_or(Error::NoSuchStaff)?;
    let token = secret::fresh(tx.random());
    let (staff, ends_at) = (Some(known.staff.id), tx.now().plus(RESET_LIFE));
    tokens::put(tx, tokens::Purpose::Reset, staff, secret::hash(&token), ends_at)?;
    Ok(token)
}

/// Makes the first owner. Blocks; for the command line.
///
/// # Errors
/// [`Error::SetUp`] when somebody is there already, [`Error::Weak`], and those of the database.
pub fn put_owner(store: &Store, owner: Owner) -> Result<StaffId, Error> {
    let shop = store.shop();
    password::check(&owner.password, &[&shop.name, owner.name.reveal(), owner.email.reveal()])?;
    let pepper = pepper_blocking(store)?;
    let hash = password::hash(&owner.password, &pepper, store.random().as_ref())?;
    store.write_blocking(&HOUSE, move |tx| insert_owner(tx, &owner, &hash))
}

/// Makes the owner of the demo shop, or gives the one who is there a fresh password. Blocks.
/// Gives the address and the password to print.
///
/// # Errors
/// Those of the database.
pub fn demo_owner(store: &Store) -> Result<(EmailAddress, String), Error> {
    let email = EmailAddress::parse("owner@demo.example")?;
    let text = secret::typable(store.random().as_ref());
    let password = Password::new(&text);
    let wanted = email.clone();
    let known = store.read_blocking(&HOUSE, move |tx| rows::find_by_email(tx, wanted.reveal()))?;
    if known.is_some() {
        put_password(store, &email, &password)?;
    } else {
        let name = Personal::new("Robin Demo");
        put_owner(store, Owner { name, email: email.clone(), password })?;
    }
    Ok((email, text))
}

/// Sets a person's password from the command line. Blocks. All her sessions end.
///
/// # Errors
/// [`Error::NoSuchStaff`], [`Error::Weak`], and those of the database.
pub fn put_password(store: &Store, email: &EmailAddress, password: &Password) -> Result<(), Error> {
    let wanted = email.clone();
    let known = store.read_blocking(&HOUSE, move |tx| rows::find_by_email(tx, wanted.reveal()))?;
    let staff = known.ok_or(Error::NoSuchStaff)?.staff;
    check_password(&store.shop().name, &staff, password)?;
    let pepper = pepper_blocking(store)?;
    let hash = password::hash(password, &pepper, store.random().as_ref())?;
    store.write_blocking(&HOUSE, move |tx| {
        rows::put_password(tx, staff.id, &hash)?;
        Ok(session::end_all(tx, staff.id, None)?)
    })
}

/// A person who must be there; notes and edits bear her name.
///
/// # Errors
/// When there is nobody, and those of the database.
pub fn get(tx: &mut Tx<'_>, id: StaffId) -> Result<Staff, store::Error> {
    Ok(rows::find(tx, id)?.ok_or(store::Error::NoRow)?.staff)
}

pub(crate) fn pepper(tx: &mut Tx<'_>) -> Pepper {
    tx.key("password")
}

fn pepper_blocking(store: &Store) -> Result<Pepper, Error> {
    store.read_blocking(&HOUSE, |tx| Ok(pepper(tx)))
}

pub(crate) fn check_password(shop: &str, staff: &Staff, password: &Password) -> Result<(), Error> {
    Ok(password::check(password, &[shop, staff.name.reveal(), staff.email.reveal()])?)
}

/// Makes the first owner; there is never a second first.
pub(crate) fn insert_owner(tx: &mut Tx<'_>, owner: &Owner, hash: &str) -> Result<StaffId, Error> {
    tx.lock("first owner")?;
    if rows::count(tx)? > 0 {
        return Err(Error::SetUp);
    }
    let id = StaffId::new(tx.now(), tx.random());
    let (name, email) = (owner.name.clone(), owner.email.personal().clone());
    rows::insert(tx, &Staff { id, name, email, role: Role::Owner }, &owner.email, hash)?;
    tokens::delete(tx, tokens::Purpose::Setup, None)?;
    Ok(id)
}
