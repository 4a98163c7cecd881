//! Whether the process lives and whether it can work.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use store::{Error, Scope, Store};

/// `/healthz` says that the process answers, `/readyz` that its database does.
pub(crate) fn routes(store: Store) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(move || ready(store.clone())))
}

async fn ready(store: Store) -> (StatusCode, &'static str) {
    let scope = Scope::house("ready");
    match store.read(&scope, store::jobs::waiting).await {
        Ok::<i64, Error>(_) => (StatusCode::OK, "ready"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer"),
    }
}
