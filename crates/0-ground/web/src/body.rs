//! JSON in and out. What comes in is refused with a pointer when it has another shape.

use crate::{Code, Problem};
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use std::fmt::Write;

/// A JSON body. As an extractor it wants `application/json`, the documented shape, and nothing
/// unknown where the type says `deny_unknown_fields`. An empty body is read as `null`, so that
/// `Json<()>` takes a write that says nothing.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = body_bytes(request, state).await?;
        parse(&bytes).map(Self)
    }
}

/// The body of a request that says it is JSON, within the limit of its route.
pub(crate) async fn body_bytes<S: Send + Sync>(
    request: Request,
    state: &S,
) -> Result<Bytes, Problem> {
    let is_json = is_json(request.headers());
    let bytes = Bytes::from_request(request, state).await.map_err(unreadable)?;
    if !is_json && !bytes.is_empty() {
        let detail = "send the body as application/json";
        return Err(Problem::new(Code::WrongContentType).detail(detail));
    }
    Ok(bytes)
}

fn unreadable(rejection: BytesRejection) -> Problem {
    let code = match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            Code::TooLarge
        }
        _ => Code::TooSlow,
    };
    Problem::new(code)
}

/// `application/json`, in UTF-8 where it names an encoding.
fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    let Ok(value) = value.to_str() else { return false };
    let mut parts = value.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    let utf8 = |part: &str| match part.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    };
    is_json && parts.all(utf8)
}

/// Reads the bytes as that type.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let bytes = if bytes.is_empty() { b"null".as_slice() } else { bytes };
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let message = error.inner().to_string();
        let pointer = pointer(error.path(), &message);
        Problem::new(Code::Malformed).field(pointer, message)
    })?;
    reader.end().map_err(|e| Problem::new(Code::Malformed).field("", e.to_string()))?;
    Ok(value)
}

/// RFC 6901. A missing field or one that comes twice is named by the message alone.
fn pointer(path: &serde_path_to_error::Path, message: &str) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => {
                let _ = write!(pointer, "/{index}");
            }
            Segment::Map { key } => push(&mut pointer, key),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    for begin in ["missing field `", "duplicate field `"] {
        let name = message.strip_prefix(begin).and_then(|rest| rest.split('`').next());
        if let Some(name) = name {
            push(&mut pointer, name);
        }
    }
    pointer
}

fn push(pointer: &mut String, key: &str) {
    pointer.push('/');
    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => {
                let kind = HeaderValue::from_static("application/json");
                ([(header::CONTENT_TYPE, kind)], bytes).into_response()
            }
            Err(error) => Problem::internal(error).into_response(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read by serde")]
    struct Line {
        name: String,
        sizes: Vec<u8>,
    }

    fn check(text: &str, pointer: &str) {
        let problem = parse::<Line>(text.as_bytes()).unwrap_err();
        let shown = format!("{problem:?}");
        assert_eq!(problem.code(), Code::Malformed);
        assert!(shown.contains(&format!("pointer: {pointer:?}")), "{text}: {shown}");
    }

    #[test]
    fn a_mistake_is_pointed_to() {
        check(r#"{"name":"a","sizes":[1,2,"x"]}"#, "/sizes/2");
        check(r#"{"sizes":[]}"#, "/name");
        check(r#"{"name":"a","sizes":[],"a/b":1}"#, "/a~1b");
        check(r#"{"name":"a","name":"b","sizes":[]}"#, "/name");
        check(r#"{"name":["a"],"sizes":[]}"#, "/name");
        check(r#"{"name":"a","sizes":[300]}"#, "/sizes/0");
        check("", "");
        check("{", "");
        check(r#"{"name":"a","sizes":[]} x"#, "");
    }

    #[test]
    fn endless_brackets_are_a_mistake_and_no_overflow() {
        let text = "[".repeat(100_000);
        let problem = parse::<serde_json::Value>(text.as_bytes()).unwrap_err();
        assert_eq!(problem.code(), Code::Malformed);
    }

    #[test]
    fn only_json_in_utf8_is_json() {
        let says = |value: &str| {
            is_json(&HeaderMap::from_iter([(header::CONTENT_TYPE, value.parse().unwrap())]))
        };
        assert!(says("application/json") && says("Application/JSON; charset=\"UTF-8\""));
        for other in ["text/plain", "application/jsonx", "application/json; charset=latin1", "json"]
        {
            assert!(!says(other), "{other}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
