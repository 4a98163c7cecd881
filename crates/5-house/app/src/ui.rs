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
    let plain = Files::get(path)?;
    let kind = plain.metadata.mimetype().to_owned();
    let policy = if path == PAGE { policy(&plain.data) } else { None };
    let packed = [("br", "br"), ("gzip", "gz")].into_iter().find_map(|(encoding, ending)| {
        let taken = accepts(headers, encoding);
        let found = taken.then(|| Files::get(&format!("{path}.{ending}")))??;
        Some((found, Some(encoding)))
    });
    let (found, encoding) = packed.unwrap_or((plain, None));
    let mut response = answer(path, found, (kind, encoding), headers);
    if let Some(policy) = policy {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Some(response)
}

/// Whether the caller takes this encoding (RFC 9110, section 12.5.3; among those that are taken
/// the smallest is sent, whatever their weights).
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.unwrap_or_default().split(',').any(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case(encoding) && !refused
    })
}

/// What the page says its scripts may be, with their hashes, as a header: it holds from the first
/// byte on, and nobody may frame the page.
fn policy(page: &[u8]) -> Option<HeaderValue> {
    const BEGINS: &str = r#"<meta http-equiv="content-security-policy" content=""#;
    let page = std::str::from_utf8(page).ok()?;
    let (_, rest) = page.split_once(BEGINS)?;
    let (own, _) = rest.split_once('"')?;
    HeaderValue::from_str(&format!("{own}; frame-ancestors 'none'")).ok()
}

/// Whether the caller has this content already (RFC 9110, section 13.1.2). Proxies that pack on
/// their own make the tag a weak one.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut tags = known.unwrap_or_default().split(',');
    tags.any(|known| known.trim().trim_start_matches("W/") == tag)
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
    let mut response = if is_known(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        found.data.into_response()
    };
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
