//! Requests: how many, how they were answered, and how fast.

use super::Meters;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// Upper bounds of the time until an answer began, in seconds.
const SECONDS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
/// The route of what no route is for: files and pages of the web app, and what is not there.
const ELSE: &str = "web app";
/// Where shops send what happened.
const INTAKE: &str = "/v1/{call}";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: &'static str,
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Called {
    answer: &'static str,
}

/// What was counted. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Requests {
    answered: Family<Answered, Counter>,
    seconds: Family<Asked, Histogram>,
    calls: Family<Called, Counter>,
}

impl Default for Requests {
    fn default() -> Self {
        let seconds = Family::new_with_constructor((|| Histogram::new(SECONDS)) as fn() -> _);
        Self { answered: Family::default(), seconds, calls: Family::default() }
    }
}

impl Requests {
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "Requests by route template and class of status";
        registry.register("regulars_http_requests", help, self.answered.clone());
        let help = "Time from a request's head to the head of its answer";
        let (name, unit) = ("regulars_http_request", Unit::Seconds);
        registry.register_with_unit(name, help, unit, self.seconds.clone());
        let help = "Calls at the intake by what they were answered";
        registry.register("regulars_intake_calls", help, self.calls.clone());
    }
}

/// Measures each request, from outside of everything else.
pub(crate) async fn measure(
    State(meters): State<Meters>,
    request: Request,
    next: Next,
) -> Response {
    let method = method(request.method());
    let matched = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    // The matched route and not the path: paths hold ids, and anybody can invent them.
    let route = matched.filter(|route| !route.contains('*')).unwrap_or(ELSE).to_owned();
    let begun = tokio::time::Instant::now();
    let response = next.run(request).await;
    let took = begun.elapsed().as_secs_f64();
    let requests = &meters.requests;
    if route == INTAKE && method == "POST" {
        requests.calls.get_or_create(&Called { answer: answer(response.status()) }).inc();
    }
    let asked = Asked { method, route: route.clone() };
    requests.seconds.get_or_create(&asked).observe(took);
    let answered = Answered { method, route, status: class(response.status()) };
    requests.answered.get_or_create(&answered).inc();
    response
}

fn method(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|known| method == *known).unwrap_or("other")
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

/// What became of a call at the intake. One that was taken may hold items that were refused: they
/// are in quarantine.
fn answer(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "unknown_key",
        StatusCode::TOO_MANY_REQUESTS => "busy",
        status if status.is_success() => "taken",
        status if status.is_client_error() => "unreadable",
        _ => "failed",
    }
}
