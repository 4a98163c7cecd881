//! The one way into history.

use crate::entry::{self, Appended, Entry, SubjectRef};
use crate::rows::{self, Named, Subjects, Words, Written};
use crate::{Error, Ledger, Past, object};
use base::{Activity, Body, Channel, Personal, Space};
use store::Tx;

impl Ledger {
    /// Writes activities and runs the followers over those that are new. The answer has one item
    /// per activity, in order. Appending the same again changes nothing.
    ///
    /// # Errors
    /// Those of the database and of the followers; then nothing is written.
    pub fn append(&self, tx: &mut Tx<'_>, activities: &[Activity]) -> Result<Vec<Appended>, Error> {
        // One append at a time, so that a greater place in the sequence is also a later commit
        // and two first mentions of one person cannot pass each other.
        tx.lock("ledger")?;
        let mut writer = Writer::begin(tx)?;
        let named = writer.read(tx, activities)?;
        let mut outcomes = Vec::with_capacity(activities.len());
        let mut entries = Vec::with_capacity(activities.len());
        for (activity, named) in activities.iter().zip(named) {
            match writer.put(tx, activity, named)? {
                Some(entry) => {
                    outcomes.push(Appended::Taken { seq: entry.seq });
                    entries.push(entry);
                }
                None => outcomes.push(Appended::Duplicate),
            }
        }
        writer.subjects.write(tx)?;
        if !entries.is_empty() {
            for follower in self.followers.iter() {
                entry::run(follower.as_ref(), tx, &entries)?;
            }
        }
        Ok(outcomes)
    }

    /// Runs the followers over the whole of history once more, in batches, for a rebuild of what
    /// they derive. The caller has emptied their tables.
    ///
    /// # Errors
    /// Those of the database and of the followers.
    pub fn replay(&self, tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Option<i64>, Error> {
        let mut past = Vec::new();
        crate::scan(tx, after, limit, |item| {
            past.push(item);
            Ok(())
        })?;
        let last = past.last().map(|item| item.seq);
        let entries: Vec<Entry<'_>> = past.iter().map(Past::entry).collect();
        if !entries.is_empty() {
            for follower in self.followers.iter() {
                entry::run(follower.as_ref(), tx, &entries)?;
            }
        }
        Ok(last)
    }
}

/// Numbers of words and subjects, and the next place: what an append needs to know beside the
/// activities. An append reads it anew; a load keeps it, since nobody else writes meanwhile.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) next: i64,
    pub(crate) words: Words,
    pub(crate) subjects: Subjects,
}

impl Writer {
    pub(crate) fn begin(tx: &mut Tx<'_>) -> Result<Self, Error> {
        let next = rows::max(tx, "SELECT max(seq) AS top FROM activities")? + 1;
        Ok(Self { next, words: Words::default(), subjects: Subjects::default() })
    }

    /// Looks up whom the activities of a batch name.
    pub(crate) fn read(
        &mut self,
        tx: &mut Tx<'_>,
        activities: &[Activity],
    ) -> Result<Vec<Vec<Named>>, Error> {
        let named = |activity| {
            let identifiers = lead_first(activity).into_iter();
            identifiers.map(|identifier| Named::new(tx, identifier)).collect()
        };
        let named: Vec<Vec<Named>> = activities.iter().map(named).collect();
        self.subjects.read(tx, named.iter().flatten())?;
        Ok(named)
    }

    /// Writes an activity, unless its key is known.
    fn put<'a>(
        &mut self,
        tx: &mut Tx<'_>,
        activity: &'a Activity,
        named: Vec<Named>,
    ) -> Result<Option<Entry<'a>>, Error> {
        let (subjects, row) = self.row(tx, activity, named)?;
        if !rows::insert(tx, row)? {
            return Ok(None);
        }
        self.next += 1;
        Ok(Some(Entry { seq: self.next - 1, received_at: tx.now(), subjects, activity }))
    }

    /// The row of an activity at the next place, and whom it names.
    pub(crate) fn row(
        &mut self,
        tx: &mut Tx<'_>,
        activity: &Activity,
        named: Vec<Named>,
    ) -> Result<(Vec<SubjectRef>, Written), Error> {
        let seq = self.next;
        let mut subjects = Vec::with_capacity(named.len());
        for named in named {
            let words = &mut self.words;
            subjects.push(self.subjects.find_or_make(tx, words, named, activity.at)?);
        }
        let payload = activity.body.to_json().map_err(|source| Error::Document { seq, source })?;
        let import = match activity.import {
            Some(import) => Some(self.words.number(tx, &import.to_string())?),
            None => None,
        };
        let row = Written {
            seq,
            source: self.words.number(tx, activity.source.as_str())?,
            key: activity.key.clone(),
            kind: self.words.number(tx, activity.body.kind())?,
            at: activity.at,
            namespace: self.words.number(tx, activity.namespace.as_str())?,
            subject: subjects.first().map(|subject| subject.id),
            others: others(&subjects),
            object: object::of(activity),
            import,
            payload,
        };
        Ok((subjects, row))
    }
}

/// The identifiers with the leading one first. A consent is about its contact point, so that one
/// leads there; a link's other end comes last.
fn lead_first(activity: &Activity) -> Vec<(Space, Personal)> {
    let mut identifiers = activity.who.in_order();
    if let Body::Consent(fact) = &activity.body {
        let point = match fact.channel {
            Channel::Email => Space::Email,
            Channel::Sms => Space::Phone,
        };
        if let Some(place) = identifiers.iter().position(|(space, _)| *space == point) {
            identifiers[..=place].rotate_right(1);
        }
    }
    if let Body::Linked(link) | Body::Unlinked(link) = &activity.body {
        let space = Space::parse(&link.space);
        identifiers.extend(space.map(|space| (space, link.value.clone())));
    }
    each_once(identifiers)
}

/// Drops what is named a second time.
fn each_once(identifiers: Vec<(Space, Personal)>) -> Vec<(Space, Personal)> {
    let mut once = Vec::with_capacity(identifiers.len());
    for identifier in identifiers {
        if !once.contains(&identifier) {
            once.push(identifier);
        }
    }
    once
}

/// The further subjects as text: their numbers, joined by commas.
fn others(subjects: &[SubjectRef]) -> Option<String> {
    let numbers: Vec<String> = subjects.iter().skip(1).map(|s| s.id.0.to_string()).collect();
    (!numbers.is_empty()).then(|| numbers.join(","))
}
