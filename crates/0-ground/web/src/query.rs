//! What stands in the address: its parts and its query.

use crate::{Code, Problem};
use axum::extract::{FromRequestParts, Query as AxumQuery};
use http::Uri;
use http::request::Parts;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

/// The query, without `cursor` and `limit`, which [`crate::Paging`] takes. The type may therefore
/// say `deny_unknown_fields`. A name that comes twice is refused.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

/// Names that belong to paging.
pub(crate) const PAGING: [&str; 2] = ["cursor", "limit"];

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        let mut rest = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if !PAGING.contains(&name.as_ref()) {
                rest.append_pair(&name, &value);
            }
        }
        let uri: Uri = format!("/?{}", rest.finish()).parse().map_err(|_| malformed("too long"))?;
        match AxumQuery::<T>::try_from_uri(&uri) {
            Ok(AxumQuery(value)) => Ok(Self(value)),
            Err(rejection) => {
                let text = rejection.body_text();
                Err(malformed(text.rsplit_once(": ").map_or(text.as_str(), |(_, why)| why)))
            }
        }
    }
}

fn malformed(detail: &str) -> Problem {
    Problem::new(Code::Malformed).detail(format!("the query cannot be read: {detail}"))
}

/// Parts of the path. An id that does not parse names nothing, so it is "not found".
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(value)| Self(value)).map_err(|_| Problem::not_found())
    }
}
