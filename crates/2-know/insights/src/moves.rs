//! Who came into segments and who left: written with the activities that tell of it.
//!
//! All that one step of history moves goes in one transaction, whatever the number of segments,
//! since each commit waits for the disk. Only what is too much for one is cut.

use crate::insights::{Keeper, SCOPE};
use crate::rows::members;
use crate::sorted::{difference, merged};
use crate::{Error, Insights, Saved};
use base::{
    Activity, Body, CustomerId, EmailAddress, Identifiers, Instant, Namespace, Phone, SegmentId,
    SourceName, Space,
};
use serde_json::json;
use std::collections::HashMap;
use store::Tx;

/// Who came into a segment and who left, both in the order of ids.
#[derive(Debug)]
pub(crate) struct Moves {
    pub(crate) segment: Saved,
    pub(crate) entered: Vec<CustomerId>,
    pub(crate) left: Vec<CustomerId>,
    /// Whether each move is told by itself.
    pub(crate) told: bool,
}

/// Some moves of one segment that are written together.
#[derive(Debug)]
struct Part {
    moves: Moves,
    /// What is told of all moves of the segment, behind the last of them.
    summary: Option<Summary>,
}

#[derive(Debug, Clone, Copy)]
struct Summary {
    entered: usize,
    left: usize,
    members: usize,
}

/// More moves of a segment at once are no news about single customers.
const TOLD_MAX: usize = 5_000;
/// Moves that one transaction writes.
const WRITE_MAX: usize = 2_000;
/// More changes of a list at once than this are cheaper in one walk over it.
const SINGLY_MAX: usize = 16;

impl Insights {
    /// Writes moves, in the rows and here.
    pub(crate) fn write(&self, keeper: &mut Keeper, moves: Vec<Moves>) -> Result<(), Error> {
        let mut n_members = HashMap::new();
        for moves in &moves {
            let members = keeper.members.entry(moves.segment.id).or_default();
            n_members.insert(moves.segment.id, members.len());
        }
        for batch in batches(moves, n_members) {
            let ledger = self.seat.ledger.clone();
            let batch = self.seat.store.write_blocking(&SCOPE, move |tx| {
                let mut activities = Vec::new();
                for part in &batch {
                    activities.extend(part.write(tx)?);
                }
                ledger.append(tx, &activities)?;
                Ok::<_, Error>(batch)
            })?;
            for Part { moves, .. } in batch {
                let members = keeper.members.entry(moves.segment.id).or_default();
                change(members, &moves.entered, &moves.left);
            }
        }
        Ok(())
    }
}

/// Cuts moves into parts, and puts those together that share a transaction.
fn batches(moves: Vec<Moves>, mut n_members: HashMap<SegmentId, usize>) -> Vec<Vec<Part>> {
    let mut batches = vec![Vec::new()];
    let mut room = WRITE_MAX;
    for moves in moves {
        let (entered, left) = (moves.entered.len(), moves.left.len());
        let told = moves.told && entered + left <= TOLD_MAX;
        let members = n_members.entry(moves.segment.id).or_default();
        *members = (*members + entered).saturating_sub(left);
        let summary = Summary { entered, left, members: *members };
        let mut rest = Moves { told, ..moves };
        while rest.count() > 0 {
            if room == 0 {
                batches.push(Vec::new());
                room = WRITE_MAX;
            }
            let moves = rest.take(room);
            room -= moves.count();
            let summary = (rest.count() == 0 && !told).then_some(summary);
            if let Some(batch) = batches.last_mut() {
                batch.push(Part { moves, summary });
            }
        }
    }
    batches.retain(|batch| !batch.is_empty());
    batches
}

impl Moves {
    /// Who is in a segment by the columns (`found`), against the list of its members.
    pub(crate) fn between(
        segment: Saved,
        members: &[CustomerId],
        found: &[CustomerId],
        told: bool,
    ) -> Self {
        let (entered, left) = difference(members, found);
        Self { segment, entered, left, told }
    }

    fn count(&self) -> usize {
        self.entered.len() + self.left.len()
    }

    /// Takes up to `n` moves out.
    fn take(&mut self, n: usize) -> Self {
        let tail = |ids: &mut Vec<CustomerId>, n| ids.split_off(ids.len().saturating_sub(n));
        let entered = tail(&mut self.entered, n);
        let left = tail(&mut self.left, n - entered.len());
        Self { segment: self.segment.clone(), entered, left, told: self.told }
    }
}

impl Part {
    /// Writes who came in and who left; gives the activities that tell of it.
    fn write(&self, tx: &mut Tx<'_>) -> Result<Vec<Activity>, Error> {
        let Moves { segment, entered, left, told } = &self.moves;
        members::change(tx, segment.id, entered, left)?;
        let mut activities = Vec::new();
        if *told {
            tell(tx, segment, ("segment_entered", entered), &mut activities)?;
            tell(tx, segment, ("segment_left", left), &mut activities)?;
        }
        activities.extend(self.summary.map(|summary| summary.activity(tx.now(), segment)));
        tx.announce("segment", segment.id.to_string());
        Ok(activities)
    }
}

impl Summary {
    fn activity(self, now: Instant, segment: &Saved) -> Activity {
        let properties = json!({
            "segment": segment.id, "name": segment.name,
            "entered": self.entered, "left": self.left, "members": self.members,
        });
        let name = "segment_settled";
        let key = format!("{name} {} {}", segment.id, now.as_micros());
        activity(now, key, Identifiers::default(), name, properties)
    }
}

/// Puts some into a list in order, and takes some out.
fn change(members: &mut Vec<CustomerId>, entered: &[CustomerId], left: &[CustomerId]) {
    if entered.len() + left.len() > SINGLY_MAX {
        let stay = difference(left, members).0;
        *members = merged(&stay, entered);
        return;
    }
    for id in left {
        if let Ok(place) = members.binary_search(id) {
            members.remove(place);
        }
    }
    for id in entered {
        if let Err(place) = members.binary_search(id) {
            members.insert(place, *id);
        }
    }
}

/// Adds one activity for each customer who moved.
fn tell(
    tx: &mut Tx<'_>,
    segment: &Saved,
    (name, customers): (&str, &[CustomerId]),
    activities: &mut Vec<Activity>,
) -> Result<(), Error> {
    for customer in customers {
        let Some(who) = who(tx, *customer)? else { continue };
        let properties = json!({ "segment": segment.id, "name": segment.name });
        let key = format!("{name} {} {customer} {}", segment.id, tx.now().as_micros());
        activities.push(activity(tx.now(), key, who, name, properties));
    }
    Ok(())
}

fn activity(
    at: Instant,
    key: String,
    who: Identifiers,
    name: &str,
    properties: serde_json::Value,
) -> Activity {
    let properties = match properties {
        serde_json::Value::Object(properties) => properties,
        _ => serde_json::Map::new(),
    };
    let body = Body::Custom { name: name.into(), properties };
    let (source, namespace) = (SourceName::house(), Namespace::shop());
    Activity { source, namespace, key, at, who, body, import: None }
}

/// One identifier of a customer, by which history names her.
fn who(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Option<Identifiers>, Error> {
    for subject in book::subjects(tx, customer)? {
        let Some((space, value)) = ledger::subject_value(tx, subject)? else { continue };
        let mut who = Identifiers::default();
        match space {
            Space::Id(namespace) => who.ids.push((namespace, value.reveal().into())),
            Space::Email => who.emails.extend(EmailAddress::parse(value.reveal())),
            Space::Phone => who.phones.extend(Phone::parse(value.reveal(), None)),
            Space::Anonymous(_) => {}
        }
        if !who.is_empty() {
            return Ok(Some(who));
        }
    }
    Ok(None)
}
