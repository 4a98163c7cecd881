//! `/metrics`: how the house is doing, as Prometheus and its kin read it (OpenMetrics text 1.0).
//!
//! Requests are counted as they are answered (`requests.rs`); everything else is looked up when
//! somebody asks (`look.rs`) and written down (`sheet.rs`). Labels come from closed lists: route
//! templates, states, outcomes, kinds of jobs. No figure is about a person.

mod look;
mod process;
mod requests;
mod sheet;

pub(crate) use requests::measure;

use crate::house::Whole;
use access::{Caller, ReportsRead};
use axum::Router;
use axum::extract::{ConnectInfo, FromRef, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::Instant;
use look::Look;
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::registry::Registry;
use requests::Requests;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use web::{Answer, Code, House, Problem};

/// What the answer is (OpenMetrics 1.0, *Protocol Negotiation*).
const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// How old an answer may be: however many ask, the database is asked this often.
const FRESH: Duration = Duration::from_secs(5);

/// What counts while the house works. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Meters {
    requests: Requests,
    registry: Arc<Registry>,
    began_at: Instant,
}

impl Meters {
    /// Nothing counted yet.
    pub(crate) fn new(began_at: Instant) -> Self {
        let (mut registry, requests) = (Registry::default(), Requests::default());
        requests.register(&mut registry);
        Self { requests, registry: Arc::new(registry), began_at }
    }
}

#[derive(Clone, FromRef)]
struct Desk {
    house: House,
    #[from_ref(skip)]
    whole: Whole,
    #[from_ref(skip)]
    meters: Meters,
    #[from_ref(skip)]
    kept: Arc<Mutex<Option<Looked>>>,
}

/// What was looked up, and when.
type Looked = (Instant, Arc<Registry>);

/// The one route.
pub(crate) fn routes(whole: &Whole, meters: Meters) -> Router {
    let house = whole.rooms.house.clone();
    let desk = Desk { house, whole: whole.clone(), meters, kept: Arc::default() };
    Router::new().route("/metrics", get(show)).with_state(desk)
}

/// Shows the figures to this machine, and to whoever may read reports.
async fn show(State(desk): State<Desk>, mut parts: Parts) -> Answer<Response> {
    if !is_this_machine(&parts) {
        let caller = Caller::<ReportsRead>::from_request_parts(&mut parts, &desk).await;
        caller.map_err(|problem| match problem.code() {
            Code::NotSignedIn => problem.detail("send an API key: `Authorization: Bearer rk_…`"),
            _ => problem,
        })?;
    }
    let mut text = String::new();
    let looked = desk.look().await;
    encode_registry(&mut text, &desk.meters.registry)
        .and_then(|()| encode_registry(&mut text, &looked))
        .and_then(|()| encode_eof(&mut text))
        .map_err(Problem::internal)?;
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static(KIND));
    let kept = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(([kind, kept], text).into_response())
}

impl Desk {
    /// What was looked up a moment ago, or now. Who asks meanwhile waits for the same answer.
    async fn look(&self) -> Arc<Registry> {
        let mut kept = self.kept.lock().await;
        let now = self.house.store.clock().now();
        if let Some((at, registry)) = kept.as_ref()
            && now.since(*at) < FRESH
            && *at <= now
        {
            return Arc::clone(registry);
        }
        let look = Look::take(&self.whole, self.meters.began_at).await;
        let mut registry = Registry::default();
        registry.register_collector(Box::new(look));
        let registry = Arc::new(registry);
        *kept = Some((now, Arc::clone(&registry)));
        registry
    }
}

/// Headers by which a proxy says for whom it asks.
const FORWARDED: [&str; 8] = [
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "cf-connecting-ip",
    "true-client-ip",
];

/// Whether a program on this machine asks for itself: the connection comes from here, it calls us
/// by a name of this machine (a page of a browser that was lured here does not), no proxy stands
/// in between, and no credentials have to be looked at.
fn is_this_machine(parts: &Parts) -> bool {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let is_here = peer.is_some_and(|info| info.0.ip().to_canonical().is_loopback());
    let asks_with = |name: &str| parts.headers.contains_key(name);
    let plainly = !FORWARDED.into_iter().any(asks_with);
    is_here && plainly && names_this_machine(&parts.headers) && !asks_with("authorization")
}

fn names_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_loopback = |ip: IpAddr| ip.is_loopback();
    name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::Request;

    fn check(peer: &str, headers: &[(&str, &str)], is: bool) {
        let mut request = Request::builder().uri("/metrics");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (mut parts, _) = request.body(Body::empty()).unwrap().into_parts();
        if let Ok(peer) = peer.parse::<SocketAddr>() {
            parts.extensions.insert(ConnectInfo(peer));
        }
        assert_eq!(is_this_machine(&parts), is, "{peer} {headers:?}");
    }

    #[test]
    fn only_a_plain_call_from_here_is_this_machine() {
        let host = ("host", "127.0.0.1:8080");
        for name in ["localhost", "LOCALHOST:80", "127.0.0.1", "[::1]:8080", "127.1.2.3:1"] {
            check("127.0.0.1:4000", &[("host", name)], true);
        }
        check("[::1]:4000", &[host], true);
        check("[::ffff:127.0.0.1]:4000", &[host], true);
        check("10.0.0.7:4000", &[host], false);
        check("no connection", &[host], false);
        for name in ["crm.example.com", "localhost.evil.example", "127.0.0.1.nip.io", "", "[::2]"] {
            check("127.0.0.1:4000", &[("host", name)], false);
        }
        check("127.0.0.1:4000", &[], false);
        for forwarded in FORWARDED {
            check("127.0.0.1:4000", &[host, (forwarded, "127.0.0.1")], false);
        }
        check("127.0.0.1:4000", &[host, ("authorization", "Bearer rk_wrong")], false);
    }
}
