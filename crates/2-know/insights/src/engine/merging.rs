//! Newer versions on top of the base: kept in few pieces, and merged into the base now and then.
//!
//! Whoever follows the ledger only joins what is small. Everything that takes longer is made from
//! an earlier state while newer ones come, and taken over by [`Columns::adopt`].

use super::columns::{Columns, Piece, build};
use crate::columns::{Bitmap, Chunk};
use crate::conditions::Names;
use base::CustomerId;
use std::collections::HashMap;
use std::sync::Arc;

/// Fewer overlay customers than this are never worth a merge into the base.
const OVERLAY_MIN: u64 = 16 * 1_024;
/// From this share of all customers on, the overlay is merged.
const OVERLAY_SHARE: u64 = 10;
/// Pieces of the overlay grow together to this.
const JOINED_MAX: u64 = 8 * 1_024;
/// Customers that are joined at once: some milliseconds.
const AT_ONCE_MAX: u64 = 256;
/// With more pieces than this, whoever follows the ledger joins large ones too.
const PIECES_MAX: usize = 64;

/// Chunks made anew from an earlier state, to be taken over by [`Columns::adopt`].
#[derive(Debug)]
pub struct Remade {
    /// The piece whose place they take.
    place: Arc<Chunk>,
    new: Vec<Chunk>,
    /// Where each record came from that was in the overlay: piece and row.
    from: HashMap<CustomerId, (Arc<Chunk>, usize)>,
}

impl Columns {
    /// Joins small pieces of the overlay, so that there are few.
    pub(super) fn join_small(&mut self) {
        let at_most = if self.overlay.len() > PIECES_MAX { JOINED_MAX } else { AT_ONCE_MAX };
        while let [.., left, right] = &self.overlay[..] {
            if !joins(left, right, at_most) {
                break;
            }
            let mut records: Vec<_> = left.records().chain(right.records()).collect();
            records.sort_by_key(|record| record.id);
            self.overlay.truncate(self.overlay.len() - 2);
            self.overlay.extend(build(records.into_iter()).into_iter().map(Piece::new));
        }
    }

    /// Joins two larger pieces of the overlay, if there are two to be joined. Takes a while; nobody
    /// needs to wait.
    pub fn join(&self) -> Option<Remade> {
        let mut pairs = self.overlay.windows(2).rev();
        let pair = pairs.find(|pair| joins(&pair[0], &pair[1], JOINED_MAX))?;
        let mut from = HashMap::new();
        for piece in pair {
            let rows = piece.visible.iter();
            from.extend(rows.map(|row| (piece.chunk.ids()[row], (Arc::clone(&piece.chunk), row))));
        }
        let mut records: Vec<_> = pair.iter().flat_map(Piece::records).collect();
        records.sort_by_key(|record| record.id);
        let place = Arc::clone(&pair[0].chunk);
        Some(Remade { place, new: build(records.into_iter()), from })
    }

    /// Whether two pieces of the overlay are to be joined.
    pub fn wants_join(&self) -> bool {
        self.overlay.windows(2).any(|pair| joins(&pair[0], &pair[1], JOINED_MAX))
    }

    /// Whether the overlay has grown so large that it is worth a merge.
    pub fn wants_merge(&self) -> bool {
        let newer: u64 = self.overlay.iter().map(|piece| piece.visible.count()).sum();
        newer > OVERLAY_MIN.max(self.customers() / OVERLAY_SHARE)
    }

    /// Makes the base chunk anew that has the most newer versions. Takes a while; nobody needs to
    /// wait.
    pub fn compact(&self) -> Option<Remade> {
        let ends: Vec<_> = self.base.iter().filter_map(|p| p.chunk.ids().last().copied()).collect();
        let home = |id: CustomerId| ends.partition_point(|end| *end < id).min(ends.len() - 1);
        let mut newer = vec![Vec::new(); self.base.len()];
        if self.base.is_empty() {
            return None;
        }
        for piece in &self.overlay {
            for row in piece.visible.iter() {
                newer[home(piece.chunk.ids()[row])].push((piece, row));
            }
        }
        let (place, newer) = newer.into_iter().enumerate().max_by_key(|(_, of)| of.len())?;
        if newer.is_empty() {
            return None;
        }
        let from = newer
            .iter()
            .map(|(piece, row)| (piece.chunk.ids()[*row], (Arc::clone(&piece.chunk), *row)));
        let from = from.collect();
        let newer = newer.iter().map(|(piece, row)| piece.chunk.record(*row));
        let mut records: Vec<_> = self.base[place].records().chain(newer).collect();
        records.sort_by_key(|record| record.id);
        let place = Arc::clone(&self.base[place].chunk);
        Some(Remade { place, new: build(records.into_iter()), from })
    }

    /// Takes chunks over that were made anew. What changed since then stays on top of them. Nothing
    /// when the place that they are for is gone.
    #[must_use]
    pub fn adopt(&self, remade: Remade) -> Self {
        let Remade { place, new, from } = remade;
        let mut next = self.clone();
        let at = |pieces: &[Piece]| pieces.iter().position(|p| Arc::ptr_eq(&p.chunk, &place));
        let (in_base, in_overlay) = (at(&self.base), at(&self.overlay));
        let before = in_base.map(|at| next.base.remove(at));
        let mut pieces = Vec::with_capacity(new.len());
        if in_base.or(in_overlay).is_none() {
            return next;
        }
        for chunk in new {
            let mut visible = Bitmap::none(chunk.rows());
            for (row, id) in chunk.ids().iter().enumerate() {
                let stands = match (from.get(id), &before) {
                    (Some((piece, row)), _) => next.hide_in_overlay(piece, *row),
                    (None, Some(before)) => {
                        before.chunk.row(*id).is_some_and(|row| before.visible.get(row))
                    }
                    (None, None) => false,
                };
                if stands {
                    visible.insert(row);
                }
            }
            pieces.push(Piece { chunk: Arc::new(chunk), visible: Arc::new(visible) });
        }
        match (in_base, in_overlay) {
            (Some(at), _) => drop(next.base.splice(at..at, pieces)),
            (None, Some(at)) => drop(next.overlay.splice(at..at, pieces)),
            (None, None) => {}
        }
        next.overlay.retain(|piece| !piece.visible.is_empty());
        next
    }

    /// Hides a row of a piece of the overlay; answers whether it was there and visible.
    fn hide_in_overlay(&mut self, of: &Arc<Chunk>, row: usize) -> bool {
        let piece = self.overlay.iter_mut().find(|piece| Arc::ptr_eq(&piece.chunk, of));
        let Some(piece) = piece.filter(|piece| piece.visible.get(row)) else { return false };
        Arc::make_mut(&mut piece.visible).take_out(row);
        true
    }

    /// The same customers with an empty overlay; untouched chunks are shared.
    #[must_use]
    pub fn merged(&self) -> Self {
        let mut newer: Vec<_> = self.overlay.iter().flat_map(Piece::records).collect();
        newer.sort_by_key(|record| record.id);
        let mut newer = newer.into_iter().peekable();
        let mut base = Vec::new();
        for (place, piece) in self.base.iter().enumerate() {
            let is_last = place + 1 == self.base.len();
            let end = piece.chunk.ids().last().copied();
            let mut mine = Vec::new();
            while let Some(record) =
                newer.next_if(|record| is_last || end.is_some_and(|end| record.id <= end))
            {
                mine.push(record);
            }
            if mine.is_empty() && piece.is_whole() {
                base.push(piece.clone());
                continue;
            }
            let mut records: Vec<_> = piece.records().chain(mine).collect();
            records.sort_by_key(|record| record.id);
            base.extend(build(records.into_iter()).into_iter().map(Piece::new));
        }
        base.extend(build(newer).into_iter().map(Piece::new));
        let mut names = Names::default();
        for piece in &base {
            names.add(&piece.chunk);
        }
        Self { base, overlay: Vec::new(), names: Arc::new(names), position: self.position }
    }
}

/// Whether two neighbours in the overlay are to be joined, so that a piece is at least twice as
/// large as the next one.
fn joins(left: &Piece, right: &Piece, at_most: u64) -> bool {
    let (n_left, n_right) = (left.visible.count(), right.visible.count());
    n_left < 2 * n_right && n_left + n_right <= at_most
}
