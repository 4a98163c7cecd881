//! What stands for each contact point, channel and topic.

use crate::Error;
use crate::model::consent::{self, Standing};
use base::{Body, Channel, ConsentFact, ConsentState};
use ledger::{Entry, SubjectId};
use store::{Row, Tx};

/// What stands for a contact point, a channel and a topic; nothing where nobody ever spoke.
///
/// # Errors
/// Those of the database.
pub fn state_of(
    tx: &mut Tx<'_>,
    point: SubjectId,
    channel: Channel,
    topic: &str,
) -> Result<Option<Standing>, Error> {
    let sql = "SELECT state, at, firsthand, evidence, source FROM consents
        WHERE subject = $1 AND channel = $2 AND topic = $3";
    tx.opt(sql, &[point.into(), channel.as_str().into(), topic.into()], map)
}

pub(crate) fn map(row: &Row<'_>) -> Result<Standing, Error> {
    Ok(Standing {
        state: ConsentState::parse(&row.text("state")?).unwrap_or(ConsentState::Withdrawn),
        at: row.instant("at")?,
        firsthand: row.int("firsthand")? == 1,
        evidence: row.text("evidence")?,
        source: row.text("source")?,
    })
}

/// Takes one word in. The first one is folded alone; later ones with all that came before, in
/// the order of their own times.
pub(crate) fn take(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    point: SubjectId,
    fact: &ConsentFact,
) -> Result<(), Error> {
    if state_of(tx, point, fact.channel, &fact.topic)?.is_some() {
        return fold_anew(tx, point, fact);
    }
    let (at, source) = (entry.activity.at, entry.activity.source.as_str());
    put(tx, point, fact, consent::next(None, fact, at, source))
}

/// Folds anew what stands for a contact point on the channel and topic of `fact`, from everything
/// that holds.
pub(crate) fn fold_anew(
    tx: &mut Tx<'_>,
    point: SubjectId,
    fact: &ConsentFact,
) -> Result<(), Error> {
    let mut standing = None;
    for past in ledger::of_subject(tx, point, "consent_set")? {
        let Body::Consent(word) = &past.activity.body else { continue };
        if (word.channel, &word.topic) == (fact.channel, &fact.topic) {
            let (at, source) = (past.activity.at, past.activity.source.as_str());
            standing = Some(consent::next(standing, word, at, source));
        }
    }
    if let Some(standing) = standing {
        return put(tx, point, fact, standing);
    }
    let sql = "DELETE FROM consents WHERE subject = $1 AND channel = $2 AND topic = $3";
    tx.exec(sql, &[point.into(), fact.channel.as_str().into(), fact.topic.as_str().into()])?;
    Ok(())
}

fn put(
    tx: &mut Tx<'_>,
    point: SubjectId,
    fact: &ConsentFact,
    standing: Standing,
) -> Result<(), Error> {
    let sql = "INSERT INTO consents
            (subject, channel, topic, state, at, firsthand, evidence, source)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (subject, channel, topic) DO UPDATE SET state = excluded.state,
            at = excluded.at, firsthand = excluded.firsthand, evidence = excluded.evidence,
            source = excluded.source";
    let params = [
        point.into(),
        fact.channel.as_str().into(),
        fact.topic.as_str().into(),
        standing.state.as_str().into(),
        standing.at.into(),
        i64::from(standing.firsthand).into(),
        standing.evidence.into(),
        standing.source.into(),
    ];
    tx.exec(sql, &params)?;
    Ok(())
}

pub(crate) fn forget(tx: &mut Tx<'_>, point: SubjectId) -> Result<(), Error> {
    tx.exec("DELETE FROM consents WHERE subject = $1", &[point.into()])?;
    Ok(())
}
