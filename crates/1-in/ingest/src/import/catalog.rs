//! Sold products that the catalogue lacks. Their orders are taken whole; the report names each such
//! product once, with the first row that sells it.

use super::translate::{RowProblem, Translated};
use crate::Error;
use crate::reason::{Reason, Refusal};
use crate::rows::problems;
use base::{Body, ImportId, Namespace};
use std::collections::HashSet;
use store::Tx;

/// Products that are remembered, about 100 MB; one that is forgotten may be named again.
const KNOWN_MAX: usize = 1_000_000;

/// What is known of the catalogue while one file comes in.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    /// Ids of products that were looked up.
    known: HashSet<String>,
    /// What the report has said already.
    said: HashSet<String>,
    /// Whether the shop has a catalogue; without one no product is missing from it.
    exists: Option<bool>,
}

impl Catalog {
    /// With what the report of an import says already, for one that goes on.
    pub(super) fn of(tx: &mut Tx<'_>, import: ImportId) -> Result<Self, Error> {
        let said = problems::details_of(tx, import, Reason::UnknownProduct)?;
        Ok(Self { said: said.into_iter().collect(), ..Self::default() })
    }

    /// The products of these orders that are missing and were not named before.
    pub(super) fn lacking(
        &mut self,
        tx: &mut Tx<'_>,
        done: &[Translated],
    ) -> Result<Vec<RowProblem>, Error> {
        let mut asked: Vec<(u64, &str, &Namespace)> = Vec::new();
        for one in done.iter().filter(|one| !one.line_rows.is_empty()) {
            let Some(activity) = one.activities.first() else { continue };
            let Body::Order(facts) = &activity.body else { continue };
            for (line, row) in facts.lines.iter().flatten().zip(&one.line_rows) {
                if let Some(product) = line.product.as_deref().filter(|id| self.is_new(id)) {
                    asked.push((*row, product, &activity.namespace));
                }
            }
        }
        if asked.is_empty() || !self.exists(tx)? {
            return Ok(Vec::new());
        }
        let ids: Vec<_> =
            asked.iter().map(|(_, product, space)| ledger::product_id(space, product)).collect();
        let there = book::known_products(tx, &ids)?;
        let mut lines = Vec::new();
        for ((row, product, _), id) in asked.into_iter().zip(ids) {
            let detail = format!("{product} is not in the catalogue");
            if !there.contains(&id) && self.said.insert(detail.clone()) {
                let refusal = Refusal::at(Reason::UnknownProduct, "product_id", detail);
                lines.push(RowProblem { row, taken: true, refusal });
            }
        }
        Ok(lines)
    }

    /// Whether a product is met for the first time.
    fn is_new(&mut self, product: &str) -> bool {
        if self.known.contains(product) {
            return false;
        }
        if self.known.len() >= KNOWN_MAX {
            self.known.clear();
        }
        self.known.insert(product.to_owned())
    }

    fn exists(&mut self, tx: &mut Tx<'_>) -> Result<bool, Error> {
        let exists = match self.exists {
            Some(exists) => exists,
            None => book::has_products(tx)?,
        };
        self.exists = Some(exists);
        Ok(exists)
    }
}
