//! Verbs on people: first setup, sign-in, passwords. Those that the command line calls block.

use crate::attempts::{self, Attempt};
use crate::model::{Role, Staff};
use crate::password::{self, Gate, Password, Pepper, Verdict};
use crate::rows::{staff as rows, tokens};
use crate::session::{self, Minted, Proof};
use crate::{Error, secret};
use base::{EmailAddress, Personal, SessionId, StaffId};
use std::sync::Arc;
use std::time::Duration;
use store::{Scope, Store, Tx};

const HOUSE: Scope = Scope::house("access");
/// How long the token of the first start holds; the next start prints another.
const SETUP_LIFE: Duration = Duration::from_secs(7 * 24 * 3_600);
/// How long a reset link holds.
const RESET_LIFE: Duration = Duration::from_secs(15 * 60);

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

/// A person who must be there.
pub(crate) fn get(tx: &mut Tx<'_>, id: StaffId) -> Result<Staff, store::Error> {
    Ok(rows::find(tx, id)?.ok_or(store::Error::NoRow)?.staff)
}

fn pepper(tx: &mut Tx<'_>) -> Pepper {
    tx.key("password")
}

fn pepper_blocking(store: &Store) -> Result<Pepper, Error> {
    store.read_blocking(&HOUSE, |tx| Ok(pepper(tx)))
}

fn check_password(shop: &str, staff: &Staff, password: &Password) -> Result<(), Error> {
    Ok(password::check(password, &[shop, staff.name.reveal(), staff.email.reveal()])?)
}

/// Makes the first owner; there is never a second first.
fn insert_owner(tx: &mut Tx<'_>, owner: &Owner, hash: &str) -> Result<StaffId, Error> {
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

/// Where a request to sign in comes from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// The block of addresses.
    pub(crate) block: String,
    /// The cookie of a browser that was signed in before.
    pub(crate) device: Option<String>,
    /// The token of the session that the browser has now.
    pub(crate) before: Option<String>,
    /// Browser and system.
    pub(crate) agent: String,
}

/// What the browser gets.
#[derive(Debug)]
pub(crate) struct Entered {
    pub(crate) session: Minted,
    pub(crate) device: String,
    pub(crate) staff: Staff,
}

/// What sign-in stands on.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    pub(crate) store: Store,
    pub(crate) gate: Gate,
}

impl Door {
    /// Whether the first owner is still to be made.
    pub(crate) async fn needs_setup(&self) -> Result<bool, Error> {
        Ok(self.store.read(&HOUSE, rows::count).await? == 0)
    }

    /// Signs somebody in. A wrong address and a wrong password take the same steps, the same time
    /// and give the same answer.
    pub(crate) async fn sign_in(
        &self,
        email: &str,
        password: Password,
        from: Origin,
    ) -> Result<Entered, Error> {
        // What is no address counts and is looked up as typed, like one that nobody has.
        let email = EmailAddress::parse(email)
            .map_or_else(|_| email.trim().to_lowercase(), |email| email.reveal().to_owned());
        let (wanted, tried) = (email.clone(), from.clone());
        let attempt = self
            .store
            .write(&HOUSE, move |tx| {
                let attempt = attempt(tx, &wanted, &tried);
                attempts::take(tx, &attempt)?;
                Ok::<_, Error>(attempt)
            })
            .await?;
        let look = move |tx: &mut Tx<'_>| Ok((rows::find_by_email(tx, &email)?, pepper(tx)));
        let (known, pepper) = self.store.read(&HOUSE, look).await.map_err(Error::Store)?;
        let kept = known.as_ref().map(|known| known.password.clone());
        let random = Arc::clone(self.store.random());
        let compare = move || match password::verify(&password, &pepper, kept.as_deref())? {
            Verdict::Wrong => Ok(None),
            Verdict::Right { rehash: false } => Ok(Some(None)),
            Verdict::Right { rehash: true } => {
                Ok(Some(Some(password::hash(&password, &pepper, random.as_ref())?)))
            }
        };
        let (Some(rehash), Some(known)) = (self.gate.run(compare).await?, known) else {
            return Err(Error::WrongSignIn);
        };
        let enter = move |tx: &mut Tx<'_>| {
            let now = rows::find(tx, known.staff.id)?.ok_or(Error::WrongSignIn)?;
            // The password may have been changed while it was compared.
            if now.password != known.password {
                return Err(Error::WrongSignIn);
            }
            if let Some(hash) = rehash {
                rows::rehash(tx, known.staff.id, &hash)?;
            }
            attempts::forgive(tx, &attempt)?;
            enter(tx, known.staff, &attempt.account, &from)
        };
        self.store.write(&HOUSE, enter).await
    }

    /// Makes the first owner with the token that the app printed, and signs her in.
    pub(crate) async fn set_up(
        &self,
        token: String,
        owner: Owner,
        shop: base::Shop,
        from: Origin,
    ) -> Result<Entered, Error> {
        let block = from.block.clone();
        self.store.write(&HOUSE, move |tx| attempts::take_token(tx, &block)).await?;
        let given = secret::hash(&token);
        let hash = given.clone();
        let look = move |tx: &mut Tx<'_>| {
            if rows::count(tx)? > 0 {
                return Err(Error::SetUp);
            }
            tokens::find(tx, tokens::Purpose::Setup, hash)?.ok_or(Error::WrongToken)?;
            Ok(pepper(tx))
        };
        let pepper = self.store.read(&HOUSE, look).await?;
        let known = [&shop.name, owner.name.reveal(), owner.email.reveal()];
        password::check(&owner.password, &known)?;
        let (random, password) = (Arc::clone(self.store.random()), owner.password.clone());
        let hash =
            self.gate.run(move || password::hash(&password, &pepper, random.as_ref())).await?;
        self.store.put_shop(&HOUSE, shop).await?;
        let enter = move |tx: &mut Tx<'_>| {
            tokens::find(tx, tokens::Purpose::Setup, given)?.ok_or(Error::WrongToken)?;
            let id = insert_owner(tx, &owner, &hash)?;
            let staff = rows::find(tx, id)?.ok_or(store::Error::NoRow)?.staff;
            let account = attempts::account(tx, owner.email.reveal());
            enter(tx, staff, &account, &from)
        };
        self.store.write(&HOUSE, enter).await
    }

    /// Sets a new password with a token of the command line, ends every session of the person,
    /// and signs her in.
    pub(crate) async fn reset(
        &self,
        token: String,
        password: Password,
        from: Origin,
    ) -> Result<Entered, Error> {
        let block = from.block.clone();
        self.store.write(&HOUSE, move |tx| attempts::take_token(tx, &block)).await?;
        let given = secret::hash(&token);
        let hash = given.clone();
        let look = move |tx: &mut Tx<'_>| {
            let staff = tokens::find(tx, tokens::Purpose::Reset, hash)?.flatten();
            let known =
                rows::find(tx, staff.ok_or(Error::WrongToken)?)?.ok_or(Error::WrongToken)?;
            Ok::<_, Error>((known.staff, pepper(tx)))
        };
        let (staff, pepper) = self.store.read(&HOUSE, look).await?;
        check_password(&self.store.shop().name, &staff, &password)?;
        let random = Arc::clone(self.store.random());
        let hash =
            self.gate.run(move || password::hash(&password, &pepper, random.as_ref())).await?;
        let enter = move |tx: &mut Tx<'_>| {
            tx.lock("reset")?;
            let still = tokens::find(tx, tokens::Purpose::Reset, given)?.flatten();
            if still != Some(staff.id) {
                return Err(Error::WrongToken);
            }
            rows::put_password(tx, staff.id, &hash)?;
            session::end_all(tx, staff.id, None)?;
            let account = attempts::account(tx, staff.email.reveal());
            enter(tx, staff, &account, &from)
        };
        self.store.write(&HOUSE, enter).await
    }

    /// Changes the password of somebody who is signed in and knows the present one. Her other
    /// sessions end.
    pub(crate) async fn change_password(
        &self,
        who: (StaffId, SessionId),
        current: Password,
        next: Password,
        from: Origin,
    ) -> Result<(), Error> {
        let (id, session) = who;
        let look = move |tx: &mut Tx<'_>| {
            let known = rows::find(tx, id)?.ok_or(Error::WrongSignIn)?;
            let attempt = attempt(tx, known.staff.email.reveal(), &from);
            attempts::take(tx, &attempt)?;
            Ok::<_, Error>((known, attempt, pepper(tx)))
        };
        let (known, attempt, pepper) = self.store.write(&HOUSE, look).await?;
        check_password(&self.store.shop().name, &known.staff, &next)?;
        let random = Arc::clone(self.store.random());
        let kept = known.password.clone();
        let compare = move || match password::verify(&current, &pepper, Some(&kept))? {
            Verdict::Wrong => Err(Error::WrongSignIn),
            Verdict::Right { .. } => password::hash(&next, &pepper, random.as_ref()),
        };
        let hash = self.gate.run(compare).await?;
        let change = move |tx: &mut Tx<'_>| {
            rows::put_password(tx, id, &hash)?;
            session::end_all(tx, id, Some(session))?;
            attempts::forgive(tx, &attempt)
        };
        self.store.write(&HOUSE, change).await
    }
}

fn attempt(tx: &Tx<'_>, email: &str, from: &Origin) -> Attempt {
    let account = attempts::account(tx, email);
    Attempt { account, block: from.block.clone(), device: from.device.clone() }
}

/// Begins the session of somebody whom a verb above has let in.
fn enter(tx: &mut Tx<'_>, staff: Staff, account: &str, from: &Origin) -> Result<Entered, Error> {
    let before = match &from.before {
        Some(token) => session::find(tx, token)?.filter(|live| live.staff == staff.id),
        None => None,
    };
    let proof = Proof { staff: staff.id, before: before.map(|live| live.id) };
    let session = session::mint(tx, &proof, &from.agent)?;
    Ok(Entered { session, device: attempts::device_cookie(tx, account), staff })
}
