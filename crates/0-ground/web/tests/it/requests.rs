//! A small house with a few routes, and how tests speak to it.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;
use base::{CustomerId, StaffId};
use http::{HeaderMap, Request, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::future::Future;
use store::{Scope, Tx, Who};
use tower::ServiceExt;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;
use web::{Answer, House, Json, Keyed, Page, Paging, Path, Problem, Query, Routes};

/// Runs a future to its end.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// As [`run`], on a clock that jumps when everybody waits.
pub(crate) fn run_paused<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(future)
}

/// The whole product's layers around the routes below.
pub(crate) fn router(house: &House) -> Router {
    let (router, _) = web::assemble(house, [routes(house.clone())]);
    let page = get(|| async { Html("<p>page</p>") });
    web::dress(router.route("/", page), house)
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Note {
    text: String,
    #[serde(default)]
    sizes: Vec<u8>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Search {
    #[serde(default)]
    q: String,
}

#[derive(Debug, thiserror::Error)]
#[error("the note says stop")]
pub(crate) struct Stop(#[source] Option<store::Error>);

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Self {
        Self(Some(error))
    }
}

impl From<Stop> for Problem {
    fn from(stop: Stop) -> Self {
        match stop.0 {
            Some(error) => error.into(),
            None => Self::invalid("/text", "the note says stop"),
        }
    }
}

pub(crate) fn routes(house: House) -> Routes {
    Routes::new()
        .merge(
            utoipa_axum::router::OpenApiRouter::new()
                .routes(routes!(list, keep))
                .routes(routes!(echo))
                .routes(routes!(find))
                .routes(routes!(fail))
                .routes(routes!(stop))
                .routes(routes!(wait))
                .routes(routes!(ours))
                .with_state(house),
        )
        .layer(axum::extract::DefaultBodyLimit::max(4_096))
}

fn scope() -> Scope {
    Scope::admitted(Who::Staff(StaffId::from_bytes([1; 16])))
}

/// Counts the notes by writing one more each time.
fn keep_note(tx: &mut Tx<'_>, note: Note) -> Result<i64, Stop> {
    let before: Option<i64> = tx.setting("notes")?;
    let count = before.unwrap_or_default() + 1;
    tx.put_setting("notes", &count)?;
    tx.announce("customer", note.text.clone());
    if note.text == "stop" { Err(Stop(None)) } else { Ok(count) }
}

#[utoipa::path(get, path = "/notes", params(Paging, Search),
    responses((status = 200, body = Page<i64>)))]
async fn list(Query(search): Query<Search>, paging: Paging) -> Answer<Json<Page<i64>>> {
    let after: i64 = paging.after()?.unwrap_or_default();
    let rows = (after + 1..).take(paging.limit + 1).map(|n| n + search.q.len() as i64).collect();
    Ok(Json(Page::cut(rows, paging.limit, |n| *n)))
}

#[utoipa::path(post, path = "/notes", request_body = Note,
    responses((status = 201, body = i64)))]
async fn keep(
    State(house): State<House>,
    headers: HeaderMap,
    note: Keyed<Note>,
) -> Answer<axum::response::Response> {
    let scope = if headers.contains_key("x-other") { Scope::house("test") } else { scope() };
    note.write(&house.store, &scope, StatusCode::CREATED, keep_note).await
}

#[utoipa::path(post, path = "/echo", request_body = Note, responses((status = 200, body = Note)))]
async fn echo(Json(note): Json<Note>) -> Json<Note> {
    Json(note)
}

#[utoipa::path(get, path = "/customers/{id}", params(("id" = String, Path)),
    responses((status = 200, body = String)))]
async fn find(Path(id): Path<CustomerId>) -> Json<CustomerId> {
    Json(id)
}

#[utoipa::path(get, path = "/fail", responses((status = 200)))]
async fn fail() -> Answer<()> {
    let kept = serde_json::from_str::<Value>("{\"secret cause\"").unwrap_err();
    Err(store::Error::Document(kept).into())
}

#[utoipa::path(get, path = "/stop", responses((status = 200)))]
async fn stop() -> String {
    panic!("planted secret cause");
}

#[utoipa::path(get, path = "/wait", responses((status = 200)))]
async fn wait() {
    std::future::pending::<()>().await;
}

#[utoipa::path(get, path = "/ours", responses((status = 200)))]
async fn ours() -> (StatusCode, &'static str) {
    (StatusCode::IM_A_TEAPOT, "plain words of a library")
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Got {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub(crate) async fn send(router: &Router, request: Request<Body>) -> Got {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 1 << 20).await.unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    Got { status: parts.status.as_u16(), headers: parts.headers, text }
}

pub(crate) async fn get_path(router: &Router, path: &str) -> Got {
    send(router, Request::get(path).body(Body::empty()).unwrap()).await
}

pub(crate) fn post(path: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post(path).header(header::CONTENT_TYPE, "application/json").body(body.into()).unwrap()
}
