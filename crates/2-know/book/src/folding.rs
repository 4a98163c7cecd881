//! What a batch of activities has changed so far: persons that were read, customers whose row
//! must be folded again.

use crate::Error;
use crate::model::facts::{Origin, Sheet};
use crate::model::identity::{self, Member, Named};
use crate::rows::{links, persons};
use base::{Activity, Body, Currency, CustomerFacts, CustomerId, Instant, Link, SourceName, Space};
use ledger::{Entry, SubjectId, SubjectRef};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use store::Tx;

/// An identifier and whom it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Person {
    pub(crate) subject: SubjectId,
    pub(crate) space: Space,
    /// The id that a customer has when this is her earliest identifier; none for visitors.
    pub(crate) own: Option<CustomerId>,
    /// Whom it belongs to; none for visitors who have not joined.
    pub(crate) customer: Option<CustomerId>,
    pub(crate) facts: Sheet,
    pub(crate) deleted_at: Option<Instant>,
}

/// A person whose row is not written yet.
#[derive(Debug)]
struct Fresh {
    space: Space,
    own: Option<CustomerId>,
    customer: Option<CustomerId>,
    facts: Sheet,
}

/// Most owners of identifiers that are kept in memory, about 60 MB.
const OWNERS_KEPT: usize = 1_000_000;

/// The state of one batch, or of a load.
#[derive(Debug)]
pub(crate) struct Folding {
    /// Amounts without a currency are in this one.
    pub(crate) home: Currency,
    /// Customers whose row must be folded again.
    pub(crate) touched: BTreeSet<CustomerId>,
    /// Customers whose orders changed, and nothing else of the row.
    pub(crate) bought: BTreeSet<CustomerId>,
    /// Customers of whom listeners are told.
    pub(crate) told: BTreeSet<CustomerId>,
    /// Identifiers that this batch has entered and of which nothing is said yet.
    blank: HashSet<SubjectId>,
    /// Identifiers of this batch that nobody had heard of, with what is said of them. Their rows
    /// are written together by [`Folding::flush`].
    fresh: BTreeMap<SubjectId, Fresh>,
    /// Whom identifiers belong to, as read; none inside for those that the book does not know.
    owners: HashMap<SubjectId, Option<Option<CustomerId>>>,
}

impl Folding {
    pub(crate) fn new(home: Currency) -> Self {
        Self {
            home,
            touched: BTreeSet::new(),
            bought: BTreeSet::new(),
            told: BTreeSet::new(),
            blank: HashSet::new(),
            fresh: BTreeMap::new(),
            owners: HashMap::new(),
        }
    }

    /// Whom an identifier belongs to. The outer option: whether the book knows it at all.
    fn owner(
        &mut self,
        tx: &mut Tx<'_>,
        subject: SubjectId,
    ) -> Result<Option<Option<CustomerId>>, Error> {
        if let Some(owner) = self.owners.get(&subject) {
            return Ok(*owner);
        }
        let owner = persons::owner(tx, subject)?;
        self.owners.insert(subject, owner);
        Ok(owner)
    }

    /// Reads the owners of everybody that a batch names, where they are not known by heart.
    pub(crate) fn read_owners(
        &mut self,
        tx: &mut Tx<'_>,
        entries: &[Entry<'_>],
    ) -> Result<(), Error> {
        let mut asked: Vec<SubjectId> =
            entries.iter().flat_map(|entry| &entry.subjects).map(|subject| subject.id).collect();
        self.blank.clear();
        if self.owners.len() + asked.len() > OWNERS_KEPT {
            self.owners.clear();
        }
        asked.retain(|subject| !self.owners.contains_key(subject));
        asked.sort_unstable();
        asked.dedup();
        self.owners.extend(asked.iter().map(|subject| (*subject, None)));
        persons::each_owner(tx, &asked, |subject, owner| {
            self.owners.insert(subject, Some(owner));
        })
    }

    /// Writes the rows of persons that are held back. Whatever reads or changes persons comes
    /// after it.
    pub(crate) fn flush(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let mut rows = Vec::with_capacity(self.fresh.len());
        for (subject, fresh) in std::mem::take(&mut self.fresh) {
            let Fresh { space, own, customer, facts } = fresh;
            rows.push(Person { subject, space, own, customer, facts, deleted_at: None });
        }
        persons::insert_all(tx, &rows)
    }

    /// Some of those whose rows must be folded, as a batch of their own; none when nobody is left.
    pub(crate) fn split_off(&mut self, n: usize) -> Option<Self> {
        let mut part = Self::new(self.home);
        part.touched = some_of(&mut self.touched, n);
        if part.touched.is_empty() {
            part.bought = some_of(&mut self.bought, n);
        }
        (!part.touched.is_empty() || !part.bought.is_empty()).then_some(part)
    }

    /// Forgets what was read, after rows were changed underneath.
    pub(crate) fn forget_owners(&mut self) {
        self.blank.clear();
        self.owners.clear();
    }

    /// Marks the customer of an identifier as touched.
    pub(crate) fn touch(&mut self, tx: &mut Tx<'_>, subject: SubjectId) -> Result<(), Error> {
        if let Some(Some(customer)) = self.owner(tx, subject)? {
            self.touched.insert(customer);
        }
        Ok(())
    }

    /// Marks the customer of an identifier as one whose orders changed.
    pub(crate) fn touch_orders(
        &mut self,
        tx: &mut Tx<'_>,
        subject: SubjectId,
    ) -> Result<(), Error> {
        if let Some(Some(customer)) = self.owner(tx, subject)? {
            self.bought.insert(customer);
        }
        Ok(())
    }

    /// Lets listeners know of the customer of an identifier, without folding her row again.
    pub(crate) fn tell(&mut self, tx: &mut Tx<'_>, subject: SubjectId) -> Result<(), Error> {
        if let Some(Some(customer)) = self.owner(tx, subject)? {
            self.told.insert(customer);
        }
        Ok(())
    }

    /// Finds out who the activity's identifiers are and joins them where the rules allow it.
    pub(crate) fn place(&mut self, tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), Error> {
        match entry.activity.body {
            Body::Linked(_) | Body::Unlinked(_) => return self.enter_all(tx, entry),
            Body::EditTakenBack(_) => return Ok(()),
            _ => {}
        }
        let introduces = !ledger::kinds::is_of_an_address(entry.activity.body.kind());
        let mut named = Vec::with_capacity(entry.subjects.len());
        for subject in &entry.subjects {
            let owner = self.owner(tx, subject.id)?;
            named.push(Named {
                subject: subject.id,
                space: subject.space.clone(),
                customer: owner.flatten(),
                fresh: owner.is_none(),
            });
        }
        let settled = named.iter().all(|n| !n.fresh && n.customer == named[0].customer);
        let is_nobody = !introduces && named.iter().all(|n| n.fresh);
        if named.is_empty()
            || is_nobody
            || settled && (named.len() == 1 || named[0].customer.is_some())
        {
            return Ok(());
        }
        if named.iter().all(|n| n.fresh) && self.enter_together(tx, entry, &named)? {
            return Ok(());
        }
        self.flush(tx)?;
        let customers = identity::matched(&named);
        let lead = named.iter().find(|n| n.space.identifies());
        let home = lead.and_then(|lead| lead.customer).or_else(|| customers.first().copied());
        let members: Vec<Member> = match home {
            Some(home) => persons::members(tx, home)?,
            None => Vec::new(),
        };
        for (subject, _) in entry.subjects.iter().zip(&named).filter(|(_, n)| n.fresh) {
            self.enter(tx, subject)?;
        }
        let plan = identity::plan(&named, &members);
        for (a, b, reason) in plan.links {
            self.link(tx, entry, (a, b), reason)?;
        }
        for (a, b, reason) in plan.suspects {
            links::suspect(tx, a, b, reason, entry.activity.at)?;
        }
        Ok(())
    }

    /// Enters identifiers of which nobody has heard, and which the rules take for one person, as
    /// that person at once. Says whether they were such.
    fn enter_together(
        &mut self,
        tx: &mut Tx<'_>,
        entry: &Entry<'_>,
        named: &[Named],
    ) -> Result<bool, Error> {
        let plan = identity::plan(named, &[]);
        // The lead is linked with each of the others, or they are not one.
        if !plan.suspects.is_empty() || plan.links.len() + 1 != named.len() {
            return Ok(false);
        }
        let identifying = entry.subjects.iter().filter(|subject| subject.space.identifies());
        let customer = identifying.min_by_key(|subject| subject.id).map(own_customer);
        for subject in &entry.subjects {
            let own = subject.space.identifies().then(|| own_customer(subject));
            let (space, facts) = (subject.space.clone(), Sheet::default());
            self.fresh.insert(subject.id, Fresh { space, own, customer, facts });
            self.owners.insert(subject.id, Some(customer));
        }
        self.touched.extend(customer);
        let mut holds = true;
        for (a, b, reason) in plan.links {
            holds &= links::make(tx, entry, (a, b), reason)?;
        }
        if !holds {
            let all: Vec<SubjectId> = entry.subjects.iter().map(|subject| subject.id).collect();
            self.regroup(tx, &all)?;
        }
        Ok(true)
    }

    /// Enters what is new without joining anything: a person of the shop decides who is who.
    fn enter_all(&mut self, tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), Error> {
        self.flush(tx)?;
        for subject in &entry.subjects {
            if self.owner(tx, subject.id)?.is_none() {
                self.enter(tx, subject)?;
            }
        }
        Ok(())
    }

    /// Enters a new identifier as a person of its own, or as a visitor.
    fn enter(&mut self, tx: &mut Tx<'_>, subject: &SubjectRef) -> Result<(), Error> {
        let own = subject.space.identifies().then(|| own_customer(subject));
        persons::insert(tx, subject, own, own)?;
        self.blank.insert(subject.id);
        self.owners.insert(subject.id, Some(own));
        self.touched.extend(own);
        Ok(())
    }

    /// Links two identifiers, unless that link was once taken back.
    fn link(
        &mut self,
        tx: &mut Tx<'_>,
        entry: &Entry<'_>,
        (a, b): (SubjectId, SubjectId),
        reason: &str,
    ) -> Result<(), Error> {
        if links::make(tx, entry, (a, b), reason)? {
            self.regroup(tx, &[a, b])?;
        }
        Ok(())
    }

    /// A person of the shop says that two identifiers are one person.
    pub(crate) fn link_by_hand(
        &mut self,
        tx: &mut Tx<'_>,
        entry: &Entry<'_>,
        link: &Link,
    ) -> Result<(), Error> {
        let Some((a, b)) = ends(entry) else { return Ok(()) };
        links::restore(tx, entry, (a, b), &link.reason)?;
        self.regroup(tx, &[a, b])?;
        // An address of somebody deleted that is given to another is hers now; all the rest of
        // whoever was deleted stays so.
        persons::revive(tx, b)
    }

    /// A person of the shop says that two identifiers are not one person. The link between them
    /// is taken back; where there is none, every link of the other one is.
    pub(crate) fn unlink(&mut self, tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), Error> {
        let Some((here, away)) = ends(entry) else { return Ok(()) };
        let mut around = links::neighbors(tx, away)?;
        let at = entry.activity.at;
        if around.contains(&here) {
            links::revoke(tx, (here, away), at)?;
        } else {
            links::revoke_all(tx, away, at)?;
        }
        around.push(away);
        self.regroup(tx, &around)
    }

    /// Works out anew who belongs together, starting from these identifiers.
    pub(crate) fn regroup(&mut self, tx: &mut Tx<'_>, seeds: &[SubjectId]) -> Result<(), Error> {
        self.flush(tx)?;
        let mut done: BTreeSet<SubjectId> = BTreeSet::new();
        for seed in seeds {
            if done.contains(seed) {
                continue;
            }
            let group = links::component(tx, *seed)?;
            let mut people = Vec::with_capacity(group.len());
            for subject in &group {
                people.extend(persons::find(tx, *subject)?);
            }
            // The earliest identifier gives the customer its id, so that taking a link back
            // gives everybody exactly the id of before.
            let customer = people.iter().find_map(|person| person.own);
            for person in people {
                self.touched.extend(person.customer);
                self.touched.extend(customer);
                if person.customer != customer {
                    persons::move_to(tx, person.subject, customer)?;
                }
                self.owners.insert(person.subject, Some(customer));
            }
            done.extend(group);
        }
        Ok(())
    }

    /// Folds what an activity says of the person into the sheet of its leading identifier.
    pub(crate) fn learn(
        &mut self,
        tx: &mut Tx<'_>,
        entry: &Entry<'_>,
        facts: &CustomerFacts,
    ) -> Result<(), Error> {
        let Some(lead) = entry.subject() else { return Ok(()) };
        if let Some(fresh) = self.fresh.get_mut(&lead.id) {
            say(&mut fresh.facts, entry, facts);
        } else {
            let Some(mut sheet) = self.sheet(tx, lead.id)? else { return Ok(()) };
            say(&mut sheet, entry, facts);
            persons::put_facts(tx, lead.id, &sheet)?;
            if entry.activity.source == SourceName::staff() && entry.activity.import.is_none() {
                self.revive(tx, lead.id)?;
            }
        }
        self.touch(tx, lead.id)
    }

    /// Takes a customer into the book again: a person of the shop says who she is.
    fn revive(&mut self, tx: &mut Tx<'_>, subject: SubjectId) -> Result<(), Error> {
        if let Some(Some(customer)) = self.owner(tx, subject)? {
            for member in persons::members(tx, customer)? {
                persons::revive(tx, member.subject)?;
            }
        }
        Ok(())
    }

    /// Folds the sheet of an identifier anew, from everything that holds of what came before a
    /// place, in the order in which it was taken in.
    pub(crate) fn learn_anew(
        &mut self,
        tx: &mut Tx<'_>,
        lead: SubjectId,
        before: i64,
    ) -> Result<(), Error> {
        let mut sheet = Sheet::default();
        let mut said = ledger::of_subject(tx, lead, "customer_updated")?;
        said.sort_by_key(|past| past.seq);
        for past in said.iter().take_while(|past| past.seq < before) {
            if let Body::Customer(facts) = &past.activity.body {
                say(&mut sheet, &past.entry(), facts);
            }
        }
        self.blank.remove(&lead);
        persons::put_facts(tx, lead, &sheet)
    }

    /// What is said of an identifier so far, for adding to it.
    fn sheet(&mut self, tx: &mut Tx<'_>, subject: SubjectId) -> Result<Option<Sheet>, Error> {
        if self.blank.remove(&subject) {
            return Ok(Some(Sheet::default()));
        }
        Ok(persons::find(tx, subject)?.map(|person| person.facts))
    }

    /// Takes a customer out of the book, with all her identifiers.
    pub(crate) fn delete(&mut self, tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), Error> {
        let Some(lead) = entry.subject() else { return Ok(()) };
        self.flush(tx)?;
        if let Some(Some(customer)) = self.owner(tx, lead.id)? {
            persons::mark_deleted(tx, customer, entry.activity.at)?;
            self.touched.insert(customer);
        }
        Ok(())
    }
}

/// Folds what an activity says of a person into her sheet. A person of the shop names somebody by
/// an identifier that she has already; where she is reached is said by the others, the last one of
/// its kind.
fn say(sheet: &mut Sheet, entry: &Entry<'_>, facts: &CustomerFacts) {
    let Activity { source, at, .. } = entry.activity;
    let origin = Origin { source: source.as_str(), at: *at, seq: entry.seq };
    sheet.fold(facts, origin);
    let by_hand = *source == SourceName::staff();
    let is_new = entry.subject().is_some_and(|lead| lead.made_at == *at);
    let said = &entry.subjects[usize::from(by_hand && !is_new).min(entry.subjects.len())..];
    for (space, field) in [(Space::Email, "email"), (Space::Phone, "phone")] {
        let mut points = said.iter().filter(|subject| subject.space == space);
        if let Some(point) = if by_hand { points.next_back() } else { points.next() } {
            sheet.put(field, point.id.0.into(), origin);
        }
    }
}

/// Takes up to `n` out of a set, the lowest first.
fn some_of(all: &mut BTreeSet<CustomerId>, n: usize) -> BTreeSet<CustomerId> {
    std::iter::from_fn(|| all.pop_first()).take(n).collect()
}

/// The id of a customer whose earliest identifier this is: made from the time of its first
/// mention and its token, so that a rebuild gives the same.
pub(crate) fn own_customer(subject: &SubjectRef) -> CustomerId {
    let mut tail = [0; 10];
    tail.copy_from_slice(&subject.token[..10]);
    CustomerId::derived(subject.made_at, tail)
}

/// The two identifiers of a link: the activity's own, and the one it names, which comes last.
fn ends(entry: &Entry<'_>) -> Option<(SubjectId, SubjectId)> {
    let (here, away) = (entry.subjects.first()?, entry.subjects.last()?);
    (here != away).then_some((here.id, away.id))
}
