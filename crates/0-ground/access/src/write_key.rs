//! The publishable keys of the front door, remembered in memory: each call there has one.

use crate::caller::SEEN_EVERY;
use crate::find_write_key;
use crate::rows::keys;
use axum::extract::{FromRef, FromRequestParts};
use base::{Instant, KeyId, Namespace, SourceName};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::request::Parts;
use http::{HeaderMap, header};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use store::{Changes, Scope, Store, Who};
use tokio::sync::broadcast::error::TryRecvError;
use web::{Code, Problem};

/// A write key that holds: what comes with it is from this source and in this id space. It gives
/// the right to bring activities in, and no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteKey {
    /// The key's name.
    pub id: KeyId,
    /// Where the facts are from.
    pub source: SourceName,
    /// The id space of the facts.
    pub namespace: Namespace,
}

impl WriteKey {
    /// On whose behalf: for `store.read` and `store.write`.
    pub fn scope(&self) -> Scope {
        Scope::admitted(Who::Key(self.id))
    }
}

/// Finds write keys, and remembers for a minute those it found. A key that ends is forgotten at
/// once. Cheap to clone; part of the state of the room that takes [`WriteKey`].
#[derive(Clone)]
pub struct WriteKeys {
    store: Store,
    known: Arc<Mutex<Known>>,
}

struct Known {
    keys: HashMap<String, (WriteKey, Instant)>,
    /// How often everything was forgotten.
    n_forgotten: u64,
    changes: Changes,
}

/// How long a found key is believed without another look, should another process end it.
const BELIEVED: Duration = SEEN_EVERY;
/// Keys that are remembered at once.
const KEYS_MAX: usize = 10_000;
const FRONT_DOOR: Scope = Scope::house("front door");

impl fmt::Debug for WriteKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WriteKeys(…)")
    }
}

impl WriteKeys {
    /// Remembers nothing yet.
    pub fn new(store: &Store) -> Self {
        let known = Known { keys: HashMap::new(), n_forgotten: 0, changes: store.changes() };
        Self { store: store.clone(), known: Arc::new(Mutex::new(known)) }
    }

    /// The write key of that text, wherever in the request it stood.
    ///
    /// # Errors
    /// `not_signed_in` when it is none that holds, the same for every bad key; those of the
    /// database.
    pub async fn find(&self, text: &str) -> Result<WriteKey, Problem> {
        let now = self.store.clock().now();
        let n_forgotten = match self.recall(text, now) {
            Ok(key) => return Ok(key),
            Err(n_forgotten) => n_forgotten,
        };
        let wanted = text.to_owned();
        let found = self.store.read(&FRONT_DOOR, move |tx| find_write_key(tx, &wanted)).await?;
        let key = found.and_then(|key| {
            let (source, namespace) = (key.source?, key.namespace?);
            Some(WriteKey { id: key.id, source, namespace })
        });
        let key = key.ok_or_else(|| Problem::new(Code::NotSignedIn))?;
        let id = key.id;
        let before = now.minus(SEEN_EVERY);
        // A house that is busy notes it another time.
        match self.store.try_write(&FRONT_DOOR, move |tx| keys::touch(tx, id, before)).await {
            Ok(()) | Err(store::Error::Busy) => {}
            Err(error) => return Err(error.into()),
        }
        self.remember(text, &key, now, n_forgotten);
        Ok(key)
    }

    /// What is remembered, unless a key has ended since; else how often all was forgotten.
    fn recall(&self, text: &str, now: Instant) -> Result<WriteKey, u64> {
        let mut known = self.known.lock();
        loop {
            match known.changes.try_recv() {
                Ok(change) if change.topic != "key" => {}
                // A key has ended, or something was missed that may have been its end.
                Ok(_) | Err(TryRecvError::Lagged(_)) => {
                    known.keys.clear();
                    known.n_forgotten += 1;
                }
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        let found = known.keys.get(text).filter(|(_, at)| now.since(*at) < BELIEVED);
        found.map(|(key, _)| key.clone()).ok_or(known.n_forgotten)
    }

    /// Remembers a key, unless one has ended since it was looked up: it may be this one.
    fn remember(&self, text: &str, key: &WriteKey, now: Instant, n_forgotten: u64) {
        let mut known = self.known.lock();
        if known.n_forgotten != n_forgotten {
            return;
        }
        if known.keys.len() >= KEYS_MAX {
            known.keys.clear();
        }
        known.keys.insert(text.to_owned(), (key.clone(), now));
    }
}

impl<S: Send + Sync> FromRequestParts<S> for WriteKey
where
    WriteKeys: FromRef<S>,
{
    type Rejection = Problem;

    /// The key as the user name of HTTP Basic, as the Segment libraries send it. A key that
    /// stands in the body is found with [`WriteKeys::find`].
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let text = basic_user(&parts.headers).ok_or_else(|| Problem::new(Code::NotSignedIn))?;
        WriteKeys::from_ref(state).find(&text).await
    }
}

/// The user name of HTTP Basic (RFC 7617), if there is one.
fn basic_user(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (value, None) = (values.next()?, values.next()) else { return None };
    let (scheme, text) = value.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()?;
    let user = text.split_once(':').map_or(text.as_str(), |(user, _)| user);
    Some(user.to_owned())
}
