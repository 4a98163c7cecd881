//! SQL of the ledger: words, subjects, activities.

use crate::{Error, SubjectId, SubjectRef};
use base::{Edit, Instant, Personal, Space};
use std::collections::HashMap;
use store::{Conflict, Tx, Value};

/// Numbers of recurring words, looked up once per append.
#[derive(Debug, Default)]
pub(crate) struct Words {
    known: HashMap<String, i64>,
    next: Option<i64>,
}

impl Words {
    /// The number of a word; makes one for a new word.
    pub(crate) fn number(&mut self, tx: &mut Tx<'_>, word: &str) -> Result<i64, Error> {
        if let Some(number) = self.known.get(word) {
            return Ok(*number);
        }
        let sql = "SELECT id FROM words WHERE word = $1";
        let found: Option<i64> = tx.opt(sql, &[word.into()], |row| row.int("id"))?;
        let number = match found {
            Some(number) => number,
            None => self.make(tx, word)?,
        };
        self.known.insert(word.to_owned(), number);
        Ok(number)
    }

    fn make(&mut self, tx: &mut Tx<'_>, word: &str) -> Result<i64, Error> {
        let number = match self.next {
            Some(next) => next,
            None => max(tx, "SELECT max(id) AS top FROM words")? + 1,
        };
        self.next = Some(number + 1);
        tx.exec("INSERT INTO words (id, word) VALUES ($1, $2)", &[number.into(), word.into()])?;
        Ok(number)
    }
}

/// The number of a word that may never have been used.
pub(crate) fn word(tx: &mut Tx<'_>, word: &str) -> Result<Option<i64>, Error> {
    tx.opt("SELECT id FROM words WHERE word = $1", &[word.into()], |row| Ok(row.int("id")?))
}

/// The greatest number of a column, 0 when the table is empty. The column is called `top`.
pub(crate) fn max(tx: &mut Tx<'_>, sql: &str) -> Result<i64, Error> {
    let top: Option<i64> = tx.one(sql, &[], |row| row.opt_int("top"))?;
    Ok(top.unwrap_or(0))
}

/// The blind index of an identifier.
pub(crate) fn token(tx: &Tx<'_>, space: &Space, value: &Personal) -> [u8; 16] {
    tx.token("subject", &format!("{}\u{0}{}", space.to_text(), value.reveal()))
}

/// Most identifiers that are kept in memory, about 70 MB.
const SUBJECTS_KEPT: usize = 1_000_000;

/// An identifier with its blind index.
#[derive(Debug)]
pub(crate) struct Named {
    space: Space,
    value: Personal,
    token: [u8; 16],
}

impl Named {
    pub(crate) fn new(tx: &Tx<'_>, (space, value): (Space, Personal)) -> Self {
        let token = token(tx, &space, &value);
        Self { space, value, token }
    }
}

/// Identifiers of one append or load, looked up or made once each.
#[derive(Debug, Default)]
pub(crate) struct Subjects {
    known: HashMap<[u8; 16], (SubjectId, Instant)>,
    next: Option<i64>,
    /// Rows of new ones that are not written yet.
    made: Vec<Value>,
}

impl Subjects {
    /// Looks up those of a batch that are not known by heart.
    pub(crate) fn read<'a>(
        &mut self,
        tx: &mut Tx<'_>,
        batch: impl Iterator<Item = &'a Named>,
    ) -> Result<(), Error> {
        let mut tokens: Vec<[u8; 16]> = batch.map(|named| named.token).collect();
        if self.known.len() + tokens.len() > SUBJECTS_KEPT {
            self.known.clear();
        }
        tokens.retain(|token| !self.known.contains_key(token));
        tokens.sort_unstable();
        tokens.dedup();
        for tokens in tokens.chunks(store::LIST) {
            let (marks, params) = store::list(1, tokens);
            let sql = format!("SELECT id, token, made_at FROM subjects WHERE token IN ({marks})");
            tx.each(&sql, &params, |row| {
                let subject = (SubjectId(row.int("id")?), row.instant("made_at")?);
                self.known.insert(row.id("token")?, subject);
                Ok::<_, Error>(())
            })?;
        }
        Ok(())
    }

    /// The subject of an identifier of the batch that was read; makes one for a new identifier.
    pub(crate) fn find_or_make(
        &mut self,
        tx: &mut Tx<'_>,
        words: &mut Words,
        named: Named,
        at: Instant,
    ) -> Result<SubjectRef, Error> {
        let Named { space, value, token } = named;
        let (id, made_at) = match self.known.get(&token) {
            Some(known) => *known,
            None => (self.make(tx, words, (&space, &value), (token, at))?, at),
        };
        Ok(SubjectRef { id, space, made_at, token })
    }

    fn make(
        &mut self,
        tx: &mut Tx<'_>,
        words: &mut Words,
        (space, value): (&Space, &Personal),
        (token, at): ([u8; 16], Instant),
    ) -> Result<SubjectId, Error> {
        let number = match self.next {
            Some(next) => next,
            None => max(tx, "SELECT max(id) AS top FROM subjects")? + 1,
        };
        self.next = Some(number + 1);
        let space = words.number(tx, &space.to_text())?;
        self.made.extend([number.into(), space.into(), token.into(), value.into(), at.into()]);
        self.known.insert(token, (SubjectId(number), at));
        Ok(SubjectId(number))
    }

    /// Writes the new ones.
    pub(crate) fn write(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let columns = ["id", "space", "token", "value", "made_at"];
        tx.insert_many("subjects", &columns, &self.made, Conflict::Fail)?;
        self.made.clear();
        Ok(())
    }
}

/// One row of the ledger on its way in.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) seq: i64,
    pub(crate) source: i64,
    pub(crate) key: String,
    pub(crate) kind: i64,
    pub(crate) at: Instant,
    pub(crate) namespace: i64,
    pub(crate) subject: Option<SubjectId>,
    pub(crate) others: Option<String>,
    pub(crate) object: Option<[u8; 16]>,
    pub(crate) import: Option<i64>,
    pub(crate) payload: String,
}

const COLUMNS: [&str; 12] = [
    "seq",
    "source",
    "key",
    "kind",
    "at",
    "received_at",
    "namespace",
    "subject",
    "others",
    "object",
    "import",
    "payload",
];

impl Written {
    /// In the order of [`COLUMNS`].
    fn values(self, received_at: Instant) -> [Value; COLUMNS.len()] {
        [
            self.seq.into(),
            self.source.into(),
            self.key.into(),
            self.kind.into(),
            self.at.into(),
            received_at.into(),
            self.namespace.into(),
            self.subject.into(),
            self.others.into(),
            self.object.map(|id| id.to_vec()).into(),
            self.import.into(),
            self.payload.into(),
        ]
    }
}

/// Writes one activity; says whether it was new.
pub(crate) fn insert(tx: &mut Tx<'_>, row: Written) -> Result<bool, Error> {
    let sql = "INSERT INTO activities (seq, source, key, kind, at, received_at, namespace,
            subject, others, object, import, payload)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (source, key) WHERE retracted_at IS NULL DO NOTHING";
    let received_at = tx.now();
    Ok(tx.exec(sql, &row.values(received_at))? == 1)
}

/// Writes activities whose keys are known to be new.
pub(crate) fn insert_all(tx: &mut Tx<'_>, rows: Vec<Written>) -> Result<(), Error> {
    let received_at = tx.now();
    let values: Vec<Value> = rows.into_iter().flat_map(|row| row.values(received_at)).collect();
    tx.insert_many("activities", &COLUMNS, &values, Conflict::Fail)?;
    Ok(())
}

/// Whether the activity at that place has this key and holds.
pub(crate) fn has_key(tx: &mut Tx<'_>, seq: i64, source: i64, key: &str) -> Result<bool, Error> {
    let sql = "SELECT seq FROM activities
        WHERE seq = $1 AND source = $2 AND key = $3 AND retracted_at IS NULL";
    let found: Option<i64> =
        tx.opt(sql, &[seq.into(), source.into(), key.into()], |row| row.int("seq"))?;
    Ok(found.is_some())
}

/// Hands every key that holds to `take`, with its source and place.
pub(crate) fn each_key(tx: &mut Tx<'_>, mut take: impl FnMut(i64, &str, i64)) -> Result<(), Error> {
    let sql = "SELECT source, key, seq FROM activities WHERE retracted_at IS NULL";
    tx.each(sql, &[], |row| {
        take(row.int("source")?, &row.text("key")?, row.int("seq")?);
        Ok(())
    })
}

/// Marks what an import brought as retracted where a column has one of these values.
pub(crate) fn retract(
    tx: &mut Tx<'_>,
    import: i64,
    column: &str,
    (marks, values): (String, Vec<Value>),
) -> Result<u64, Error> {
    let sql = format!(
        "UPDATE activities SET retracted_at = $1
         WHERE import = $2 AND retracted_at IS NULL AND {column} IN ({marks})"
    );
    let mut params = vec![tx.now().into(), import.into()];
    params.extend(values);
    Ok(tx.exec(&sql, &params)?)
}

/// Marks what was said by one change as retracted.
pub(crate) fn retract_edit(tx: &mut Tx<'_>, edit: Edit) -> Result<(), Error> {
    let sql = "UPDATE activities SET retracted_at = $1
        WHERE seq >= $2 AND seq <= $3 AND retracted_at IS NULL";
    tx.exec(sql, &[tx.now().into(), edit.first.into(), edit.last.into()])?;
    Ok(())
}
