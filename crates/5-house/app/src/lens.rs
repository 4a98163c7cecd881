//! What insights adds to the book's pages.

use crate::house::Rooms;
use base::CustomerId;
use book::{Lens, SegmentOf};
use futures::future::BoxFuture;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use web::{Code, Problem};

/// The book's view through insights.
#[derive(Debug)]
pub(crate) struct View {}

impl View {
    pub(crate) fn new(_rooms: &Rooms) -> Self {
        Self {}
    }
}

impl Lens for View {
    fn matching(&self, _: String) -> BoxFuture<'_, Result<Arc<HashSet<CustomerId>>, Problem>> {
        Box::pin(async { Err(Problem::new(Code::Unavailable)) })
    }

    fn segments_of(&self, _: CustomerId) -> BoxFuture<'_, Result<Vec<SegmentOf>, Problem>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn rfm_groups(
        &self,
        _: Vec<CustomerId>,
    ) -> BoxFuture<'_, Result<HashMap<CustomerId, String>, Problem>> {
        Box::pin(async { Ok(HashMap::new()) })
    }
}
