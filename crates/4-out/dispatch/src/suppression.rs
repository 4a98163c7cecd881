//! The list of addresses that nothing is sent to, as it follows from the ledger.
//!
//! A mailbox that does not exist, a complaint, an import of suppressions and a person of the shop
//! put an address on it; only a person of the shop takes one off. The activities are folded in the
//! order in which the house heard them, so that a list that is imported after an address was let
//! go counts again. Undoing an import folds what it put there anew. Whoever holds a write key can
//! say nothing here: it is public, and an address is somebody's.

use crate::rows::suppressions::{self, Stop};
use crate::{Dispatch, Error};
use base::{Activity, Body, EmailAddress, Identifiers, ImportId, Namespace, SourceName, Space};
use book::{Reach, Suppressed};
use futures::future::BoxFuture;
use ledger::{Entry, Followed, Follower, Ledger, Loader, Reached, SubjectId};
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;
use store::{Scope, Store, Tx};
use web::Problem;

const SCOPE: Scope = Scope::house("dispatch");
const STOPPED: &str = "email_suppressed";
const RELEASED: &str = "email_unsuppressed";
const BOUNCED: &str = "email_bounced";
const COMPLAINED: &str = "email_complained";
/// Every kind that says something here.
const KINDS: [&str; 4] = [STOPPED, RELEASED, BOUNCED, COMPLAINED];
/// Letters of a reason that are kept.
const REASON_LETTERS_MAX: usize = 200;
/// Activities that are folded per step of a rebuild.
const STEP: i64 = 5_000;

/// The list, following the ledger.
#[derive(Debug, Clone, Copy, Default)]
pub struct Suppressions;

/// What an activity says about mails to the address that leads it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Stop(Stop),
    Release,
}

/// Reads an activity. None when it says nothing here, or nobody who may.
fn word(activity: &Activity) -> Option<Word> {
    let Body::Custom { name, properties } = &activity.body else { return None };
    let is_staff = activity.source == SourceName::staff();
    let may_stop = is_staff || activity.source == SourceName::house() || activity.import.is_some();
    if name == RELEASED {
        return (is_staff && activity.import.is_none()).then_some(Word::Release);
    }
    let reason = match name.as_str() {
        STOPPED => properties.get("reason").and_then(Json::as_str).unwrap_or("suppressed"),
        BOUNCED if properties.get("hard") == Some(&Json::Bool(true)) => "hard bounce",
        COMPLAINED => "complaint",
        _ => return None,
    };
    may_stop.then(|| {
        Word::Stop(Stop {
            reason: reason.chars().take(REASON_LETTERS_MAX).collect(),
            source: activity.source.to_string(),
            at: activity.at,
            import: activity.import,
        })
    })
}

impl Follower for Suppressions {
    fn name(&self) -> &'static str {
        "suppressions"
    }

    fn follow(&self, tx: &mut Tx<'_>, entries: &[Entry<'_>]) -> Followed {
        entries.iter().try_for_each(|entry| take(tx, entry)).map_err(Into::into)
    }

    fn retracted(&self, tx: &mut Tx<'_>, import: ImportId, reached: &Reached) -> Followed {
        without(tx, import, reached).map_err(Into::into)
    }

    fn load(&self, _: &mut Tx<'_>) -> Followed<Box<dyn Loader>> {
        Ok(Box::new(*self))
    }

    fn recover(&self, _: &Store) -> Followed {
        // Nothing is put off.
        Ok(())
    }
}

impl Loader for Suppressions {
    fn follow(&mut self, tx: &mut Tx<'_>, entries: &[Entry<'_>]) -> Followed {
        Follower::follow(self, tx, entries)
    }

    fn close(self: Box<Self>, _: &Store) -> Followed {
        Ok(())
    }
}

fn take(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), Error> {
    let lead = entry.subject().filter(|subject| subject.space == Space::Email);
    match (lead, word(entry.activity)) {
        (Some(lead), Some(word)) => apply(tx, lead.id, &word),
        _ => Ok(()),
    }
}

fn apply(tx: &mut Tx<'_>, point: SubjectId, word: &Word) -> Result<(), Error> {
    match word {
        Word::Stop(stop) => suppressions::put(tx, point, stop),
        Word::Release => suppressions::remove(tx, point),
    }
}

/// An import no longer holds of these: what it put on the list is folded anew from what is left.
fn without(tx: &mut Tx<'_>, import: ImportId, reached: &Reached) -> Result<(), Error> {
    let subjects: Vec<SubjectId> = reached.subjects.iter().copied().collect();
    for point in suppressions::of_import(tx, import, &subjects)? {
        suppressions::remove(tx, point)?;
        let mut past = Vec::new();
        for kind in KINDS {
            past.extend(ledger::of_subject(tx, point, kind)?);
        }
        past.sort_by_key(|past| past.seq);
        for word in past.iter().filter_map(|past| word(&past.activity)) {
            apply(tx, point, &word)?;
        }
    }
    Ok(())
}

/// Puts an address on the list of those that nothing is sent to, for a person of the shop. Returns
/// whether it is new there. What an import put there stays when that import is undone.
///
/// # Errors
/// Those of the database.
pub fn suppress(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    email: &EmailAddress,
    reason: &str,
) -> Result<bool, Error> {
    let known = suppressions::find(tx, email)?;
    if known.as_ref().is_none_or(|known| known.source != SourceName::staff().as_str()) {
        let properties = [("reason".to_owned(), json!(reason))].into_iter().collect();
        say(tx, ledger, email, STOPPED, properties)?;
    }
    Ok(known.is_none())
}

/// Takes an address off that list. False when it was not there.
///
/// # Errors
/// Those of the database.
pub fn unsuppress(tx: &mut Tx<'_>, ledger: &Ledger, email: &EmailAddress) -> Result<bool, Error> {
    if suppressions::find(tx, email)?.is_none() {
        return Ok(false);
    }
    say(tx, ledger, email, RELEASED, Map::new())?;
    Ok(true)
}

/// Appends what a person of the shop says about an address.
fn say(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    email: &EmailAddress,
    name: &str,
    properties: Map<String, Json>,
) -> Result<(), Error> {
    let mut tail = [0; 8];
    tx.random().fill(&mut tail);
    let activity = Activity {
        source: SourceName::staff(),
        namespace: Namespace::shop(),
        key: format!("{name} {:016x}", u64::from_le_bytes(tail)),
        at: tx.now(),
        who: Identifiers { emails: vec![email.clone()], ..Identifiers::default() },
        body: Body::Custom { name: name.into(), properties },
        import: None,
    };
    ledger.append(tx, &[activity])?;
    Ok(())
}

/// Empties the list and folds it again from the ledger, in one transaction.
///
/// # Errors
/// Those of the database and the ledger; the list is then as before.
pub fn rebuild(store: &Store, scope: &Scope) -> Result<(), Error> {
    store.write_blocking(scope, fold_all)
}

/// Whether the list equals what its ledger gives; nothing is changed.
///
/// # Errors
/// Those of the database and the ledger.
pub fn rebuild_check(store: &Store, scope: &Scope) -> Result<bool, Error> {
    let outcome = store.write_blocking(scope, |tx| {
        let before = suppressions::all(tx)?;
        fold_all(tx)?;
        let is_equal = suppressions::all(tx)? == before;
        // Leaving by an error is what undoes the rebuild.
        Err::<(), _>(Checked::Done(is_equal))
    });
    match outcome {
        Ok(()) => Ok(true),
        Err(Checked::Done(is_equal)) => Ok(is_equal),
        Err(Checked::Failed(error)) => Err(error),
    }
}

enum Checked {
    Done(bool),
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Checked {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

fn fold_all(tx: &mut Tx<'_>) -> Result<(), Error> {
    suppressions::clear(tx)?;
    let ledger = Ledger::new(vec![Arc::new(Suppressions)]);
    let mut after = 0;
    while let Some(last) = ledger.replay(tx, after, STEP)? {
        after = last;
    }
    Ok(())
}

impl Reach for Dispatch {
    fn suppressed(
        &self,
        points: Vec<SubjectId>,
    ) -> BoxFuture<'_, Result<Vec<Suppressed>, Problem>> {
        let find = move |tx: &mut Tx<'_>| {
            let mut found = Vec::new();
            for point in points {
                found.extend(suppressions::of_point(tx, point)?);
            }
            Ok::<_, Error>(found)
        };
        Box::pin(async move {
            let found = self.store().read(&SCOPE, find).await?;
            let show = |row: suppressions::Suppression| Suppressed {
                point: row.email,
                reason: row.reason,
                source: row.source,
                at: row.at,
            };
            Ok(found.into_iter().map(show).collect())
        })
    }
}
