//! Live updates for an open page. The stream ends with the session.

use crate::rows::sessions;
use crate::{Caller, SignedIn};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base::StaffId;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use store::Scope;
use tokio::sync::Semaphore;
use web::{Answer, Code, House, Problem, Watch};

/// What pages may follow.
const TOPICS: &[&str] = &["call", "campaign", "customer", "home", "import", "mailbox", "segment"];
/// Streams of one person at once.
const STREAMS_MAX: usize = 16;
const LIVE: Scope = Scope::house("live");

/// How many streams each person has open.
#[derive(Debug, Clone, Default)]
pub(super) struct Streams(Arc<Mutex<HashMap<StaffId, Arc<Semaphore>>>>);

impl Streams {
    fn of(&self, staff: StaffId) -> Arc<Semaphore> {
        let mut streams = self.0.lock();
        let fresh = || Arc::new(Semaphore::new(STREAMS_MAX));
        Arc::clone(streams.entry(staff).or_insert_with(fresh))
    }
}

/// Streams what changes: each event is named after its topic, its data is `{"id": …}`, or `{}`
/// when more of the kind have changed than are worth naming.
#[utoipa::path(get, path = "/live", tag = "access",
    responses((status = 200, content_type = "text/event-stream", body = String)))]
pub(super) async fn follow(
    State(house): State<House>,
    State(streams): State<Streams>,
    caller: Caller<SignedIn>,
) -> Answer<Response> {
    let (staff, session) = caller.signed_in()?;
    let Ok(permit) = streams.of(staff).try_acquire_owned() else {
        return Err(Problem::new(Code::TooManyRequests).detail("too many open pages"));
    };
    let store = house.store.clone();
    let still = move || {
        // The place is given back when the stream ends.
        let _ = &permit;
        let store = store.clone();
        async move {
            let look = move |tx: &mut store::Tx<'_>| sessions::is_live(tx, session);
            store.read(&LIVE, look).await.unwrap_or(false)
        }
    };
    let watch = Watch { topics: TOPICS, gate: "session", still };
    Ok(web::follow(&house, watch).into_response())
}
