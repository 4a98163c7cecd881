//! What insights adds to the book's pages.

use crate::insights::SCOPE;
use crate::rows::members;
use crate::{Asked, Error, Insights};
use base::CustomerId;
use book::{Lens, SegmentOf};
use futures::future::BoxFuture;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use web::Problem;

impl Insights {
    /// The RFM group of each of these customers, with cuts that are at most a minute old.
    pub fn groups(&self, ids: &[CustomerId]) -> HashMap<CustomerId, String> {
        let columns = self.columns();
        let terms = self.live_terms(&columns);
        let groups = columns.groups(ids, &terms).into_iter();
        groups.map(|(id, group)| (id, group.name.to_owned())).collect()
    }

    /// The segments that a customer is in, with the reason. Blocks.
    ///
    /// # Errors
    /// Those of the database.
    pub fn segments_of(&self, id: CustomerId) -> Result<Vec<SegmentOf>, Error> {
        let rows = self.seat.store.read_blocking(&SCOPE, move |tx| members::of_customer(tx, id))?;
        let columns = self.columns();
        let terms = self.live_terms(&columns);
        let mut found = Vec::new();
        for (segment, since) in rows {
            let Some(saved) = self.segment(segment) else { continue };
            let plan = columns.plan(&saved.tree, &terms).ok();
            let why = plan.and_then(|plan| columns.explain(&plan, id));
            let why = why.map(|(_, why)| why).unwrap_or_default();
            found.push(SegmentOf { id: segment, name: saved.name, since, why });
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }
}

/// Runs work that computes or reads away from the threads that answer.
async fn apart<T: Send + 'static>(
    insights: &Insights,
    work: impl FnOnce(&Insights) -> Result<T, Error> + Send + 'static,
) -> Result<T, Problem> {
    let insights = insights.clone();
    let done = tokio::task::spawn_blocking(move || work(&insights)).await;
    Ok(done.map_err(|_| Error::Closing)??)
}

impl Lens for Insights {
    fn matching(&self, text: String) -> BoxFuture<'_, Result<Arc<HashSet<CustomerId>>, Problem>> {
        Box::pin(apart(self, move |insights| {
            let found = insights.find(&Asked::text(&text)?, None)?;
            Ok(Arc::new(found.ids().into_iter().collect()))
        }))
    }

    fn segments_of(&self, id: CustomerId) -> BoxFuture<'_, Result<Vec<SegmentOf>, Problem>> {
        Box::pin(apart(self, move |insights| insights.segments_of(id)))
    }

    fn rfm_groups(
        &self,
        ids: Vec<CustomerId>,
    ) -> BoxFuture<'_, Result<HashMap<CustomerId, String>, Problem>> {
        Box::pin(apart(self, move |insights| Ok(insights.groups(&ids))))
    }

    fn own_fields(&self) -> BoxFuture<'_, Result<Vec<String>, Problem>> {
        Box::pin(apart(self, |insights| {
            let columns = insights.columns();
            Ok(columns.names().attributes.iter().map(ToString::to_string).collect())
        }))
    }
}
