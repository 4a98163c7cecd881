//! Something that did not happen since something else did.

use super::{Compiled, Condition, Context, Entry, EntryKind, EntryValue, Kernel, Names};
use crate::columns::{Bitmap, ChunkAt};
use crate::kernels::phrase;
use crate::kernels::source::Source;
use crate::language::{Spot, Tree};
use base::Zone;

/// The condition.
#[derive(Debug)]
pub(super) struct NoSince;

impl Condition for NoSince {
    fn name(&self) -> &'static str {
        "no-since"
    }

    fn doc(&self) -> &'static str {
        "Holds when the second activity happened at least once and the first has not happened \
         since the last time it did; one at the very same moment counts as since. Either can be \
         order, which means orders placed and not cancelled."
    }

    fn example(&self) -> &'static str {
        "product_added(last 1 day) >= 1 and no order since last product_added"
    }

    fn compile(&self, leaf: &Tree, cx: &Context<'_>) -> Option<Compiled> {
        let Tree::NoSince { kind, since } = leaf else { return None };
        let what = Source::of(kind, cx).map_err(|fault| (Spot::Name, fault));
        let since = Source::of(since, cx).map_err(|fault| (Spot::Value, fault));
        Some(what.and_then(|what| {
            let since = since?;
            Ok(Box::new(Pattern { what, since, zone: cx.zone.clone() }) as Box<dyn Kernel>)
        }))
    }

    fn entries(&self, _names: &Names) -> Vec<Entry> {
        let label = "Did not … since last …";
        let entry = Entry::of(self, "no_since", EntryKind::Pattern, label, EntryValue::Flag);
        vec![entry.sentence("no … since last …")]
    }
}

#[derive(Debug)]
struct Pattern {
    what: Source,
    since: Source,
    zone: Zone,
}

impl Kernel for Pattern {
    fn cost(&self) -> u32 {
        50
    }

    fn test(&self, chunk: &ChunkAt<'_>, wanted: &Bitmap) -> Bitmap {
        let (what, since) = (self.what.at(chunk), self.since.at(chunk));
        let Some(since) = since.runs() else { return Bitmap::none(wanted.rows()) };
        let Some(what) = what.runs() else {
            return Bitmap::select(wanted, |row| !since.range(row).is_empty());
        };
        Bitmap::select(wanted, |row| {
            since.last(row).is_some_and(|since| what.last(row).is_none_or(|what| what < since))
        })
    }

    fn why(&self, chunk: &ChunkAt<'_>, row: usize) -> String {
        let last = |source: &Source| source.at(chunk).runs().and_then(|runs| runs.last(row));
        let (what, since) = (self.what.words(1), self.since.words(1));
        match (last(&self.what), last(&self.since)) {
            (_, None) => format!("no {since}"),
            (Some(at), Some(then)) if at >= then => {
                format!("{what} on {}", phrase::date(at, &self.zone))
            }
            (_, Some(then)) => {
                format!("no {what} since last {since} on {}", phrase::date(then, &self.zone))
            }
        }
    }
}
