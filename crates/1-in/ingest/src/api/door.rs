//! `/v1/…`: Segment's calls over HTTP. 200 is answered when the activities are durable, 429 when
//! too much is waiting; nothing in between is ever acknowledged.

use crate::Tally;
use crate::admit::admit;
use crate::segment::{self, Call, Door};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRef, FromRequestParts, Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base::limits;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use ledger::Ledger;
use serde_json::json;
use std::io::Read;
use web::{Answer, Code, House, Json, Problem};

use access::{WriteKey, WriteKeys};

/// The storefront snippet, as shops load it.
const SNIPPET: &str = include_str!("../../snippet/regulars.js");

/// What a caller hears whose key is no key of this house.
const UNKNOWN_KEY: &str = "the write key is missing or unknown; write keys are made in the app \
    under Settings, Keys";

#[derive(Debug, Clone, FromRef)]
struct Front {
    house: House,
    ledger: Ledger,
    keys: WriteKeys,
    tally: Tally,
}

/// The routes that shops, their servers and their visitors' browsers call. What becomes of each
/// item is counted in `tally`.
pub fn front_door(house: House, ledger: Ledger, tally: Tally) -> Router {
    let keys = WriteKeys::new(&house.store);
    Router::new()
        .route("/v1/{call}", post(take).options(preflight))
        .route("/v1/projects/{key}/settings", get(settings).options(preflight))
        .route("/regulars.js", get(snippet))
        .with_state(Front { house, ledger, keys, tally })
}

/// Takes one call or a batch in.
async fn take(State(front): State<Front>, Path(word): Path<String>, request: Request) -> Response {
    open_to_all(taken(&front, &word, request).await.into_response())
}

async fn taken(front: &Front, word: &str, request: Request) -> Answer<Response> {
    let call = Call::parse(word).ok_or_else(Problem::not_found)?;
    let (mut parts, body) = request.into_parts();
    let body = read(&parts.headers, body).await?;
    let parcel = segment::open(call, &body)?;
    let key = match parcel.write_key() {
        Some(text) if !parts.headers.contains_key(header::AUTHORIZATION) => {
            front.keys.find(text).await
        }
        _ => WriteKey::from_request_parts(&mut parts, front).await,
    };
    let key = key.map_err(|problem| match problem.code() {
        Code::NotSignedIn => problem.detail(UNKNOWN_KEY),
        _ => problem,
    })?;
    let store = &front.house.store;
    let shop = store.shop();
    let items = parcel.read(&Door {
        source: &key.source,
        namespace: &key.namespace,
        shop: &shop,
        received_at: store.clock().now(),
    });
    if !items.is_empty() {
        let ledger = front.ledger.clone();
        let (source, namespace) = (key.source.clone(), key.namespace.clone());
        let verb = move |tx: &mut store::Tx<'_>| admit(tx, &ledger, (&source, &namespace), items);
        front.tally.note(&store.try_write(&key.scope(), verb).await?);
    }
    Ok(Json(json!({ "success": true })).into_response())
}

/// The body within the limit of a batch, unpacked where it is packed.
async fn read(headers: &HeaderMap, body: Body) -> Answer<Bytes> {
    let limit = limits::BATCH_BYTES_MAX;
    let too_large = || {
        let detail = format!("at most {limit} bytes are taken");
        Problem::new(Code::Malformed).detail(detail)
    };
    let body = to_bytes(body, limit + 1).await.map_err(|_| too_large())?;
    let encoding = headers.get(header::CONTENT_ENCODING).and_then(|value| value.to_str().ok());
    let body = match encoding.unwrap_or("identity") {
        "identity" => body,
        "gzip" => {
            let mut plain = Vec::new();
            let mut reader = flate2::read::MultiGzDecoder::new(&body[..]).take(limit as u64 + 1);
            let broken = |_| Problem::new(Code::Malformed).detail("the body is not gzip");
            reader.read_to_end(&mut plain).map_err(broken)?;
            plain.into()
        }
        _ => {
            let detail = "send the body plain or with gzip";
            return Err(Problem::new(Code::Malformed).detail(detail));
        }
    };
    if body.len() > limit { Err(too_large()) } else { Ok(body) }
}

/// What browser libraries ask for first.
async fn settings(State(front): State<Front>, Path(key): Path<String>) -> Response {
    let host = front.house.public_url.split_once("://").map_or("", |(_, host)| host);
    let answer = match front.keys.find(&key).await {
        Ok(_) => Json(segment::settings(&key, host)).into_response(),
        Err(problem) if problem.code() == Code::NotSignedIn => Problem::not_found().into_response(),
        Err(problem) => problem.into_response(),
    };
    open_to_all(answer)
}

async fn snippet() -> Response {
    let kind = HeaderValue::from_static("text/javascript; charset=utf-8");
    let kept = HeaderValue::from_static("public, max-age=3600");
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)];
    open_to_all((headers, SNIPPET).into_response())
}

async fn preflight() -> Response {
    open_to_all(StatusCode::NO_CONTENT.into_response())
}

/// The shop's pages are another site. No cookie counts here, so any origin may call.
fn open_to_all(mut response: Response) -> Response {
    const SET: [(HeaderName, &str); 5] = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    for (name, value) in SET {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
