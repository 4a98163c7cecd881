//! Writes that may be sent twice: with `Idempotency-Key` the second is answered like the first,
//! and only the first has an effect. The reply is stored in the transaction of the effect, so
//! neither is ever there without the other.
//!
//! Source: draft-ietf-httpapi-idempotency-key-header-07, read 2026-11-22.

use crate::body::{body_bytes, parse};
use crate::rows::{Reply, find_reply, put_reply};
use crate::{Answer, Code, Problem};
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Scope, Store, Tx, Who};

/// A JSON body (as [`crate::Json`] reads it) and the `Idempotency-Key` that came with it, if any.
#[derive(Debug, Clone)]
pub struct Keyed<T> {
    /// The body.
    pub body: T,
    key: Option<Key>,
}

#[derive(Debug, Clone)]
struct Key {
    text: String,
    fingerprint: [u8; 32],
}

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that a reply is a stored one.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const KEY_BYTES_MAX: usize = 255;

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Keyed<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let text = key_text(request.headers())?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{} {}\n", request.method(), request.uri()).as_bytes());
        let bytes = body_bytes(request, state).await?;
        let fingerprint = *hasher.update(&bytes).finalize().as_bytes();
        let key = text.map(|text| Key { text, fingerprint });
        Ok(Self { body: parse(&bytes)?, key })
    }
}

fn key_text(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut values = headers.get_all(HEADER).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let text = value.to_str().ok().filter(|text| !text.is_empty() && text.len() <= KEY_BYTES_MAX);
    if let (Some(text), None) = (text, values.next()) {
        return Ok(Some(text.to_owned()));
    }
    let detail = "the Idempotency-Key must be one text of 1 to 255 plain characters";
    Err(Problem::new(Code::Malformed).detail(detail))
}

/// Why nothing was written.
enum Refusal<E> {
    Verb(E),
    Reused,
}

impl<E: From<store::Error>> From<store::Error> for Refusal<E> {
    fn from(error: store::Error) -> Self {
        Self::Verb(error.into())
    }
}

impl<T: Send + 'static> Keyed<T> {
    /// Runs `verb` in a write transaction and answers its outcome as JSON with `status` (without
    /// a body for 204). When the caller sent the same key with the same request before, the
    /// stored reply is the answer and `verb` does not run; two at once wait for one another. A
    /// verb that fails stores nothing and may be tried again.
    ///
    /// # Errors
    /// Those of `verb` and of the database; `key_reused` when the key came with another request.
    pub async fn write<R, E, F>(
        self,
        store: &Store,
        scope: &Scope,
        status: StatusCode,
        verb: F,
    ) -> Answer<Response>
    where
        F: FnOnce(&mut Tx<'_>, T) -> Result<R, E> + Send + 'static,
        R: Serialize,
        E: From<store::Error> + Send + 'static,
        Problem: From<E>,
    {
        let Self { body, key } = self;
        let caller = caller(scope);
        let written = store.write(scope, move |tx| {
            let Some(key) = key else {
                let outcome = verb(tx, body).map_err(Refusal::Verb)?;
                return Ok((status, text(&outcome)?, false));
            };
            tx.lock(&format!("idempotency {caller} {}", key.text))?;
            if let Some(reply) = find_reply(tx, &caller, &key.text)? {
                if reply.fingerprint != key.fingerprint {
                    return Err(Refusal::Reused);
                }
                let status = StatusCode::from_u16(reply.status).unwrap_or(status);
                return Ok((status, reply.body, true));
            }
            let outcome = verb(tx, body).map_err(Refusal::Verb)?;
            let body = text(&outcome)?;
            let fingerprint = key.fingerprint.to_vec();
            let reply = Reply { fingerprint, status: status.as_u16(), body: body.clone() };
            put_reply(tx, &caller, &key.text, &reply)?;
            Ok((status, body, false))
        });
        match written.await {
            Ok((status, body, replayed)) => Ok(respond(status, body, replayed)),
            Err(Refusal::Reused) => Err(Problem::new(Code::KeyReused)),
            Err(Refusal::Verb(error)) => Err(error.into()),
        }
    }
}

fn text(outcome: &impl Serialize) -> Result<String, store::Error> {
    Ok(serde_json::to_string(outcome)?)
}

/// Keys of different callers are different keys.
fn caller(scope: &Scope) -> String {
    match scope.who() {
        Who::House(_) => "house".to_owned(),
        Who::Staff(id) => id.to_string(),
        Who::Key(id) => id.to_string(),
    }
}

fn respond(status: StatusCode, body: String, replayed: bool) -> Response {
    let mut response = if status == StatusCode::NO_CONTENT {
        status.into_response()
    } else {
        let kind = HeaderValue::from_static("application/json");
        (status, [(header::CONTENT_TYPE, kind)], body).into_response()
    };
    if replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}
