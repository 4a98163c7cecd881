//! Reading what people did, without who said it and how it came in: for those who read much.

use crate::{Error, SubjectId};
use base::{Body, Instant, Namespace};
use std::collections::HashMap;
use store::Tx;

/// What happened to somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Glance {
    /// The identifier that leads.
    pub subject: SubjectId,
    /// When it happened.
    pub at: Instant,
    /// The space of ids in it.
    pub namespace: Namespace,
    /// What it was.
    pub body: Body,
}

/// Everything of some kinds that holds and that one of these identifiers leads, up to the place
/// `until`, in no order. The kinds of orders and products are not among what can be asked for.
/// `wants` is asked once for each kind.
///
/// # Errors
/// Those of the database, and an activity that does not read back.
pub fn glances(
    tx: &mut Tx<'_>,
    subjects: &[SubjectId],
    until: i64,
    wants: impl Fn(&str) -> bool,
) -> Result<Vec<Glance>, Error> {
    let mut raws = Vec::new();
    for subjects in subjects.chunks(store::LIST) {
        let (marks, mut params) = store::list(1, subjects);
        params.push(until.into());
        let sql = format!(
            "SELECT seq, subject, kind, at, namespace, payload FROM activities
             WHERE subject IN ({marks}) AND seq <= ${} AND retracted_at IS NULL
                AND object IS NULL",
            params.len()
        );
        tx.each(&sql, &params, |row| {
            raws.push(Raw {
                seq: row.int("seq")?,
                subject: SubjectId(row.int("subject")?),
                kind: row.int("kind")?,
                at: row.instant("at")?,
                namespace: row.int("namespace")?,
                payload: row.text("payload")?,
            });
            Ok::<_, Error>(())
        })?;
    }
    let words = words(tx, &raws)?;
    let word = |number| words.get(&number).map_or("", String::as_str);
    let wanted: HashMap<i64, bool> =
        raws.iter().map(|raw| raw.kind).map(|kind| (kind, wants(word(kind)))).collect();
    let wanted = raws.into_iter().filter(|raw| wanted.get(&raw.kind) == Some(&true));
    wanted.map(|raw| raw.read(word(raw.kind), word(raw.namespace))).collect()
}

struct Raw {
    seq: i64,
    subject: SubjectId,
    kind: i64,
    at: Instant,
    namespace: i64,
    payload: String,
}

impl Raw {
    fn read(&self, kind: &str, namespace: &str) -> Result<Glance, Error> {
        let body = Body::from_json(kind, &self.payload)
            .map_err(|source| Error::Document { seq: self.seq, source })?;
        let namespace = Namespace::parse(namespace).unwrap_or_else(|_| Namespace::shop());
        Ok(Glance { subject: self.subject, at: self.at, namespace, body })
    }
}

fn words(tx: &mut Tx<'_>, raws: &[Raw]) -> Result<HashMap<i64, String>, Error> {
    let mut numbers: Vec<i64> = raws.iter().flat_map(|raw| [raw.kind, raw.namespace]).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut words = HashMap::new();
    for numbers in numbers.chunks(store::LIST) {
        let (marks, params) = store::list(1, numbers);
        tx.each(&format!("SELECT id, word FROM words WHERE id IN ({marks})"), &params, |row| {
            words.insert(row.int("id")?, row.text("word")?);
            Ok::<_, Error>(())
        })?;
    }
    Ok(words)
}
