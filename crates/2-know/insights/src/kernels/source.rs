//! Where occurrences come from: orders, or one kind of activity.

use crate::columns::{ChunkAt, Name, OccurrencesAt, OrdersAt, Runs};
use crate::conditions::Context;
use crate::language::{Fault, names};

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// Orders that count.
    Orders,
    /// Activities of this kind.
    Activity(Name),
}

/// What comes before the name of an activity that nobody has seen yet.
const PREFIX: &str = "activity.";

impl Source {
    /// Finds the source of that name; nothing when no activity is called so.
    pub(crate) fn find(name: &str, cx: &Context<'_>) -> Option<Self> {
        if name == names::ORDER || name == "orders" {
            return Some(Self::Orders);
        }
        if let Some(rest) = name.strip_prefix(PREFIX) {
            return Some(Self::Activity(names::canonical(rest).into()));
        }
        let canonical = names::canonical(name);
        let known = names::KNOWN.iter().any(|(known, ..)| *known == canonical)
            || cx.names.kinds.contains_key(&*canonical);
        known.then(|| Self::Activity(canonical.into()))
    }

    /// Finds the source of that name.
    pub(crate) fn of(name: &str, cx: &Context<'_>) -> Result<Self, Fault> {
        Self::find(name, cx).ok_or_else(|| {
            let near = base::nearest(name, cx.names.activity_names());
            Fault::UnknownActivity(name.into(), near)
        })
    }

    /// The words for so many.
    pub(crate) fn words(&self, n: u64) -> String {
        match self {
            Self::Orders => (if n == 1 { "order" } else { "orders" }).into(),
            Self::Activity(kind) => names::words(kind, n),
        }
    }

    /// The occurrences in a chunk.
    pub(crate) fn at<'c>(&self, chunk: &'c ChunkAt<'_>) -> SourceAt<'c> {
        match self {
            Self::Orders => SourceAt::Orders(chunk.orders()),
            Self::Activity(kind) => {
                chunk.activity(kind).map_or(SourceAt::Absent, SourceAt::Activity)
            }
        }
    }
}

/// The occurrences of a source in a chunk as of its moment.
#[derive(Debug)]
pub(crate) enum SourceAt<'c> {
    Orders(&'c OrdersAt<'c>),
    Activity(OccurrencesAt<'c>),
    /// The kind does not occur in the chunk.
    Absent,
}

impl SourceAt<'_> {
    /// The occurrences by row.
    pub(crate) fn runs(&self) -> Option<Runs<'_>> {
        match self {
            Self::Orders(orders) => Some(orders.runs()),
            Self::Activity(occurrences) => Some(occurrences.runs()),
            Self::Absent => None,
        }
    }
}
