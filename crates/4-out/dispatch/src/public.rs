//! The links of mails, `/t/…`: no sign-in, and a signed token in each.
//!
//! GET changes no consent, whoever fetches it. POST on the unsubscribe link does at once, without
//! cookie, redirect or question (RFC 8058, section 3.2). A bad token and an unknown one get the
//! same answer.

use crate::token::{Purpose, TRAP};
use crate::worker::keyring;
use crate::{Dispatch, Error, pages, show, track};
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use base::{DeliveryId, Shop};
use std::sync::Arc;
use store::Scope;
use web::Problem;

const SCOPE: Scope = Scope::house("link in a mail");
/// Largest body of a form, in bytes.
const FORM_BYTES_MAX: usize = 16 * 1_024;
/// Longest `User-Agent` that is looked at, in bytes.
const AGENT_BYTES_MAX: usize = 512;

/// The smallest picture there is: one transparent dot (GIF89a).
const DOT: [u8; 43] = [
    0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x21,
    0xf9, 4, 1, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b,
];

/// What a mail shown as a page may do: show pictures and styles, open links, run nothing, and
/// count as a site of its own.
const POLICY_MAIL: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; \
    default-src 'none'; img-src https: http: data:; style-src 'unsafe-inline'; \
    frame-ancestors 'none'";
/// What the pages may do: show themselves and send their form back.
const POLICY_PAGE: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; \
    frame-ancestors 'none'; base-uri 'none'";

/// On a request that the demo's people make: what they do is labelled. Only code in this process
/// can put it there; nothing that comes over the wire carries it.
#[derive(Debug, Clone, Copy)]
pub struct Simulated;

/// The routes, to be put at the root.
pub fn routes(dispatch: Dispatch) -> Router {
    Router::new()
        .route("/t/o/{token}", get(open))
        .route("/t/c/{token}", get(click))
        .route("/t/u/{token}", get(ask).post(unsubscribe))
        .route("/t/p/{token}", get(preferences).post(prefer))
        .route("/t/v/{token}", get(view))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .with_state(dispatch)
}

/// Reads a token for its purpose.
async fn read(
    dispatch: &Dispatch,
    purpose: Purpose,
    token: &str,
) -> Result<Option<(DeliveryId, u64)>, Error> {
    let ring = dispatch.store().read(&SCOPE, |tx| Ok::<_, Error>(keyring(tx))).await?;
    Ok(ring.read(purpose, token))
}

type Played = Option<Extension<Simulated>>;

fn request(method: &Method, headers: &HeaderMap, played: Played) -> track::Request {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let agent = agent.unwrap_or_default();
    let user_agent = agent.chars().take(AGENT_BYTES_MAX).collect();
    let is_head = *method == Method::HEAD;
    track::Request { user_agent, is_head, is_simulated: played.is_some() }
}

async fn open(
    State(dispatch): State<Dispatch>,
    Path(token): Path<String>,
    played: Played,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some((delivery, _)) = read(&dispatch, Purpose::Open, &token).await? {
        let (ledger, request) = (dispatch.ledger().clone(), request(&method, &headers, played));
        let verb = move |tx: &mut store::Tx<'_>| track::opened(tx, &ledger, delivery, &request);
        dispatch.store().write(&SCOPE, verb).await?;
    }
    // The dot comes whatever the token is: nobody learns anything from it.
    let kind = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/gif")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store, private")),
    ];
    Ok((kind, DOT.to_vec()).into_response())
}

async fn click(
    State(dispatch): State<Dispatch>,
    Path(token): Path<String>,
    played: Played,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some((delivery, mark)) = read(&dispatch, Purpose::Click, &token).await? else {
        return Ok(gone(&dispatch));
    };
    let (ledger, request) = (dispatch.ledger().clone(), request(&method, &headers, played));
    let verb = move |tx: &mut store::Tx<'_>| track::clicked(tx, &ledger, delivery, mark, &request);
    let target = dispatch.store().write(&SCOPE, verb).await?;
    let target = target.and_then(|target| HeaderValue::from_str(&target).ok());
    let Some(target) = target else {
        return Ok(gone(&dispatch));
    };
    let headers = [
        (header::LOCATION, target),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store, private")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    Ok((StatusCode::FOUND, headers).into_response())
}

async fn ask(
    State(dispatch): State<Dispatch>,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let Some((delivery, _)) = read(&dispatch, Purpose::Unsubscribe, &token).await? else {
        return Ok(gone(&dispatch));
    };
    let preferences = preferences_url(&dispatch, delivery).await?;
    Ok(page(&pages::ask_unsubscribe(&shop(&dispatch), &preferences)))
}

async fn unsubscribe(
    State(dispatch): State<Dispatch>,
    Path(token): Path<String>,
    played: Played,
    body: Bytes,
) -> Result<Response, Problem> {
    let Some((delivery, _)) = read(&dispatch, Purpose::Unsubscribe, &token).await? else {
        return Ok(gone(&dispatch));
    };
    let is_page = form(&body).any(|(name, _)| name == "page");
    let words = if is_page { "unsubscribe page" } else { "one-click unsubscribe" };
    let how = track::How { words, is_simulated: played.is_some() };
    let ledger = dispatch.ledger().clone();
    let verb = move |tx: &mut store::Tx<'_>| track::unsubscribe(tx, &ledger, delivery, how);
    dispatch.store().write(&SCOPE, verb).await?;
    if !is_page {
        return Ok((StatusCode::OK, "unsubscribed\n").into_response());
    }
    let preferences = preferences_url(&dispatch, delivery).await?;
    Ok(page(&pages::unsubscribed(&shop(&dispatch), &preferences)))
}

async fn preferences(
    State(dispatch): State<Dispatch>,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let Some((delivery, _)) = read(&dispatch, Purpose::Preferences, &token).await? else {
        return Ok(gone(&dispatch));
    };
    show_preferences(&dispatch, delivery, false).await
}

async fn prefer(
    State(dispatch): State<Dispatch>,
    Path(token): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let Some((delivery, _)) = read(&dispatch, Purpose::Preferences, &token).await? else {
        return Ok(gone(&dispatch));
    };
    let wanted: Vec<String> =
        form(&body).filter(|(name, _)| name == "topic").map(|(_, topic)| topic).collect();
    let ledger = dispatch.ledger().clone();
    let verb = move |tx: &mut store::Tx<'_>| track::prefer(tx, &ledger, delivery, &wanted);
    dispatch.store().write(&SCOPE, verb).await?;
    show_preferences(&dispatch, delivery, true).await
}

async fn show_preferences(
    dispatch: &Dispatch,
    delivery: DeliveryId,
    is_saved: bool,
) -> Result<Response, Problem> {
    let find = move |tx: &mut store::Tx<'_>| track::named(tx, delivery);
    let Some(named) = dispatch.store().read(&SCOPE, find).await? else {
        return Ok(gone(dispatch));
    };
    Ok(page(&pages::preferences(&shop(dispatch), &named.topics, is_saved)))
}

async fn view(
    State(dispatch): State<Dispatch>,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let Some((delivery, _)) = read(&dispatch, Purpose::View, &token).await? else {
        return Ok(gone(&dispatch));
    };
    match show::page(&dispatch, delivery).await? {
        Some(html) => Ok(html_response(StatusCode::OK, POLICY_MAIL, html)),
        None => Ok(gone(&dispatch)),
    }
}

async fn preferences_url(dispatch: &Dispatch, delivery: DeliveryId) -> Result<String, Error> {
    let ring = dispatch.store().read(&SCOPE, |tx| Ok::<_, Error>(keyring(tx))).await?;
    let token = ring.token(Purpose::Preferences, delivery, TRAP);
    Ok(format!("{}/t/p/{token}", dispatch.house().public_url))
}

fn form(body: &[u8]) -> impl Iterator<Item = (String, String)> + '_ {
    url::form_urlencoded::parse(body).into_owned()
}

fn shop(dispatch: &Dispatch) -> Arc<Shop> {
    dispatch.store().shop()
}

fn gone(dispatch: &Dispatch) -> Response {
    html_response(StatusCode::NOT_FOUND, POLICY_PAGE, pages::gone(&shop(dispatch)))
}

fn page(html: &str) -> Response {
    html_response(StatusCode::OK, POLICY_PAGE, html.to_owned())
}

fn html_response(status: StatusCode, policy: &'static str, html: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store, private")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (status, headers, html).into_response()
}
