//! The ways in: sign-in, first setup, reset. Each checks who it is, then begins a session. Hashing
//! runs between transactions and never inside one, and what was read before it is looked at
//! again after it.

use crate::attempts::{self, Attempt};
use crate::model::Staff;
use crate::password::{self, Gate, Password, Verdict};
use crate::rows::{staff as rows, tokens};
use crate::session::{self, Minted, Proof};
use crate::staff::{HOUSE, Owner, check_password, insert_owner, pepper};
use crate::{Error, secret};
use base::{EmailAddress, SessionId, StaffId};
use std::sync::Arc;
use store::{Store, Tx};

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
            expect_setup(tx, &hash)?;
            Ok(pepper(tx))
        };
        let pepper = self.store.read(&HOUSE, look).await?;
        let known = [&shop.name, owner.name.reveal(), owner.email.reveal()];
        password::check(&owner.password, &known)?;
        let (random, password) = (Arc::clone(self.store.random()), owner.password.clone());
        let hash =
            self.gate.run(move || password::hash(&password, &pepper, random.as_ref())).await?;
        let enter = move |tx: &mut Tx<'_>| {
            expect_setup(tx, &given)?;
            let id = insert_owner(tx, &owner, &hash)?;
            let staff = rows::find(tx, id)?.ok_or(store::Error::NoRow)?.staff;
            let account = attempts::account(tx, owner.email.reveal());
            enter(tx, staff, &account, &from)
        };
        self.store.put_shop_with(&HOUSE, shop, enter).await
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
            let staff = tokens::find_reset(tx, &hash)?.ok_or(Error::WrongToken)?;
            let known = rows::find(tx, staff)?.ok_or(Error::WrongToken)?;
            Ok::<_, Error>((known.staff, pepper(tx)))
        };
        let (staff, pepper) = self.store.read(&HOUSE, look).await?;
        check_password(&self.store.shop().name, &staff, &password)?;
        let random = Arc::clone(self.store.random());
        let hash =
            self.gate.run(move || password::hash(&password, &pepper, random.as_ref())).await?;
        let enter = move |tx: &mut Tx<'_>| {
            tx.lock("reset")?;
            if tokens::find_reset(tx, &given)? != Some(staff.id) {
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
            let now = rows::find(tx, id)?.ok_or(Error::WrongSignIn)?;
            if now.password != known.password {
                return Err(Error::WrongSignIn);
            }
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

fn expect_setup(tx: &mut Tx<'_>, hash: &[u8]) -> Result<(), Error> {
    if tokens::is_setup(tx, hash)? { Ok(()) } else { Err(Error::WrongToken) }
}
