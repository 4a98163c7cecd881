//! All customers at one state of the ledger: base chunks, and newer versions on top.

use super::plan::{Plan, Terms, asks_rfm};
use crate::columns::{Bitmap, Chunk, ChunkBuilder, CustomerRecord};
use crate::conditions::Names;
use crate::language::{Mistake, Tree};
use crate::rfm::{Cutoffs, Figures, Group, group};
use crate::sorted::merged;
use base::CustomerId;
use rayon::prelude::*;
use std::sync::Arc;

/// All customers at one state of the ledger. Cheap to clone; never changed.
#[derive(Debug, Clone)]
pub struct Columns {
    /// In the order of ids, without overlap.
    pub(super) base: Vec<Piece>,
    /// Newer versions and new customers; each customer is visible in one piece only.
    pub(super) overlay: Vec<Piece>,
    pub(super) names: Arc<Names>,
    /// The last activity of the ledger that is in it.
    pub(super) position: u64,
}

/// A chunk with the rows of it that are valid.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) chunk: Arc<Chunk>,
    pub(super) visible: Arc<Bitmap>,
}

impl Piece {
    pub(super) fn new(chunk: Chunk) -> Self {
        let visible = Arc::new(Bitmap::all(chunk.rows()));
        Self { chunk: Arc::new(chunk), visible }
    }

    pub(super) fn records(&self) -> impl Iterator<Item = CustomerRecord> + '_ {
        self.visible.iter().map(|row| self.chunk.record(row))
    }

    pub(super) fn is_whole(&self) -> bool {
        self.visible.count() == self.chunk.rows() as u64
    }
}

/// How many customers hold, of how many that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Those for whom the sentence holds.
    pub count: u64,
    /// All that exist at the moment.
    pub of: u64,
}

/// The customers for whom a sentence holds.
#[derive(Debug)]
pub struct Found {
    /// One per piece: the chunk and its rows. Those of the base come first, in the order of ids.
    rows: Vec<(Arc<Chunk>, Bitmap)>,
    /// How many pieces are of the base.
    n_base: usize,
}

impl Found {
    /// How many.
    pub fn count(&self) -> u64 {
        self.rows.iter().map(|(_, rows)| rows.count()).sum()
    }

    /// Their ids in order.
    pub fn ids(&self) -> Vec<CustomerId> {
        let (base, newer) = self.rows.split_at(self.n_base);
        let of = |pieces: &[(Arc<Chunk>, Bitmap)], ids: &mut Vec<CustomerId>| {
            for (chunk, rows) in pieces {
                ids.extend(rows.iter().map(|row| chunk.ids()[row]));
            }
        };
        let mut ids = Vec::with_capacity(self.count() as usize);
        of(base, &mut ids);
        if newer.iter().all(|(_, rows)| rows.is_empty()) {
            return ids;
        }
        let mut others = Vec::new();
        of(newer, &mut others);
        others.sort_unstable();
        merged(&ids, &others)
    }

    /// Up to `limit` ids in order, behind `after`.
    pub fn page(&self, after: Option<CustomerId>, limit: usize) -> Vec<CustomerId> {
        let mut ids: Vec<_> = self
            .rows
            .iter()
            .flat_map(|(chunk, rows)| {
                let ids = rows.iter().map(|row| chunk.ids()[row]);
                ids.filter(move |id| after.is_none_or(|after| *id > after)).take(limit)
            })
            .collect();
        ids.sort_unstable();
        ids.truncate(limit);
        ids
    }
}

impl Columns {
    /// No customers, at the beginning of the ledger.
    pub fn empty() -> Self {
        Self::from_chunks(Vec::new(), 0)
    }

    /// Takes chunks in the order of their ids, as of a position of the ledger.
    pub fn from_chunks(chunks: Vec<Chunk>, position: u64) -> Self {
        let mut names = Names::default();
        for chunk in &chunks {
            names.add(chunk);
        }
        let base = chunks.into_iter().map(Piece::new).collect();
        Self { base, overlay: Vec::new(), names: Arc::new(names), position }
    }

    /// The base chunks; only whole after [`Columns::merged`].
    pub fn chunks(&self) -> impl Iterator<Item = &Chunk> {
        self.base.iter().map(|piece| &*piece.chunk)
    }

    /// The last activity of the ledger that is in it.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The names that occur.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// All customers in order, whenever they came.
    pub fn ids(&self) -> Vec<CustomerId> {
        let of = |piece: &Piece| {
            piece.visible.iter().map(|row| piece.chunk.ids()[row]).collect::<Vec<_>>()
        };
        let mut ids: Vec<_> = self.pieces().flat_map(of).collect();
        ids.sort_unstable();
        ids
    }

    /// How many customers there are, whenever they came.
    pub fn customers(&self) -> u64 {
        self.pieces().map(|piece| piece.visible.count()).sum()
    }

    fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.base.iter().chain(&self.overlay)
    }

    /// The next state: these customers are now so, those are gone.
    #[must_use]
    pub fn with(
        &self,
        mut changed: Vec<CustomerRecord>,
        gone: &[CustomerId],
        position: u64,
    ) -> Self {
        let mut next = Self { position, ..self.clone() };
        for id in changed.iter().map(|record| record.id).chain(gone.iter().copied()) {
            next.hide(id);
        }
        next.overlay.retain(|piece| !piece.visible.is_empty());
        // The last record of an id wins.
        changed.reverse();
        changed.sort_by_key(|record| record.id);
        changed.dedup_by_key(|record| record.id);
        if !changed.is_empty() {
            next.overlay.extend(build(changed.into_iter()).into_iter().map(Piece::new));
            next.join_small();
            let mut names = (*next.names).clone();
            next.overlay.last().into_iter().for_each(|piece| names.add(&piece.chunk));
            if names != *next.names {
                next.names = Arc::new(names);
            }
        }
        next
    }

    fn hide(&mut self, id: CustomerId) {
        for piece in self.base.iter_mut().chain(&mut self.overlay) {
            let row = piece.chunk.row(id).filter(|row| piece.visible.get(*row));
            if let Some(row) = row {
                Arc::make_mut(&mut piece.visible).take_out(row);
            }
        }
    }

    /// Makes a tree ready, with the cuts of RFM when it asks for them.
    ///
    /// # Errors
    /// When a condition names or compares what does not exist or make sense.
    pub fn plan(&self, tree: &Tree, terms: &Terms) -> Result<Plan, Mistake> {
        let none = Cutoffs::default();
        if let Some(known) = &terms.rfm {
            return Plan::new(tree, terms, &self.names, known);
        }
        if !asks_rfm(tree, &terms.segments, 0) {
            return Plan::new(tree, terms, &self.names, &none);
        }
        // The check comes first: a broken sentence must not cost a walk over everybody.
        Plan::new(tree, terms, &self.names, &none)?;
        Plan::new(tree, terms, &self.names, &self.cutoffs(terms))
    }

    /// The cuts of RFM at the terms' moment.
    pub fn cutoffs(&self, terms: &Terms) -> Cutoffs {
        let pieces: Vec<_> = self.pieces().collect();
        let figures: Vec<_> = pieces
            .par_iter()
            .flat_map_iter(|piece| {
                let chunk = piece.chunk.at(terms.at.as_micros());
                let figures = |row| Figures::of(&chunk, row, terms.currency);
                piece.visible.iter().filter_map(figures).collect::<Vec<_>>()
            })
            .collect();
        Cutoffs::of(&figures)
    }

    /// The RFM group of each of these customers, by the terms' cuts.
    pub fn groups(&self, ids: &[CustomerId], terms: &Terms) -> Vec<(CustomerId, &'static Group)> {
        let cutoffs = terms.rfm.clone().unwrap_or_else(|| Arc::new(self.cutoffs(terms)));
        let group = |id: &CustomerId| {
            self.row_of(*id, |chunk, row| {
                let figures = Figures::of(&chunk.at(terms.at.as_micros()), row, terms.currency);
                (*id, group(figures.map(|figures| cutoffs.scores(figures))))
            })
        };
        ids.iter().filter_map(group).collect()
    }

    /// Counts the customers for whom the plan holds.
    pub fn count(&self, plan: &Plan) -> Size {
        let pieces: Vec<_> = self.pieces().collect();
        let sizes = pieces.par_iter().map(|piece| {
            let chunk = piece.chunk.at(plan.at());
            let all = chunk.existing(&piece.visible);
            Size { count: plan.test(&chunk, &all).count(), of: all.count() }
        });
        sizes.reduce(
            || Size { count: 0, of: 0 },
            |left, right| Size { count: left.count + right.count, of: left.of + right.of },
        )
    }

    /// Finds the customers for whom the plan holds.
    pub fn find(&self, plan: &Plan) -> Found {
        let pieces: Vec<_> = self.pieces().collect();
        let rows = pieces.par_iter().map(|piece| {
            (piece.chunk.clone(), plan.test(&piece.chunk.at(plan.at()), &piece.visible))
        });
        Found { rows: rows.collect(), n_base: self.base.len() }
    }

    /// Folds all customers on all cores: each chunk with its valid rows into a part, and two parts
    /// into one.
    pub fn fold<T: Send>(
        &self,
        begin: impl Fn() -> T + Sync,
        take: impl Fn(&mut T, &Chunk, &Bitmap) + Sync,
        join: impl Fn(T, T) -> T + Sync + Send,
    ) -> T {
        let pieces: Vec<_> = self.pieces().collect();
        let parts = pieces.par_iter().fold(&begin, |mut part, piece| {
            take(&mut part, &piece.chunk, &piece.visible);
            part
        });
        parts.reduce(&begin, join)
    }

    /// Whether the plan holds for a customer, and why or why not; nothing when there is no such
    /// customer.
    pub fn explain(&self, plan: &Plan, id: CustomerId) -> Option<(bool, String)> {
        self.row_of(id, |chunk, row| {
            let view = chunk.at(plan.at());
            let mut only = Bitmap::none(chunk.rows());
            only.insert(row);
            (!plan.test(&view, &only).is_empty(), plan.why(&view, row))
        })
    }

    /// Why the plan holds for each of these customers, in their order; empty for one who is gone.
    pub fn whys(&self, plan: &Plan, ids: &[CustomerId]) -> Vec<String> {
        let pieces: Vec<_> = self.pieces().collect();
        let mut whys = vec![String::new(); ids.len()];
        for piece in pieces {
            let rows =
                ids.iter().map(|id| piece.chunk.row(*id).filter(|row| piece.visible.get(*row)));
            let rows: Vec<_> = rows.collect();
            if rows.iter().all(Option::is_none) {
                continue;
            }
            let view = piece.chunk.at(plan.at());
            for (why, row) in whys.iter_mut().zip(rows) {
                if let Some(row) = row {
                    *why = plan.why(&view, row);
                }
            }
        }
        whys
    }

    /// Whether there is such a customer, whenever she came.
    pub fn has(&self, id: CustomerId) -> bool {
        self.row_of(id, |_, _| ()).is_some()
    }

    /// A customer as she is in the columns.
    pub fn record(&self, id: CustomerId) -> Option<CustomerRecord> {
        self.row_of(id, Chunk::record)
    }

    fn row_of<T>(&self, id: CustomerId, then: impl FnOnce(&Chunk, usize) -> T) -> Option<T> {
        let found = self.pieces().find_map(|piece| {
            let row = piece.chunk.row(id).filter(|row| piece.visible.get(*row))?;
            Some((piece, row))
        });
        found.map(|(piece, row)| then(&piece.chunk, row))
    }
}

/// Builds as many chunks as the records need; they come in the order of ids.
pub(super) fn build(records: impl Iterator<Item = CustomerRecord>) -> Vec<Chunk> {
    let mut builder = ColumnsBuilder::new();
    records.for_each(|record| builder.push(record));
    builder.into_chunks()
}

/// Collects all customers in the order of their ids.
#[derive(Debug, Default)]
pub struct ColumnsBuilder {
    full: Vec<Chunk>,
    open: ChunkBuilder,
}

impl ColumnsBuilder {
    /// Begins without customers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a customer; ids must come in rising order.
    pub fn push(&mut self, record: CustomerRecord) {
        if self.open.is_full() {
            self.full.push(std::mem::take(&mut self.open).finish());
        }
        self.open.push(record);
    }

    fn into_chunks(mut self) -> Vec<Chunk> {
        if self.open.rows() > 0 {
            self.full.push(self.open.finish());
        }
        self.full
    }

    /// Makes the columns as of a position of the ledger.
    pub fn finish(self, position: u64) -> Columns {
        Columns::from_chunks(self.into_chunks(), position)
    }
}
