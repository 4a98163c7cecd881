//! Admission: what the readers let through goes into the ledger, what they refuse into
//! quarantine, and the inspector keeps both, all in one transaction.

use crate::inspector::{self, Noted};
use crate::meaning::Ignored;
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
    mut items: Vec<Item>,
) -> Result<Vec<Outcome>, Error> {
    let mut said = Said::default();
    for item in &mut items {
        said.take(&mut item.verdict);
    }
    let outcomes = said.append(tx, ledger, &items)?;
    let mut noted = Vec::with_capacity(items.len());
    for (place, (item, outcome)) in items.into_iter().zip(&outcomes).enumerate() {
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
        noted.push(Noted::new(tx, item, outcome, said.of(place))?);
    }
    if !noted.is_empty() {
        let kept = inspector::keep(noted)?;
        calls::put(tx, source.as_str(), &kept)?;
        tx.announce("call", "");
    }
    Ok(outcomes)
}

/// What the calls of one request say, put together so that it is appended at once.
#[derive(Debug, Default)]
struct Said {
    activities: Vec<Activity>,
    /// For each call: where its activities begin, and what of it was left out.
    calls: Vec<(usize, Vec<Ignored>)>,
}

impl Said {
    fn take(&mut self, verdict: &mut Verdict) {
        let first = self.activities.len();
        let left_out = match verdict {
            Verdict::Admitted { activities, ignored } => {
                self.activities.append(activities);
                std::mem::take(ignored)
            }
            Verdict::Refused(_) => Vec::new(),
        };
        self.calls.push((first, left_out));
    }

    fn append(
        &self,
        tx: &mut Tx<'_>,
        ledger: &Ledger,
        items: &[Item],
    ) -> Result<Vec<Outcome>, Error> {
        let appended = ledger.append(tx, &self.activities)?;
        let outcome = |(item, (first, _)): (&Item, &(usize, _))| match &item.verdict {
            Verdict::Refused(refusal) => Outcome::Quarantined(refusal.clone()),
            Verdict::Admitted { .. } => match appended.get(*first) {
                Some(Appended::Duplicate) => Outcome::Duplicate,
                _ => Outcome::Taken,
            },
        };
        Ok(items.iter().zip(&self.calls).map(outcome).collect())
    }

    /// The activities of one call, and what of it was left out.
    fn of(&mut self, place: usize) -> (&[Activity], Vec<Ignored>) {
        let end = self.calls.get(place + 1).map_or(self.activities.len(), |(first, _)| *first);
        let Some((first, ignored)) = self.calls.get_mut(place) else { return (&[], Vec::new()) };
        let ignored = std::mem::take(ignored);
        (self.activities.get(*first..end).unwrap_or_default(), ignored)
    }
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
