//! Reading history: a person's, a thing's, or all of it in order.

use crate::rows;
use crate::{Entry, Error, SubjectId, SubjectRef};
use base::{
    Activity, Body, Edit, Identifiers, ImportId, Instant, Namespace, Personal, SourceName, Space,
};
use std::collections::HashMap;
use store::{Row, Tx, Value};

/// An activity that was read back. Its identifiers are subjects; `activity.who` is empty.
#[derive(Debug, Clone)]
pub struct Past {
    /// Its place in the sequence.
    pub seq: i64,
    /// When the house took it in.
    pub received_at: Instant,
    /// Whom it names, the leading identifier first.
    pub subjects: Vec<SubjectRef>,
    /// The activity, without its identifiers in clear.
    pub activity: Activity,
}

impl Past {
    /// As it was handed to followers when it came in.
    pub fn entry(&self) -> Entry<'_> {
        Entry {
            seq: self.seq,
            received_at: self.received_at,
            subjects: self.subjects.clone(),
            activity: &self.activity,
        }
    }
}

/// Where a page of history ends: strictly earlier items follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cursor {
    /// The time of the last item.
    pub at: i64,
    /// The place of the last item.
    pub seq: i64,
}

const COLUMNS: &str = "a.seq, s.word AS source, a.key, k.word AS kind, a.at, a.received_at,
    n.word AS namespace, a.subject, a.others, i.word AS import, a.payload";
/// Left joins, though every word is there: they keep the planner from beginning with the words.
const JOINS: &str = "LEFT JOIN words s ON s.id = a.source LEFT JOIN words k ON k.id = a.kind
    LEFT JOIN words n ON n.id = a.namespace LEFT JOIN words i ON i.id = a.import";

/// A row before its subjects are looked up.
struct Raw {
    seq: i64,
    received_at: Instant,
    subjects: Vec<i64>,
    activity: Activity,
}

fn map(row: &Row<'_>) -> Result<Raw, Error> {
    let seq = row.int("seq")?;
    let (kind, payload) = (row.text("kind")?, row.text("payload")?);
    let body =
        Body::from_json(&kind, &payload).map_err(|source| Error::Document { seq, source })?;
    let name = |text: String| SourceName::parse(&text).unwrap_or_else(|_| SourceName::house());
    let namespace = Namespace::parse(&row.text("namespace")?);
    let others = row.opt_text("others")?.unwrap_or_default();
    let subjects = row
        .opt_int("subject")?
        .into_iter()
        .chain(others.split(',').filter_map(|number| number.parse().ok()))
        .collect();
    let activity = Activity {
        source: name(row.text("source")?),
        namespace: namespace.unwrap_or_else(|_| Namespace::shop()),
        key: row.text("key")?,
        at: row.instant("at")?,
        who: Identifiers::default(),
        body,
        import: row.opt_text("import")?.and_then(|text| ImportId::parse(&text).ok()),
    };
    Ok(Raw { seq, received_at: row.instant("received_at")?, subjects, activity })
}

/// Looks the subjects of many rows up, each once.
fn with_subjects(tx: &mut Tx<'_>, raws: Vec<Raw>) -> Result<Vec<Past>, Error> {
    let mut known: HashMap<i64, SubjectRef> = HashMap::new();
    let mut past = Vec::with_capacity(raws.len());
    for raw in raws {
        let mut subjects = Vec::with_capacity(raw.subjects.len());
        for number in raw.subjects {
            if let Some(subject) = known.get(&number) {
                subjects.push(subject.clone());
            } else if let Some(subject) = subject(tx, SubjectId(number))? {
                known.insert(number, subject.clone());
                subjects.push(subject);
            }
        }
        let Raw { seq, received_at, activity, .. } = raw;
        past.push(Past { seq, received_at, subjects, activity });
    }
    Ok(past)
}

fn subject(tx: &mut Tx<'_>, id: SubjectId) -> Result<Option<SubjectRef>, Error> {
    let sql = "SELECT w.word AS space, s.token, s.made_at FROM subjects s
        JOIN words w ON w.id = s.space WHERE s.id = $1";
    tx.opt(sql, &[id.into()], |row| {
        let space = Space::parse(&row.text("space")?).unwrap_or(Space::Email);
        Ok(SubjectRef { id, space, made_at: row.instant("made_at")?, token: row.id("token")? })
    })
}

/// The identifier in clear, for showing it to someone who may see it.
///
/// # Errors
/// Those of the database.
pub fn subject_value(
    tx: &mut Tx<'_>,
    subject: SubjectId,
) -> Result<Option<(Space, Personal)>, Error> {
    let sql = "SELECT w.word AS space, s.value FROM subjects s
        JOIN words w ON w.id = s.space WHERE s.id = $1";
    let found = tx.opt(sql, &[subject.into()], |row| {
        Ok::<_, Error>((Space::parse(&row.text("space")?), row.personal("value")?))
    })?;
    Ok(found.and_then(|(space, value)| Some((space?, value))))
}

/// Many identifiers in clear. For a few hundred at once.
///
/// # Errors
/// Those of the database.
pub fn subject_values(
    tx: &mut Tx<'_>,
    subjects: &[SubjectId],
) -> Result<HashMap<SubjectId, (Space, Personal)>, Error> {
    let (marks, params) = store::list(1, subjects);
    let sql = format!(
        "SELECT s.id, w.word AS space, s.value FROM subjects s
         JOIN words w ON w.id = s.space WHERE s.id IN ({marks})"
    );
    let mut found = HashMap::with_capacity(subjects.len());
    tx.each(&sql, &params, |row| {
        if let Some(space) = Space::parse(&row.text("space")?) {
            found.insert(SubjectId(row.int("id")?), (space, row.personal("value")?));
        }
        Ok::<_, Error>(())
    })?;
    Ok(found)
}

/// The subject of an identifier, if anybody ever named it.
///
/// # Errors
/// Those of the database.
pub fn subjects_of_token(
    tx: &mut Tx<'_>,
    space: &Space,
    value: &Personal,
) -> Result<Option<SubjectRef>, Error> {
    let token = rows::token(tx, space, value);
    let sql = "SELECT id FROM subjects WHERE token = $1";
    let id: Option<i64> = tx.opt(sql, &[token.into()], |row| row.int("id"))?;
    match id {
        Some(id) => subject(tx, SubjectId(id)),
        None => Ok(None),
    }
}

/// The subjects of many identifiers of one kind, each at the place of its value; none where nobody
/// ever named it. For a few hundred values at once.
///
/// # Errors
/// Those of the database.
pub fn subjects_of_values(
    tx: &mut Tx<'_>,
    space: &Space,
    values: &[&Personal],
) -> Result<Vec<Option<SubjectId>>, Error> {
    let tokens: Vec<[u8; 16]> = values.iter().map(|value| rows::token(tx, space, value)).collect();
    let (marks, params) = store::list(1, &tokens);
    let sql = format!("SELECT token, id FROM subjects WHERE token IN ({marks})");
    let mut known = HashMap::with_capacity(tokens.len());
    tx.each(&sql, &params, |row| {
        known.insert(row.id("token")?, SubjectId(row.int("id")?));
        Ok::<_, Error>(())
    })?;
    Ok(tokens.iter().map(|token| known.get(token).copied()).collect())
}

/// Everything that holds about a thing, oldest first by the sources' times.
///
/// # Errors
/// Those of the database.
pub fn of_object(tx: &mut Tx<'_>, object: &[u8; 16]) -> Result<Vec<Past>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM activities a {JOINS}
         WHERE a.object = $1 AND a.retracted_at IS NULL ORDER BY a.at, a.seq"
    );
    let raws = tx.all(&sql, &[object.into()], map)?;
    with_subjects(tx, raws)
}

/// Everything that holds about many things, in no order.
///
/// # Errors
/// Those of the database.
pub fn of_objects(tx: &mut Tx<'_>, objects: &[&[u8; 16]]) -> Result<Vec<Past>, Error> {
    let mut raws = Vec::new();
    for objects in objects.chunks(store::LIST) {
        let (marks, params) = store::list(1, objects);
        let sql = format!(
            "SELECT {COLUMNS} FROM activities a {JOINS}
             WHERE a.object IN ({marks}) AND a.retracted_at IS NULL"
        );
        raws.extend(tx.all(&sql, &params, map)?);
    }
    with_subjects(tx, raws)
}

/// Everything of one kind that holds and that one identifier leads, oldest first.
///
/// # Errors
/// Those of the database.
pub fn of_subject(tx: &mut Tx<'_>, subject: SubjectId, kind: &str) -> Result<Vec<Past>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM activities a {JOINS}
         WHERE a.subject = $1 AND k.word = $2 AND a.retracted_at IS NULL ORDER BY a.at, a.seq"
    );
    let raws = tx.all(&sql, &[subject.into(), kind.into()], map)?;
    with_subjects(tx, raws)
}

/// A page of what holds about several identifiers, latest first. With `kinds`, only those.
///
/// # Errors
/// Those of the database.
pub fn of_subjects(
    tx: &mut Tx<'_>,
    subjects: &[SubjectId],
    kinds: &[&str],
    before: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Past>, Error> {
    let mut params: Vec<Value> = Vec::new();
    let list = |values: Vec<Value>, params: &mut Vec<Value>| {
        let from = params.len() + 1;
        params.extend(values);
        let marks: Vec<String> = (from..=params.len()).map(|n| format!("${n}")).collect();
        marks.join(", ")
    };
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let subjects = list(subjects.iter().map(|s| (*s).into()).collect(), &mut params);
    let mut filter = format!("a.subject IN ({subjects})");
    if !kinds.is_empty() {
        let kinds = list(kinds.iter().map(|k| (*k).into()).collect(), &mut params);
        filter += &format!(" AND k.word IN ({kinds})");
    }
    if let Some(Cursor { at, seq }) = before {
        let marks = list(vec![at.into(), at.into(), seq.into()], &mut params);
        let marks: Vec<&str> = marks.split(", ").collect();
        let (earlier, same, place) = (marks[0], marks[1], marks[2]);
        filter += &format!(" AND (a.at < {earlier} OR (a.at = {same} AND a.seq < {place}))");
    }
    let limit = list(vec![limit.into()], &mut params);
    let sql = format!(
        "SELECT {COLUMNS} FROM activities a {JOINS}
         WHERE {filter} AND a.retracted_at IS NULL ORDER BY a.at DESC, a.seq DESC LIMIT {limit}"
    );
    let raws = tx.all(&sql, &params, map)?;
    with_subjects(tx, raws)
}

/// Hands everything that holds after a place to `take`, in order, at most `limit` of it.
///
/// # Errors
/// Those of the database and of `take`.
pub fn scan(
    tx: &mut Tx<'_>,
    after: i64,
    limit: i64,
    mut take: impl FnMut(Past) -> Result<(), Error>,
) -> Result<(), Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM activities a {JOINS}
         WHERE a.seq > $1 AND a.retracted_at IS NULL ORDER BY a.seq LIMIT $2"
    );
    let raws = tx.all(&sql, &[after.into(), limit.into()], map)?;
    for past in with_subjects(tx, raws)? {
        take(past)?;
    }
    Ok(())
}

/// What was said by one change, in order: what of it holds, or what was taken back.
///
/// # Errors
/// Those of the database.
pub fn of_edit(tx: &mut Tx<'_>, edit: Edit, holds: bool) -> Result<Vec<Past>, Error> {
    let not = if holds { "" } else { "NOT " };
    let sql = format!(
        "SELECT {COLUMNS} FROM activities a {JOINS}
         WHERE a.seq >= $1 AND a.seq <= $2 AND a.retracted_at IS {not}NULL ORDER BY a.seq"
    );
    let raws = tx.all(&sql, &[edit.first.into(), edit.last.into()], map)?;
    with_subjects(tx, raws)
}

/// The last place that is taken, 0 when nothing has happened yet.
///
/// # Errors
/// Those of the database.
pub fn last_seq(tx: &mut Tx<'_>) -> Result<i64, Error> {
    rows::max(tx, "SELECT max(seq) AS top FROM activities")
}

/// The subjects and things that an import touched: what must be folded anew when it is undone.
///
/// # Errors
/// Those of the database.
pub fn import_touches(
    tx: &mut Tx<'_>,
    import: ImportId,
) -> Result<(Vec<SubjectId>, Vec<[u8; 16]>), Error> {
    let Some(number) = rows::word(tx, &import.to_string())? else { return Ok(Default::default()) };
    let sql = "SELECT DISTINCT subject FROM activities
        WHERE import = $1 AND subject IS NOT NULL ORDER BY subject";
    let subjects =
        tx.all(sql, &[number.into()], |row| Ok::<_, Error>(SubjectId(row.int("subject")?)))?;
    let sql = "SELECT DISTINCT object FROM activities
        WHERE import = $1 AND object IS NOT NULL ORDER BY object";
    let objects = tx.all(sql, &[number.into()], |row| Ok::<_, Error>(row.id("object")?))?;
    Ok((subjects, objects))
}
