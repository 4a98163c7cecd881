//! Many activities at once, while nobody else writes.
//!
//! An append costs what it reads to know who is who, and an entry in every index. A load keeps
//! what it has read, sets the indexes aside whose values come in no order, and lets the followers
//! do at its end what need not be done for each activity. Whatever ends a load early, [`recover`]
//! brings the ledger and its followers to where they belong.

use crate::append::Writer;
use crate::entry::{self, Appended, Entry, Loader};
use crate::seen::Seen;
use crate::{Error, Ledger, rows};
use base::Activity;
use store::{Scope, Store, Tx};

/// The setting that says that a load is under way, or was killed.
const MARK: &str = "ledger.loading";
/// Indexes that no load needs.
const ASIDE: [&str; 2] = ["activities_key", "activities_subject"];

/// A load under way. Nobody else may write to the ledger until it is closed: the caller holds the
/// only store.
#[derive(Debug)]
pub struct Load {
    writer: Writer,
    seen: Seen,
    loaders: Vec<(&'static str, Box<dyn Loader>)>,
}

impl Ledger {
    /// Begins a load; none when the ledger already holds more than a load can know by heart.
    ///
    /// # Errors
    /// Those of the database and of the followers.
    pub fn load(&self, tx: &mut Tx<'_>) -> Result<Option<Load>, Error> {
        tx.lock("ledger")?;
        let writer = Writer::begin(tx)?;
        if !fits(writer.next, 0) {
            return Ok(None);
        }
        let mut seen = Seen::new();
        rows::each_key(tx, |source, key, seq| seen.insert(hash(source, key), seq as u32))?;
        tx.put_setting(MARK, &true)?;
        tx.set_indexes_aside(&ASIDE)?;
        let mut loaders = Vec::new();
        for follower in self.followers.iter() {
            let loader = follower.load(tx).map_err(|e| entry::failed(follower.name(), e))?;
            loaders.push((follower.name(), loader));
        }
        Ok(Some(Load { writer, seen, loaders }))
    }

    /// Puts right what a killed load has left: the indexes, and what followers owe. Nothing to do
    /// is the usual case, and cheap. Blocks.
    ///
    /// # Errors
    /// Those of the database and of the followers; then it can be tried again.
    pub fn recover(&self, store: &Store) -> Result<(), Error> {
        let scope = Scope::house("recover");
        let marked = store.read_blocking(&scope, |tx| tx.setting::<bool>(MARK))?;
        if marked != Some(true) {
            return Ok(());
        }
        store.restore_indexes()?;
        for follower in self.followers.iter() {
            follower.recover(store).map_err(|e| entry::failed(follower.name(), e))?;
        }
        store.write_blocking(&scope, |tx| tx.put_setting(MARK, &false))?;
        Ok(())
    }
}

fn hash(source: i64, key: &str) -> u32 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&source.to_le_bytes()).update(key.as_bytes());
    u32::from_le_bytes(hasher.finalize().as_bytes().first_chunk().copied().unwrap_or_default())
}

/// Whether a ledger with that next place, and so many more activities, fits a load.
fn fits(next: i64, more: usize) -> bool {
    next + (more as i64) < i64::from(u32::MAX) && next as usize + more < Seen::MAX
}

impl Load {
    /// Whether so many more activities fit; if not, close it and append.
    pub fn has_room(&self, more: usize) -> bool {
        fits(self.writer.next, more) && self.seen.len() + more < Seen::MAX
    }

    /// As [`Ledger::append`]. The followers' own rows may be behind until [`Load::close`].
    ///
    /// # Errors
    /// Those of the database and of the followers. The load must not be used after an error.
    pub fn append(
        &mut self,
        tx: &mut Tx<'_>,
        activities: &[Activity],
    ) -> Result<Vec<Appended>, Error> {
        let mut outcomes = Vec::with_capacity(activities.len());
        let mut entries = Vec::with_capacity(activities.len());
        let mut written = Vec::with_capacity(activities.len());
        let named = self.writer.read(tx, activities)?;
        for (activity, named) in activities.iter().zip(named) {
            let source = self.writer.words.number(tx, activity.source.as_str())?;
            let hash = hash(source, &activity.key);
            // Those of this batch are not in the table yet.
            let first = self.writer.next - written.len() as i64;
            if self.knows(tx, (source, activity, hash), first, &written)? {
                outcomes.push(Appended::Duplicate);
                continue;
            }
            let (subjects, row) = self.writer.row(tx, activity, named)?;
            let seq = row.seq;
            written.push(row);
            self.seen.insert(hash, seq as u32);
            self.writer.next += 1;
            outcomes.push(Appended::Taken { seq });
            entries.push(Entry { seq, received_at: tx.now(), subjects, activity });
        }
        self.writer.subjects.write(tx)?;
        rows::insert_all(tx, written)?;
        if !entries.is_empty() {
            for (name, loader) in &mut self.loaders {
                loader.follow(tx, &entries).map_err(|source| entry::failed(name, source))?;
            }
        }
        Ok(outcomes)
    }

    fn knows(
        &self,
        tx: &mut Tx<'_>,
        (source, activity, hash): (i64, &Activity, u32),
        first: i64,
        written: &[rows::Written],
    ) -> Result<bool, Error> {
        for place in self.seen.places(hash) {
            let seq = i64::from(place);
            let same = match usize::try_from(seq - first) {
                Ok(place) => written
                    .get(place)
                    .is_some_and(|row| row.source == source && row.key == activity.key),
                Err(_) => rows::has_key(tx, seq, source, &activity.key)?,
            };
            if same {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Makes the indexes again and lets the followers catch up, in several transactions. Blocks.
    ///
    /// # Errors
    /// Those of the database and of the followers; then [`Ledger::recover`] is due.
    pub fn close(self, store: &Store) -> Result<(), Error> {
        let scope = Scope::house("load");
        for name in ASIDE {
            store.write_blocking(&scope, move |tx| tx.restore_index(name))?;
        }
        for (name, loader) in self.loaders {
            loader.close(store).map_err(|source| entry::failed(name, source))?;
        }
        store.write_blocking(&scope, |tx| tx.put_setting(MARK, &false))?;
        Ok(())
    }
}
