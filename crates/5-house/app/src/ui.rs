//! The web app, built into the binary.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../../../ui/build"]
#[allow_missing = true]
struct Files;

const PAGE: &str = "index.html";
/// What is below this path has its content's hash in its name and never changes.
const IMMUTABLE: &str = "_app/immutable/";

/// Answers with the file of that path, else with the page of the app, which knows its own paths.
pub(crate) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    let path = if path.is_empty() { PAGE } else { path };
    match file(path, &headers) {
        Some(response) => response,
        // A missing script must not be answered with a page.
        None if path.starts_with("_app/") || path.starts_with("v1/") || path.starts_with("t/") => {
            StatusCode::NOT_FOUND.into_response()
        }
        None => file(PAGE, &headers).unwrap_or_else(missing),
    }
}

fn missing() -> Response {
    let text = "The web app is not in this binary. Build it with `cargo xtask demo`.";
    (StatusCode::NOT_FOUND, text).into_response()
}

fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let accepts = |encoding: &str| accepted.is_some_and(|all| all.contains(encoding));
    let kind = Files::get(path)?.metadata.mimetype().to_owned();
    let packed = [("br", "br"), ("gzip", "gz")].into_iter().find_map(|(encoding, ending)| {
        let found = accepts(encoding).then(|| Files::get(&format!("{path}.{ending}")))??;
        Some((found, Some(encoding)))
    });
    let (found, encoding) = packed.or_else(|| Some((Files::get(path)?, None)))?;
    Some(answer(path, found, (kind, encoding), headers))
}

fn answer(
    path: &str,
    found: EmbeddedFile,
    (kind, encoding): (String, Option<&'static str>),
    headers: &HeaderMap,
) -> Response {
    let hash = found.metadata.sha256_hash();
    let mut short = [0; 8];
    short.copy_from_slice(&hash[..8]);
    let tag = format!("\"{:016x}\"", u64::from_be_bytes(short));
    let same =
        headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response =
        if same { StatusCode::NOT_MODIFIED.into_response() } else { found.data.into_response() };
    let keep = if path.starts_with(IMMUTABLE) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let set = response.headers_mut();
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    for (name, value) in [
        (header::CONTENT_TYPE, Some(kind)),
        (header::ETAG, Some(tag)),
        (header::CONTENT_ENCODING, encoding.map(str::to_owned)),
    ] {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            set.insert(name, value);
        }
    }
    response
}
