//! From rows and history to records: everybody for a build, some for a refresh.

mod news;
mod pile;
mod record;

pub(crate) use news::News;

use crate::Error;
use crate::columns::{ActivityRecord, Chunk, CustomerRecord};
use crate::engine::{Columns, ColumnsBuilder};
use crate::rows::shop::{self, Product, Which};
use crate::snapshot::{Head, PERSONAL};
use base::{Body, CustomerId};
use ledger::{Past, SubjectId};
use pile::Pile;
use std::collections::{HashMap, HashSet};
use store::Tx;

/// What is remembered between loads.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    /// What activities and lines leave to the catalogue.
    products: HashMap<[u8; 16], Product>,
    /// Times that stand for "nobody said when": an import writes the moment of its run where its
    /// file has no date.
    undated: HashSet<i64>,
}

/// Customers that are read at once.
const STRIDE: usize = 4_096;
/// Activities that are read at once.
const BATCH: i64 = 10_000;
/// Activities of one customer that are read on a refresh; more are no person's.
const ACTIVITIES_MAX: usize = 50_000;

/// Reads everybody, in the order of ids.
///
/// # Errors
/// Those of the database.
pub(crate) fn all(tx: &mut Tx<'_>) -> Result<(Columns, Shelf), Error> {
    let position = ledger::last_seq(tx)?;
    let ids = shop::ids(tx)?;
    let mut shelf = Shelf { products: shop::products(tx)?, undated: HashSet::new() };
    let mut pile = pile_up(tx, &ids, &mut shelf, position)?;
    let mut builder = ColumnsBuilder::new();
    for (stride, part) in ids.chunks(STRIDE).enumerate() {
        let (Some(first), Some(last)) = (part.first(), part.last()) else { continue };
        let mut found = which(tx, Which::Range(*first, *last), &shelf)?.into_iter().peekable();
        for (place, id) in part.iter().enumerate() {
            let Some(mut parts) = found.next_if(|parts| parts.id() == *id) else { continue };
            pile.take(stride * STRIDE + place, |kind, at, properties| {
                parts.add(kind, at, properties, &shelf);
            });
            builder.push(parts.finish());
        }
    }
    Ok((builder.finish(position as u64), shelf))
}

/// Takes columns up that were kept in a file: personal texts are read from the book, and whom the
/// book no longer has is left out. Nothing when the file belongs to another ledger.
///
/// # Errors
/// Those of the database.
pub(crate) fn resume(
    tx: &mut Tx<'_>,
    head: &Head,
    mut chunks: Vec<Chunk>,
) -> Result<Option<(Columns, Shelf)>, Error> {
    if mark(tx, head.position as i64)?.as_ref() != Some(&head.mark) {
        return Ok(None);
    }
    let undated = head.undated.iter().copied().collect();
    let shelf = Shelf { products: shop::products(tx)?, undated };
    for chunk in &mut chunks {
        let mut known = HashMap::new();
        for part in chunk.ids().chunks(STRIDE) {
            let (Some(first), Some(last)) = (part.first(), part.last()) else { continue };
            for parts in people(tx, Which::Range(*first, *last), &shelf)? {
                let mut record = parts.finish();
                record.attributes.retain(|attribute| PERSONAL.contains(&&*attribute.name));
                known.insert(record.id, record.attributes);
            }
        }
        let ids = chunk.ids().to_vec();
        chunk.add_attributes(|row| known.remove(&ids[row]).unwrap_or_default());
    }
    let columns = Columns::from_chunks(chunks, head.position);
    let gone = gone(tx, &columns.ids())?;
    Ok(Some((columns.with(Vec::new(), &gone, head.position), shelf)))
}

/// Those among some customers, in order, whom the book does not have or no longer counts.
///
/// # Errors
/// Those of the database.
pub(crate) fn gone(tx: &mut Tx<'_>, ids: &[CustomerId]) -> Result<Vec<CustomerId>, Error> {
    let here = shop::ids(tx)?;
    Ok(ids.iter().filter(|id| here.binary_search(id).is_err()).copied().collect())
}

/// Something of the activity at a place of history, by which another ledger is told.
///
/// # Errors
/// Those of the database.
pub(crate) fn mark(tx: &mut Tx<'_>, position: i64) -> Result<Option<String>, Error> {
    let mut mark = None;
    ledger::scan(tx, position - 1, 1, |past| {
        if past.seq == position {
            let activity = &past.activity;
            let text = format!("{} {} {}", activity.source, activity.key, activity.at);
            mark = Some(blake3::hash(text.as_bytes()).to_hex().to_string());
        }
        Ok(())
    })?;
    Ok(mark)
}

/// Reads some customers anew, with what they did up to a place of the ledger. Those who are no
/// more are not in the answer.
///
/// # Errors
/// Those of the database.
pub(crate) fn some(
    tx: &mut Tx<'_>,
    ids: &[CustomerId],
    shelf: &Shelf,
    until: i64,
) -> Result<Vec<CustomerRecord>, Error> {
    let mut records = Vec::new();
    for ids in ids.chunks(store::LIST) {
        let mut parts = which(tx, Which::These(ids), shelf)?;
        let owners: HashMap<SubjectId, usize> = parts
            .iter()
            .zip(0..)
            .flat_map(|(parts, place)| parts.subjects().iter().map(move |n| (SubjectId(*n), place)))
            .collect();
        let subjects: Vec<SubjectId> = owners.keys().copied().collect();
        let glances = ledger::glances(tx, &subjects, until, record::is_told)?;
        let mut n_read = vec![0; parts.len()];
        for glance in glances {
            let Some(place) = owners.get(&glance.subject) else { continue };
            n_read[*place] += 1;
            if n_read[*place] <= ACTIVITIES_MAX
                && let Some((kind, properties)) = record::told(&glance.body, &glance.namespace)
            {
                parts[*place].add(&kind, glance.at, properties, shelf);
            }
        }
        records.extend(parts.into_iter().map(record::Parts::finish));
    }
    Ok(records)
}

/// Adds what a customer did to what is known of her.
pub(crate) fn add(record: &mut CustomerRecord, deeds: Vec<ActivityRecord>) {
    let room = ACTIVITIES_MAX.saturating_sub(record.activities.len());
    record.activities.extend(deeds.into_iter().take(room));
}

/// The place of a customer among those of a range.
fn place(parts: &[record::Parts], id: CustomerId) -> Option<usize> {
    parts.binary_search_by_key(&id, record::Parts::id).ok()
}

/// The customers of a range with what their sources say, without what they did.
fn people(tx: &mut Tx<'_>, those: Which<'_>, shelf: &Shelf) -> Result<Vec<record::Parts>, Error> {
    let people = shop::people(tx, those)?;
    let mut parts: Vec<_> = people.into_iter().map(record::Parts::new).collect();
    shop::sheets(tx, those, |customer, subject, sheet| {
        if let Some(place) = place(&parts, customer) {
            parts[place].learn(subject, &sheet, &shelf.undated);
        }
        Ok(())
    })?;
    Ok(parts)
}

fn which(tx: &mut Tx<'_>, those: Which<'_>, shelf: &Shelf) -> Result<Vec<record::Parts>, Error> {
    let mut parts = people(tx, those, shelf)?;
    let orders = shop::orders(tx, those)?;
    let mut lines = if orders.is_empty() { HashMap::new() } else { shop::lines(tx, those)? };
    let mut refunds = if orders.is_empty() { HashMap::new() } else { shop::refunds(tx, those)? };
    for order in orders {
        let lines = lines.remove(&order.id).unwrap_or_default();
        let refunds = refunds.remove(&order.id).unwrap_or_default();
        if let Some(place) = place(&parts, order.customer) {
            parts[place].order(order, lines, refunds, &shelf.products);
        }
    }
    Ok(parts)
}

/// Sorts all of history by customer.
fn pile_up(
    tx: &mut Tx<'_>,
    ids: &[CustomerId],
    shelf: &mut Shelf,
    position: i64,
) -> Result<Pile, Error> {
    let owners = shop::owners(tx)?;
    let owner = |past: &Past| {
        let customer = owners.get(&past.subjects.first()?.id.0)?;
        ids.binary_search(customer).ok()
    };
    let mut pile = Pile::new(ids.len());
    let mut after = 0;
    while after < position {
        let before = after;
        ledger::scan(tx, after, BATCH, |past| {
            after = past.seq;
            shelf.note(&past);
            if let Some((kind, properties)) =
                record::told(&past.activity.body, &past.activity.namespace)
                && let Some(place) = owner(&past)
            {
                pile.put(place, &kind, past.activity.at, &properties);
            }
            Ok(())
        })?;
        if after == before {
            break;
        }
    }
    Ok(pile)
}

impl Shelf {
    /// The times that stand for "nobody said when".
    pub(crate) fn undated(&self) -> Vec<i64> {
        let mut times: Vec<_> = self.undated.iter().copied().collect();
        times.sort_unstable();
        times
    }

    /// Remembers what an activity says about times and products. Answers whether something about
    /// a product changed that is in the columns of others already.
    pub(crate) fn note(&mut self, past: &Past) -> bool {
        let activity = &past.activity;
        match &activity.body {
            Body::Customer(facts) if activity.import.is_some() && facts.created_at.is_none() => {
                self.undated.insert(activity.at.as_micros());
            }
            Body::Product(facts) => {
                let id = ledger::product_id(&activity.namespace, &facts.product);
                let known = self.products.entry(*id.as_bytes()).or_default();
                let before = known.clone();
                let later = |old: &mut Option<String>, new: &Option<String>| {
                    if new.is_some() {
                        old.clone_from(new);
                    }
                };
                later(&mut known.category, &facts.category);
                later(&mut known.brand, &facts.brand);
                later(&mut known.name, &facts.name);
                return *known != before;
            }
            _ => {}
        }
        false
    }
}
