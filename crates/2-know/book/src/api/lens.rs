//! What insights and dispatch add to the book's pages. The book knows neither; app hands this in.

use base::{CustomerId, Instant, Personal, SegmentId};
use futures::future::BoxFuture;
use ledger::SubjectId;
use std::collections::{HashMap, HashSet};
use std::fmt::Debug;
use std::sync::Arc;
use web::Problem;

/// A segment that a customer is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentOf {
    /// Which.
    pub id: SegmentId,
    /// Its name.
    pub name: String,
    /// Since when.
    pub since: Instant,
    /// Why, in one plain sentence.
    pub why: String,
}

/// Looks at customers through conditions.
pub trait Lens: Send + Sync + Debug {
    /// Everybody whom a segment text matches now.
    fn matching(&self, text: String) -> BoxFuture<'_, Result<Arc<HashSet<CustomerId>>, Problem>>;

    /// The segments that a customer is in.
    fn segments_of(&self, id: CustomerId) -> BoxFuture<'_, Result<Vec<SegmentOf>, Problem>>;

    /// The RFM group of each of these customers who has one.
    fn rfm_groups(
        &self,
        ids: Vec<CustomerId>,
    ) -> BoxFuture<'_, Result<HashMap<CustomerId, String>, Problem>>;

    /// The names of the shop's own fields that any customer has.
    fn own_fields(&self) -> BoxFuture<'_, Result<Vec<String>, Problem>>;
}

/// An address that nothing is sent to, whatever was consented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// The address.
    pub point: Personal,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub source: String,
    /// Since when.
    pub at: Instant,
}

/// Knows which addresses can be written to.
pub trait Reach: Send + Sync + Debug {
    /// Those of these addresses that nothing is sent to.
    fn suppressed(&self, points: Vec<SubjectId>)
    -> BoxFuture<'_, Result<Vec<Suppressed>, Problem>>;
}
