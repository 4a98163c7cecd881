//! A set of rows for each code of a column with few of them, made when it is first asked for.

use super::bitmap::Bitmap;
use super::dictionary::Codes;
use std::sync::OnceLock;

/// With more codes than this the sets would hold more than the column itself eight times over.
const CODES_MAX: usize = 64;

/// The rows of each code.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index(Vec<OnceLock<Bitmap>>);

impl PartialEq for Index {
    /// What was asked for so far makes no difference.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Index {
    /// An index of a column with so many codes; it holds nothing when they are too many.
    pub(super) fn new(n_codes: usize) -> Self {
        Self(vec![OnceLock::new(); if n_codes <= CODES_MAX { n_codes } else { 0 }])
    }

    /// The wanted rows whose code is hit; nothing where the column has no index.
    pub(super) fn select(&self, codes: &Codes, wanted: &Bitmap, hits: &[bool]) -> Option<Bitmap> {
        if self.0.is_empty() {
            return None;
        }
        let mut found: Option<Bitmap> = None;
        for (code, _) in hits.iter().enumerate().filter(|(_, hit)| **hit) {
            let rows = self.0.get(code)?.get_or_init(|| {
                let only: Vec<_> = (0..hits.len()).map(|other| other == code).collect();
                codes.select(&Bitmap::all(codes.len()), &only)
            });
            match &mut found {
                None => found = Some(rows.clone()),
                Some(found) => found.add(rows),
            }
        }
        let mut found = found.unwrap_or_else(|| Bitmap::none(wanted.rows()));
        found.keep(wanted);
        Some(found)
    }
}
