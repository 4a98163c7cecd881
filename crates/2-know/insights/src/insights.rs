//! The room's handle: the columns as of now, the saved segments, and who is in them.

use crate::engine::{Columns, Found, Plan, Size, Terms};
use crate::language::{Tree, parse};
use crate::load::{self, Shelf};
use crate::rfm::Cutoffs;
use crate::rows::segments::Kept;
use crate::rows::{members, segments};
use crate::snapshot::{self, Broken, Head};
use crate::trend::Trends;
use crate::{Asked, Error};
use arc_swap::{ArcSwap, ArcSwapOption};
use base::{CustomerId, Instant, SegmentId};
use ledger::Ledger;
use parking_lot::Mutex;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use store::{Scope, Spread, Store, Times};

/// The columnar side of the house. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Insights {
    pub(crate) seat: Arc<Seat>,
}

#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) store: Store,
    pub(crate) ledger: Ledger,
    pub(crate) state: ArcSwap<State>,
    /// Whoever holds it is the only one who changes the state and the memberships.
    pub(crate) keeper: Mutex<Keeper>,
    pub(crate) shelf: Arc<Mutex<Shelf>>,
    pub(crate) cutoffs: ArcSwapOption<Cutoffs>,
    pub(crate) trends: Trends,
    /// How long each refresh took that had something to take in.
    pub(crate) refreshes: Times,
    /// The position of the columns that were last written to a file.
    kept: Mutex<u64>,
}

/// What readers see; replaced as a whole.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) columns: Columns,
    pub(crate) segments: Arc<Vec<Saved>>,
    /// Their trees by name in lower case.
    pub(crate) trees: Arc<BTreeMap<String, Tree>>,
}

/// A saved segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// Its id.
    pub id: SegmentId,
    /// Its name.
    pub name: String,
    /// For whom it is.
    pub description: Option<String>,
    /// Its definition as canonical text.
    pub text: String,
    /// The same as a tree.
    pub tree: Tree,
    /// Whether it came with the house.
    pub ready_made: bool,
    /// When its definition last changed.
    pub updated_at: Instant,
}

#[derive(Debug, Default)]
pub(crate) struct Keeper {
    /// Members by segment, in the order of ids: what the rows say.
    pub(crate) members: HashMap<SegmentId, Vec<CustomerId>>,
    /// A long backlog that was seen, how far it went and when.
    pub(crate) backlog: Option<(i64, Instant)>,
    /// Whether something changed that only a full load takes in.
    pub(crate) stale: bool,
    /// Segments whose rows do not say yet what their definition does. The next sweep writes them
    /// in bulk; until then nobody is told of coming or going.
    pub(crate) behind: BTreeSet<SegmentId>,
}

/// Where the columns are kept, in the data folder.
const FILE: &str = "columns.snapshot";

pub(crate) const SCOPE: Scope = Scope::house("insights");

impl Insights {
    /// Reads the shop into columns, and makes the ready segments in a shop that never had them.
    /// Blocks; call it outside the async runtime.
    ///
    /// # Errors
    /// Those of the database.
    pub fn open(store: Store, ledger: Ledger) -> Result<Self, Error> {
        let (columns, shelf) = match Self::resume(&store)? {
            Some(kept) => kept,
            None => store.read_blocking(&SCOPE, load::all)?,
        };
        let state = State { columns, segments: Arc::default(), trees: Arc::default() };
        let seat = Seat {
            store,
            ledger,
            state: ArcSwap::from_pointee(state),
            keeper: Mutex::default(),
            shelf: Arc::new(Mutex::new(shelf)),
            cutoffs: ArcSwapOption::empty(),
            trends: Trends::default(),
            refreshes: Times::default(),
            kept: Mutex::default(),
        };
        let insights = Self { seat: Arc::new(seat) };
        insights.install_ready()?;
        insights.reread_segments()?;
        insights.reread_members(&mut insights.seat.keeper.lock())?;
        insights.refresh()?;
        insights.sync(&mut insights.seat.keeper.lock())?;
        Ok(insights)
    }

    /// Takes up the columns of the file, when there is one that fits.
    fn resume(store: &Store) -> Result<Option<(Columns, Shelf)>, Error> {
        match snapshot::read(&store.data().join(FILE)) {
            Ok((head, chunks)) => {
                store.read_blocking(&SCOPE, move |tx| load::resume(tx, &head, chunks))
            }
            Err(Broken::File(error)) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(broken) => {
                tracing::info!(%broken, "the kept columns are not used; everything is read anew");
                Ok(None)
            }
        }
    }

    /// Writes the columns to a file in the data folder, for a quick start, unless nothing changed
    /// since the last time. Blocks.
    ///
    /// # Errors
    /// Those of the database and of the file.
    pub fn keep(&self) -> Result<(), Error> {
        let mut kept = self.seat.kept.lock();
        let columns = self.columns().merged();
        let position = columns.position();
        if position == *kept || columns.customers() == 0 {
            return Ok(());
        }
        let undated = self.seat.shelf.lock().undated();
        let mark =
            self.seat.store.read_blocking(&SCOPE, move |tx| load::mark(tx, position as i64))?;
        let Some(mark) = mark else { return Ok(()) };
        let head = Head::new(position, mark, undated);
        let chunks: Vec<_> = columns.chunks().collect();
        snapshot::write(&self.seat.store.data().join(FILE), head, chunks.into_iter())?;
        *kept = position;
        Ok(())
    }

    /// Takes the kept columns away, so that the next start reads everything anew: the book was
    /// made again. Blocks.
    ///
    /// # Errors
    /// When the file is there and cannot be removed.
    pub fn forget_kept(store: &Store) -> std::io::Result<()> {
        match std::fs::remove_file(store.data().join(FILE)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// The columns as of the last refresh.
    pub fn columns(&self) -> Columns {
        self.seat.state.load().columns.clone()
    }

    /// How long the columns took to take in what was new, each time since the start.
    pub fn refreshes(&self) -> Spread {
        self.seat.refreshes.spread()
    }

    /// The saved segments by name.
    pub fn segments(&self) -> Arc<Vec<Saved>> {
        self.seat.state.load().segments.clone()
    }

    /// The saved segment of that id.
    pub fn segment(&self, id: SegmentId) -> Option<Saved> {
        self.segments().iter().find(|saved| saved.id == id).cloned()
    }

    pub(crate) fn now(&self) -> Instant {
        self.seat.store.clock().now()
    }

    /// What gives a sentence its meaning in this shop, now or at a past moment.
    pub fn terms(&self, at: Option<Instant>) -> Terms {
        let shop = self.seat.store.shop();
        let mut terms = Terms::new(at.unwrap_or(self.now()), shop.zone.clone(), shop.currency);
        terms.segments = self.seat.state.load().trees.clone();
        terms
    }

    /// The terms of now with the cuts of RFM that were last worked out: they move slowly, and
    /// whoever follows the ledger does not wait for a walk over everybody.
    pub(crate) fn live_terms(&self, columns: &Columns) -> Terms {
        let mut terms = self.terms(None);
        let known = self.seat.cutoffs.load_full();
        terms.rfm = known.or_else(|| Some(self.cut(columns, &terms)));
        terms
    }

    /// Works the cuts of RFM out anew.
    pub(crate) fn renew_cutoffs(&self) {
        self.cut(&self.columns(), &self.terms(None));
    }

    fn cut(&self, columns: &Columns, terms: &Terms) -> Arc<Cutoffs> {
        let cutoffs = Arc::new(columns.cutoffs(terms));
        self.seat.cutoffs.store(Some(cutoffs.clone()));
        cutoffs
    }

    /// Makes a sentence ready, now or at a past moment.
    ///
    /// # Errors
    /// [`Error::Sentence`] with the place of the mistake.
    pub fn plan(&self, asked: &Asked, at: Option<Instant>) -> Result<(Columns, Plan), Error> {
        let columns = self.columns();
        let plan = columns.plan(asked.as_tree(), &self.terms(at));
        let plan = plan.map_err(|mistake| asked.locate(mistake))?;
        Ok((columns, plan))
    }

    /// Counts the customers for whom a sentence holds.
    ///
    /// # Errors
    /// [`Error::Sentence`] with the place of the mistake.
    pub fn count(&self, asked: &Asked, at: Option<Instant>) -> Result<Size, Error> {
        let (columns, plan) = self.plan(asked, at)?;
        Ok(columns.count(&plan))
    }

    /// Finds the customers for whom a sentence holds.
    ///
    /// # Errors
    /// [`Error::Sentence`] with the place of the mistake.
    pub fn find(&self, asked: &Asked, at: Option<Instant>) -> Result<Found, Error> {
        let (columns, plan) = self.plan(asked, at)?;
        Ok(columns.find(&plan))
    }

    /// Puts the segments as they are kept where readers see them.
    pub(crate) fn reread_segments(&self) -> Result<(), Error> {
        let kept = self.seat.store.read_blocking(&SCOPE, segments::all)?;
        self.show_segments(kept.into_iter().filter_map(saved).collect());
        Ok(())
    }

    /// Puts other saved segments where readers see them.
    pub(crate) fn show_segments(&self, mut saved: Vec<Saved>) {
        saved.sort_by_cached_key(|saved| segments::key(&saved.name));
        let trees = saved.iter().map(|saved| (segments::key(&saved.name), saved.tree.clone()));
        let trees: Arc<BTreeMap<_, _>> = Arc::new(trees.collect());
        let segments = Arc::new(saved);
        self.seat.state.rcu(|state| State {
            columns: state.columns.clone(),
            segments: Arc::clone(&segments),
            trees: Arc::clone(&trees),
        });
    }

    fn reread_members(&self, keeper: &mut Keeper) -> Result<(), Error> {
        let ids: Vec<_> = self.segments().iter().map(|saved| saved.id).collect();
        keeper.members = self.seat.store.read_blocking(&SCOPE, move |tx| {
            let mut all = HashMap::new();
            for id in ids {
                all.insert(id, members::of_segment(tx, id)?);
            }
            Ok::<_, Error>(all)
        })?;
        Ok(())
    }

    /// Puts other columns where readers see them.
    pub(crate) fn show(&self, columns: Columns) {
        self.seat.state.rcu(|state| State { columns: columns.clone(), ..State::clone(state) });
    }
}

/// A kept text that no longer parses is left out, and said so.
fn saved(kept: Kept) -> Option<Saved> {
    let Kept { id, name, description, text, ready_made, updated_at } = kept;
    match parse(&text) {
        Ok(parsed) => {
            let tree = parsed.tree;
            Some(Saved { id, name, description, text, tree, ready_made, updated_at })
        }
        Err(mistake) => {
            tracing::warn!(segment = %id, %mistake, "a kept segment cannot be read");
            None
        }
    }
}
