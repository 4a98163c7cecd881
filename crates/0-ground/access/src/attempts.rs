//! How often somebody may try to sign in: per account, per address and in all. What is counted
//! is kept before the password is looked at, so that no failure afterwards forgets it.
//!
//! A browser from which somebody signed in before has a count of its own, so that strangers who
//! use up an account's tries do not keep its owner out.

use crate::rows::attempts as rows;
use crate::{Error, secret};
use std::time::Duration;
use store::Tx;
use web::Rate;

const ACCOUNT: Rate = Rate { burst: 10, every: Duration::from_mins(3) };
const ADDRESS: Rate = Rate { burst: 20, every: Duration::from_mins(1) };
const HOUSE: Rate = Rate { burst: 30, every: Duration::from_secs(1) };
/// Of a browser that was signed in before.
const DEVICE: Rate = Rate { burst: 10, every: Duration::from_mins(1) };

/// Who tries, and where from.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    /// What tells accounts apart, whether there is one or not.
    pub(crate) account: String,
    /// The block of addresses.
    pub(crate) block: String,
    /// The cookie of a browser that was signed in before, not yet believed.
    pub(crate) device: Option<String>,
}

/// Counts an attempt. Must be committed before anything is compared.
///
/// # Errors
/// [`Error::TooMany`]; nothing is counted then.
pub(crate) fn take(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<(), Error> {
    tx.lock("attempts")?;
    if let Some(device) = believed(tx, attempt) {
        return take_one(tx, &device, DEVICE);
    }
    take_one(tx, &format!("address {}", attempt.block), ADDRESS)?;
    take_one(tx, &format!("account {}", attempt.account), ACCOUNT)?;
    take_one(tx, "house", HOUSE)
}

/// Counts one more use of something that only strangers do: a setup or a reset with a token.
///
/// # Errors
/// [`Error::TooMany`]; nothing is counted then.
pub(crate) fn take_token(tx: &mut Tx<'_>, block: &str) -> Result<(), Error> {
    tx.lock("attempts")?;
    take_one(tx, &format!("address {block}"), ADDRESS)?;
    take_one(tx, "house", HOUSE)
}

/// Somebody signed in: her account's tries are given back.
pub(crate) fn forgive(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<(), Error> {
    let device = believed(tx, attempt);
    let subjects = [Some(format!("account {}", attempt.account)), device];
    for subject in subjects.into_iter().flatten() {
        let subject = tx.token("attempt", &subject);
        rows::delete(tx, subject)?;
    }
    Ok(())
}

fn take_one(tx: &mut Tx<'_>, subject: &str, rate: Rate) -> Result<(), Error> {
    let subject = tx.token("attempt", subject);
    let kept = rows::find(tx, subject)?;
    let next = rate.take(kept, tx.now()).map_err(|wait| Error::TooMany { wait })?;
    rows::put(tx, subject, next)?;
    Ok(())
}

/// The value of a cookie that says: somebody signed in to this account from here.
pub(crate) fn device_cookie(tx: &Tx<'_>, account: &str) -> String {
    let nonce = secret::fresh(tx.random());
    let proof = proof(tx, account, &nonce);
    format!("{nonce}{proof}")
}

/// The subject of a device whose cookie is ours and for this account.
fn believed(tx: &Tx<'_>, attempt: &Attempt) -> Option<String> {
    let cookie = attempt.device.as_deref().filter(|cookie| cookie.is_ascii())?;
    let (nonce, given) = cookie.split_at_checked(secret::fresh_len())?;
    let is_ours = secret::is_secret(nonce) && proof(tx, &attempt.account, nonce) == given;
    is_ours.then(|| format!("device {nonce}"))
}

fn proof(tx: &Tx<'_>, account: &str, nonce: &str) -> String {
    let token = tx.token("device", &format!("{account} {nonce}"));
    format!("{:032x}", u128::from_be_bytes(token))
}

/// The account of a person who is known.
pub(crate) fn account(tx: &Tx<'_>, email: &str) -> String {
    let token = tx.token("staff email", email);
    format!("{:032x}", u128::from_be_bytes(token))
}
