//! Admission: what the readers let through goes into the ledger, what they refuse into
//! quarantine, and the inspector keeps both, all in one transaction.

use crate::inspector::{self, Noted};
use crate::reason::Refusal;
use crate::rows::{calls, quarantine};
use crate::segment::{Door, Item, Verdict, read_again};
use crate::{Error, Waiting};
use base::{Activity, Namespace, Personal, QuarantineId, SourceName};
use ledger::{Appended, Ledger};
use store::Tx;

/// What became of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is history now.
    Taken,
    /// It had been taken before; nothing was written.
    Duplicate,
    /// It waits in quarantine.
    Quarantined(Refusal),
}

impl Outcome {
    /// Its word in the API.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Duplicate => "duplicate",
            Self::Quarantined(_) => "quarantined",
        }
    }
}

/// Takes the calls of one request in. Each fares by itself; the answer has one item per call, in
/// order. Sending the same again changes nothing.
///
/// # Errors
/// Those of the database; then nothing is written.
pub fn admit(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    (source, namespace): (&SourceName, &Namespace),
    items: Vec<Item>,
) -> Result<Vec<Outcome>, Error> {
    let outcomes = append(tx, ledger, &items)?;
    let mut noted = Vec::with_capacity(items.len());
    for (item, outcome) in items.into_iter().zip(&outcomes) {
        if let Outcome::Quarantined(refusal) = outcome {
            let waiting = Waiting {
                id: QuarantineId::new(tx.now(), tx.random()),
                at: tx.now(),
                source: source.clone(),
                namespace: namespace.clone(),
                refusal: refusal.clone(),
                body: Personal::new(item.body.as_str()),
            };
            quarantine::put(tx, &waiting)?;
        }
        noted.push(Noted::new(tx, item, outcome));
    }
    if !noted.is_empty() {
        let kept = inspector::keep(noted)?;
        calls::put(tx, source.as_str(), &kept)?;
        tx.announce("call", "");
    }
    Ok(outcomes)
}

/// Appends what was admitted, all of it at once.
fn append(tx: &mut Tx<'_>, ledger: &Ledger, items: &[Item]) -> Result<Vec<Outcome>, Error> {
    let mut activities: Vec<Activity> = Vec::with_capacity(items.len());
    let mut firsts = Vec::with_capacity(items.len());
    for item in items {
        firsts.push(activities.len());
        if let Verdict::Admitted { activities: own, .. } = &item.verdict {
            activities.extend(own.iter().cloned());
        }
    }
    let appended = ledger.append(tx, &activities)?;
    let outcome = |(item, first): (&Item, usize)| match &item.verdict {
        Verdict::Refused(refusal) => Outcome::Quarantined(refusal.clone()),
        Verdict::Admitted { .. } => match appended.get(first) {
            Some(Appended::Duplicate) => Outcome::Duplicate,
            _ => Outcome::Taken,
        },
    };
    Ok(items.iter().zip(firsts).map(outcome).collect())
}

/// Reads a refused item again, mended or as it is, and takes it in if it passes now. One that is
/// refused again stays, with the new reason.
///
/// # Errors
/// [`Error::NotFound`], and those of the database.
pub fn replay(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    shop: &base::Shop,
    id: QuarantineId,
    body: Option<String>,
) -> Result<Outcome, Error> {
    let waiting = quarantine::find(tx, id)?.ok_or(Error::NotFound)?;
    let body = body.unwrap_or_else(|| waiting.body.reveal().to_owned());
    let door = Door {
        source: &waiting.source,
        namespace: &waiting.namespace,
        shop,
        received_at: waiting.at,
    };
    let item = read_again(&body, &door);
    if let Verdict::Refused(refusal) = &item.verdict {
        quarantine::amend(tx, id, refusal, &Personal::new(body))?;
        return Ok(Outcome::Quarantined(refusal.clone()));
    }
    quarantine::remove(tx, id)?;
    let mut outcomes = admit(tx, ledger, (&waiting.source, &waiting.namespace), vec![item])?;
    outcomes.pop().ok_or(Error::NotFound)
}
