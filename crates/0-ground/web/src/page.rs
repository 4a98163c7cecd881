//! Lists by cursor: a page, and where the next one begins.

use crate::query::PAGING;
use crate::{Code, Problem};
use axum::extract::FromRequestParts;
use base::limits;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::request::Parts;
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::form_urlencoded;
use utoipa::{IntoParams, ToSchema};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows, in the order of the list.
    pub items: Vec<T>,
    /// Where the next page begins; null on the last.
    pub next: Option<String>,
    /// How many there are in all, where that is known without much work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
}

impl<T> Page<T> {
    /// A list that has only this page.
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next: None, total: None }
    }

    /// Makes the page of up to `limit` rows out of up to `limit + 1` that were asked for. `key`
    /// gives the sort key of a row, which [`Paging::after`] gives back with the next request.
    pub fn cut<K: Serialize>(mut rows: Vec<T>, limit: usize, key: impl Fn(&T) -> K) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| more);
        let next = last.and_then(|row| serde_json::to_vec(&key(row)).ok());
        Self { items: rows, next: next.map(|key| URL_SAFE_NO_PAD.encode(key)), total: None }
    }

    /// Says how many there are in all.
    pub fn with_total(mut self, total: i64) -> Self {
        self.total = Some(total);
        self
    }

    /// The same page with each row turned into another.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        let items = self.items.into_iter().map(turn).collect();
        Page { items, next: self.next, total: self.total }
    }
}

/// Which page: `?cursor=…&limit=…`.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// `next` of the page before; absent for the first.
    #[param(required = false)]
    pub cursor: Option<String>,
    /// Rows per page, 1 to 200; 50 when absent.
    #[param(required = false, minimum = 1, maximum = 200, default = 50)]
    pub limit: usize,
}

/// Rows per page when nobody says.
const LIMIT: usize = 50;
/// Longest cursor that is looked at, in bytes.
const CURSOR_BYTES_MAX: usize = 2_048;

impl Paging {
    /// The sort key after which the page begins, as [`Page::cut`] was given it; none for the
    /// first page.
    ///
    /// # Errors
    /// When the cursor is not one of this list.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>, Problem> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        if cursor.len() > CURSOR_BYTES_MAX {
            return Err(bad("cursor", "not a cursor of this list"));
        }
        let key = URL_SAFE_NO_PAD.decode(cursor).ok();
        let key = key.and_then(|key| serde_json::from_slice(&key).ok());
        key.map(Some).ok_or_else(|| bad("cursor", "not a cursor of this list"))
    }

    fn parse(query: &str) -> Result<Self, Problem> {
        let (mut cursor, mut limit) = (None, None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let Some(name) = PAGING.iter().find(|known| **known == name) else { continue };
            let place = if *name == "cursor" { &mut cursor } else { &mut limit };
            if place.replace(value.into_owned()).is_some() {
                return Err(bad(name, "given twice"));
            }
        }
        let limit = match limit.map(|text| text.parse::<usize>()) {
            None => LIMIT,
            Some(Ok(limit)) if (1..=limits::PAGE_MAX).contains(&limit) => limit,
            Some(_) => return Err(bad("limit", "a number from 1 to 200")),
        };
        Ok(Self { cursor: cursor.filter(|cursor| !cursor.is_empty()), limit })
    }
}

fn bad(name: &str, detail: &str) -> Problem {
    Problem::new(Code::Malformed).field(format!("?{name}"), detail)
}

impl<S: Send + Sync> FromRequestParts<S> for Paging {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::parse(parts.uri.query().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_begins_where_this_one_ends() {
        let page = Page::cut(vec![1, 2, 3], 2, |n| (*n, "x"));
        assert_eq!(page.items, [1, 2]);
        let query = format!("cursor={}&q=a&limit=2", page.next.unwrap());
        let paging = Paging::parse(&query).unwrap();
        assert_eq!(paging.after::<(i32, String)>().unwrap(), Some((2, "x".to_owned())));
        assert_eq!(paging.limit, 2);
    }

    #[test]
    fn the_last_page_has_no_next() {
        assert_eq!(Page::cut(vec![1, 2], 2, |n| *n).next, None);
        assert_eq!(Page::<i32>::cut(vec![], 2, |n| *n).next, None);
    }

    #[test]
    fn garbage_is_no_cursor_and_no_limit() {
        for query in ["limit=0", "limit=201", "limit=-1", "limit=x", "limit=1&limit=2"] {
            assert!(Paging::parse(query).is_err(), "{query}");
        }
        let long = "a".repeat(3_000);
        for cursor in ["!!", "AAAA", "W10", &long] {
            let paging = Paging::parse(&format!("cursor={cursor}")).unwrap();
            assert!(paging.after::<(i64, String)>().is_err(), "{cursor}");
        }
        assert_eq!(Paging::parse("").unwrap(), Paging { cursor: None, limit: 50 });
    }
}
