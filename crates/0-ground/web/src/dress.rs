//! What goes around every request: its number, limits, headers, and the last word on failures.

use crate::{Code, House, Problem};
use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};
use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;
use tracing::Instrument;

/// Largest body of a route that does not say otherwise with its own `DefaultBodyLimit`.
pub const BODY_BYTES_MAX: usize = 1_024 * 1_024;
/// Longest silence while a body arrives.
const BODY_SILENCE: Duration = Duration::from_secs(20);
/// Longest time until an answer begins. Uploads are bounded by [`BODY_SILENCE`] alone.
const ANSWER: Duration = Duration::from_mins(1);

/// The number of a request: in its log lines, its answer and its problem.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    fn new(random: &dyn base::Random) -> Self {
        let mut bytes = [0; 16];
        random.fill(&mut bytes);
        Self(format!("req_{:032x}", u128::from_be_bytes(bytes)).into())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Puts the last layers around the whole router, the web app included: request number, trace
/// without personal values, limits on bodies and time, panics as problems, and headers that keep
/// browsers strict. A header that a handler has set is left alone.
pub fn dress(router: Router, house: &House) -> Router {
    router
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(RequestBodyTimeoutLayer::new(BODY_SILENCE))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(house.clone(), attend))
}

/// A panic is our mistake in one request; the house goes on.
#[derive(Debug)]
struct Panicked(String);

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a handler panicked: {}", self.0)
    }
}

impl StdError for Panicked {}

fn panicked(payload: Box<dyn Any + Send>) -> Response {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
    Problem::internal(Panicked(text)).into_response()
}

async fn attend(State(house): State<House>, mut request: Request, next: Next) -> Response {
    let id = RequestId::new(house.store.random().as_ref());
    request.extensions_mut().insert(id.clone());
    let is_api = request.uri().path().starts_with("/api/");
    let is_upload = is_upload(request.headers());
    let route = request.extensions().get::<MatchedPath>().cloned();
    // The matched route and not the path: paths and queries hold what people look for.
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    let span = tracing::info_span!("request", id = id.as_str(), method = %request.method(), route);
    let answer = next.run(request).instrument(span.clone());
    let response = if is_upload {
        answer.await
    } else {
        let late = || Problem::new(Code::Unavailable).detail("the answer took too long");
        tokio::time::timeout(ANSWER, answer).await.unwrap_or_else(|_| late().into_response())
    };
    let mut response = span.in_scope(|| conclude(response, &id, is_api));
    put_headers(&mut response, &house, &id, is_api);
    response
}

fn is_upload(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/"))
}

/// Numbers a problem, logs a failure of ours once, and turns what the framework refused on its
/// own into a problem too.
fn conclude(mut response: Response, id: &RequestId, is_api: bool) -> Response {
    let status = response.status();
    let problem = response.extensions_mut().remove::<Problem>();
    let problem = problem.or_else(|| if is_api { foreign(&response) } else { None });
    let Some(problem) = problem else {
        tracing::debug!(status = status.as_u16(), "answered");
        return response;
    };
    if let Some(cause) = problem.cause() {
        tracing::error!(status = status.as_u16(), cause = %chain(cause), "failed");
    } else {
        tracing::info!(status = status.as_u16(), code = problem.code().as_str(), "refused");
    }
    let mut numbered = problem.respond(Some(id.as_str()));
    for (name, value) in response.headers() {
        if name != header::CONTENT_LENGTH && !numbered.headers().contains_key(name) {
            numbered.headers_mut().append(name, value.clone());
        }
    }
    numbered
}

fn foreign(response: &Response) -> Option<Problem> {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_problem = kind.is_some_and(|kind| kind.as_bytes().ends_with(b"problem+json"));
    let status = response.status();
    if is_problem || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    let code = match status {
        StatusCode::UNAUTHORIZED => Code::NotSignedIn,
        StatusCode::FORBIDDEN => Code::Forbidden,
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::WrongMethod,
        StatusCode::REQUEST_TIMEOUT => Code::TooSlow,
        StatusCode::CONFLICT => Code::Conflict,
        StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::WrongContentType,
        StatusCode::UNPROCESSABLE_ENTITY => Code::Invalid,
        StatusCode::TOO_MANY_REQUESTS => Code::TooManyRequests,
        status if status.is_client_error() => Code::Malformed,
        StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
        _ => Code::Internal,
    };
    Some(Problem::new(code))
}

/// The first line of each error down to the root; databases put rows into the lines after it.
fn chain(error: &(dyn StdError + Send + Sync)) -> String {
    let mut text = String::new();
    let mut next: Option<&dyn StdError> = Some(error);
    while let Some(error) = next {
        let line = error.to_string();
        let line = line.lines().next().unwrap_or_default();
        if !text.ends_with(line) {
            let comma = if text.is_empty() { "" } else { ": " };
            text.push_str(comma);
            text.push_str(line);
        }
        next = error.source();
    }
    text
}

/// What an answer of the API may do in a browser: nothing.
const POLICY_API: &str = "default-src 'none'; frame-ancestors 'none'";
/// What a page adds to the hashes that its own head brings.
const POLICY_PAGE: &str =
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'";

fn put_headers(response: &mut Response, house: &House, id: &RequestId, is_api: bool) {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(id.as_str()) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    let mut put = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::REFERRER_POLICY, "same-origin");
    if is_api {
        put(header::CACHE_CONTROL, "no-store");
        put(header::CONTENT_SECURITY_POLICY, POLICY_API);
        put(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    } else if is_page {
        put(header::CONTENT_SECURITY_POLICY, POLICY_PAGE);
        put(
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=()",
        );
    }
    if is_api || is_page {
        put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    }
    if house.is_https() {
        put(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}
