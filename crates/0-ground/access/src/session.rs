//! Sessions: minted in one place, found with every request, ended by their owner.

use crate::model::Session;
use crate::rows::{sessions as rows, tokens};
use crate::secret;
use base::{SessionId, StaffId};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use store::{Error, Tx};

/// How long sessions last. Kept as the setting `session_policy`; a change holds for sign-ins
/// after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// A session that is not used for so many minutes ends.
    pub idle_minutes: u32,
    /// A session ends after so many minutes, used or not.
    pub absolute_minutes: u32,
}

impl Default for Policy {
    /// A week without use, thirty days in all: one owner on a machine of her own.
    fn default() -> Self {
        Self { idle_minutes: 7 * 24 * 60, absolute_minutes: 30 * 24 * 60 }
    }
}

/// The setting that holds the [`Policy`].
const POLICY: &str = "session_policy";

/// That somebody has shown who she is. Only the verbs that check it make one.
#[derive(Debug)]
pub(crate) struct Proof {
    pub(crate) staff: StaffId,
    /// The session that this sign-in takes the place of.
    pub(crate) before: Option<SessionId>,
}

/// A new session and the one copy of its token.
#[derive(Debug)]
pub(crate) struct Minted {
    pub(crate) token: String,
    pub(crate) life: Duration,
}

/// Begins a session. The only place where one begins.
pub(crate) fn mint(tx: &mut Tx<'_>, proof: &Proof, agent: &str) -> Result<Minted, Error> {
    let policy: Policy = tx.setting(POLICY)?.unwrap_or_default();
    if let Some(before) = proof.before {
        end(tx, proof.staff, before)?;
    }
    let life = Duration::from_secs(u64::from(policy.absolute_minutes) * 60);
    let idle = Duration::from_secs(u64::from(policy.idle_minutes) * 60);
    let token = secret::fresh(tx.random());
    let fresh = rows::Fresh {
        id: SessionId::new(tx.now(), tx.random()),
        token: secret::hash(&token),
        staff: proof.staff,
        agent,
        idle,
        ends_at: tx.now().plus(life),
    };
    rows::insert(tx, fresh)?;
    Ok(Minted { token, life })
}

/// Finds the live session of a token.
pub(crate) fn find(tx: &mut Tx<'_>, token: &str) -> Result<Option<rows::Live>, Error> {
    if !secret::is_secret(token) {
        return Ok(None);
    }
    rows::find(tx, secret::hash(token))
}

/// Lists the live sessions of a person, the last used first.
pub(crate) fn list(tx: &mut Tx<'_>, staff: StaffId) -> Result<Vec<Session>, Error> {
    rows::list(tx, staff)
}

/// Ends one session of a person; says whether there was one.
pub(crate) fn end(tx: &mut Tx<'_>, staff: StaffId, id: SessionId) -> Result<bool, Error> {
    tx.announce("session", id.to_string());
    rows::delete(tx, staff, id)
}

/// Ends all sessions of a person but one, and her reset links. Done whenever a password changes.
pub(crate) fn end_all(
    tx: &mut Tx<'_>,
    staff: StaffId,
    but: Option<SessionId>,
) -> Result<(), Error> {
    tokens::delete(tx, tokens::Purpose::Reset, Some(staff))?;
    for id in rows::delete_all(tx, staff, but)? {
        tx.announce("session", id.to_string());
    }
    Ok(())
}
