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
use store::Scope;
use tokio::sync::Mutex;
use tokio::task::{JoinError, spawn_blocking};
use tokio::time::timeout;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{Answer, House, Query, Routes};

/// What the handlers get.
#[derive(Debug, Clone, FromRef)]
struct Room {
    house: House,
    insights: Insights,
    shown: Arc<Shown>,
}

/// The page as it was made last.
#[derive(Debug, Default)]
struct Shown {
    /// Held while the next one is made: many who ask at once wait for one.
    last: Mutex<Option<Kept>>,
    /// Held while the columns catch up for a page.
    catching: Arc<Mutex<()>>,
}

/// A page that was made.
#[derive(Debug, Clone)]
struct Kept {
    seq: i64,
    shop: Arc<Shop>,
    made_at: Instant,
    home: Arc<Home>,
}

impl Kept {
    /// Whether it is what would be made now, but for time that passed.
    fn stands(&self, seq: i64, shop: &Shop, now: Instant) -> bool {
        self.seq == seq && *self.shop == *shop && now.since(self.made_at) < STANDS
    }
}

/// Longest wait for the columns.
const CATCH_UP: Duration = Duration::from_secs(2);
/// How long a page stands when nothing happens; time alone changes figures little.
const STANDS: Duration = Duration::from_secs(30);

/// The routes of the figures.
pub fn routes(house: House, insights: Insights) -> Routes {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(search)).with_state(Room {
        house,
        insights,
        shown: Arc::default(),
    })
}

/// Shows the home page.
#[utoipa::path(get, path = "/home", tag = "reports", responses((status = 200, body = Home)))]
async fn show(State(room): State<Room>, caller: Caller<ReportsRead>) -> Answer<Json<Home>> {
    let mut last = room.shown.last.lock().await;
    let made = make(&room, caller.scope(), last.clone()).await?;
    let home = made.home.as_ref().clone();
    *last = Some(made);
    Ok(Json(home))
}

/// Tells whoever looks at an older page.
async fn tell(room: &Room, scope: &Scope) {
    let told = room.house.store.write(scope, |tx| {
        tx.announce("home", "");
        Ok::<_, Error>(())
    });
    if let Err(error) = told.await {
        tracing::error!(%error, "nobody was told of the new home page");
    }
}

/// Waits until the columns have what was appended by now. When that takes too long the page is made
/// from what they have, and whoever looks at it is told later.
async fn catch_up(room: &Room, scope: &Scope) {
    let Ok(catching) = room.shown.catching.clone().try_lock_owned() else { return };
    let insights = room.insights.clone();
    let mut caught = spawn_blocking(move || insights.refresh());
    let log = |caught: Result<Result<(), Error>, JoinError>| match caught {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "the columns could not follow"),
        Err(error) => tracing::error!(%error, "the columns stopped in the middle"),
    };
    if let Ok(caught) = timeout(CATCH_UP, &mut caught).await {
        return log(caught);
    }
    let (room, scope) = (room.clone(), scope.clone());
    tokio::spawn(async move {
        log(caught.await);
        drop(catching);
        tell(&room, &scope).await;
    });
}

/// The page of now: the last one, when it stands.
async fn make(room: &Room, scope: &Scope, last: Option<Kept>) -> Answer<Kept> {
    catch_up(room, scope).await;
    let (shop, insights) = (room.house.store.shop(), room.insights.clone());
    let made = room.house.store.read(scope, move |tx| {
        let (seq, made_at) = (ledger::last_seq(tx)?, tx.now());
        if let Some(last) = last.filter(|last| last.stands(seq, &shop, made_at)) {
            return Ok(last);
        }
        // The older of what this reading and what the columns have.
        let seq = seq.min(insights.columns().position() as i64);
        let home = Arc::new(home(tx, &insights, &shop)?);
        Ok::<_, Error>(Kept { seq, shop, made_at, home })
    });
    Ok(made.await?)
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
