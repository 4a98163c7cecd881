//! The figures over HTTP: the home page, and what is found by what a person types.

use super::wire::{HitView, Hits, Home};
use super::{find, home};
use crate::{Error, Insights};
use access::{Caller, CustomersRead, ReportsRead};
use axum::Json;
use axum::extract::{FromRef, State};
use base::{Instant, Shop};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use store::Tx;
use tokio::sync::Mutex;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{Answer, House, Query, Routes};

/// What the handlers get. The lock is held while the page is made, so that many who ask at once
/// wait for one.
#[derive(Debug, Clone, FromRef)]
struct Room {
    house: House,
    insights: Insights,
    kept: Arc<Mutex<Option<Kept>>>,
}

/// The page as it was made last.
#[derive(Debug, Clone)]
struct Kept {
    seq: i64,
    shop: Arc<Shop>,
    made_at: Instant,
    home: Arc<Home>,
}

/// How long a page stands when nothing happens; time alone changes figures little.
const STANDS: Duration = Duration::from_secs(30);

/// The routes of the figures.
pub fn routes(house: House, insights: Insights) -> Routes {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(search)).with_state(Room {
        house,
        insights,
        kept: Arc::default(),
    })
}

/// Shows the home page.
#[utoipa::path(get, path = "/home", tag = "reports", responses((status = 200, body = Home)))]
async fn show(State(room): State<Room>, caller: Caller<ReportsRead>) -> Answer<Json<Home>> {
    let shop = room.house.store.shop();
    let mut kept = room.kept.lock().await;
    let last = kept.clone();
    let insights = room.insights.clone();
    let made = room.house.store.read(caller.scope(), move |tx| page(tx, &insights, shop, last));
    let fresh = made.await?;
    let home = fresh.home.as_ref().clone();
    *kept = Some(fresh);
    Ok(Json(home))
}

/// The last page while it stands, else a new one.
fn page(
    tx: &mut Tx<'_>,
    insights: &Insights,
    shop: Arc<Shop>,
    last: Option<Kept>,
) -> Result<Kept, Error> {
    let (seq, now) = (ledger::last_seq(tx)?, tx.now());
    let stands =
        |kept: &Kept| kept.seq == seq && *kept.shop == *shop && now.since(kept.made_at) < STANDS;
    if let Some(kept) = last.filter(stands) {
        return Ok(kept);
    }
    let home = Arc::new(home(tx, insights, &shop)?);
    Ok(Kept { seq, shop, made_at: now, home })
}

/// What is looked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Beginnings of names, an email, a phone number, or the number of an order.
    q: String,
}

/// Finds customers, orders by their number, segments, and pages by other words for them.
#[utoipa::path(get, path = "/search", tag = "customers", params(Asked),
    responses((status = 200, body = Hits)))]
async fn search(
    State(room): State<Room>,
    caller: Caller<CustomersRead>,
    Query(asked): Query<Asked>,
) -> Answer<Json<Hits>> {
    let (shop, insights) = (room.house.store.shop(), room.insights);
    let found =
        room.house.store.read(caller.scope(), move |tx| find(tx, &insights, &shop, &asked.q));
    Ok(Json(Hits { items: found.await?.into_iter().map(HitView::from).collect() }))
}
