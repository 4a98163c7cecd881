//! Verbs on keys: make, list, end, and find by secret.

use crate::model::{Key, KeyKind, KeyScope};
use crate::rows::keys as rows;
use crate::{Error, secret};
use base::{KeyId, Namespace, SourceName};
use std::time::Duration;
use store::Tx;

/// A key to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyDraft {
    /// A publishable key that brings activities in.
    Write {
        /// What the shop calls it.
        name: String,
        /// What the facts that come with it are from.
        source: SourceName,
        /// The id space of those facts.
        namespace: Namespace,
    },
    /// A secret key for the API.
    Api {
        /// What the shop calls it.
        name: String,
        /// How far it reaches.
        scope: KeyScope,
    },
}

/// How long an API key lives: a year, as credentials of programs must be renewed.
const API_LIFE: Duration = Duration::from_hours(365 * 24);

/// Makes a key and gives its secret, which for an API key is never seen again.
///
/// # Errors
/// Those of the database.
pub fn create_key(tx: &mut Tx<'_>, draft: KeyDraft) -> Result<(Key, String), Error> {
    let now = tx.now();
    let id = KeyId::new(now, tx.random());
    let (prefix, key) = match draft {
        KeyDraft::Write { name, source, namespace } => {
            let (source, namespace) = (Some(source), Some(namespace));
            (secret::WRITE_PREFIX, fresh(id, name, KeyKind::Write, source, namespace))
        }
        KeyDraft::Api { name, scope } => {
            let key = fresh(id, name, KeyKind::Api, None, None);
            let expires_at = Some(now.plus(API_LIFE));
            (secret::API_PREFIX, Key { scope, expires_at, ..key })
        }
    };
    let text = secret::fresh_key(prefix, tx.random());
    let public_text = (key.kind == KeyKind::Write).then(|| text.clone());
    let key = Key { public_text, created_at: now, ..key };
    rows::insert(tx, &key, secret::hash(&text))?;
    Ok((key, text))
}

fn fresh(
    id: KeyId,
    name: String,
    kind: KeyKind,
    source: Option<SourceName>,
    namespace: Option<Namespace>,
) -> Key {
    Key {
        id,
        name,
        kind,
        scope: KeyScope::Read,
        source,
        namespace,
        public_text: None,
        created_at: base::Instant::from_micros(0),
        used_at: None,
        expires_at: None,
    }
}

/// Lists keys, the newest first.
///
/// # Errors
/// Those of the database.
pub fn list_keys(
    tx: &mut Tx<'_>,
    after: Option<KeyId>,
    limit: usize,
) -> Result<Vec<Key>, store::Error> {
    rows::list(tx, after, limit)
}

/// Ends a key at once. Says whether there was one.
///
/// # Errors
/// Those of the database.
pub fn end_key(tx: &mut Tx<'_>, id: KeyId) -> Result<bool, store::Error> {
    tx.announce("key", id.to_string());
    rows::delete(tx, id)
}

/// Finds the write key of that text, if it is one that holds.
///
/// # Errors
/// Those of the database.
pub fn find_write_key(tx: &mut Tx<'_>, text: &str) -> Result<Option<Key>, store::Error> {
    if !secret::is_key(text, secret::WRITE_PREFIX) {
        return Ok(None);
    }
    Ok(rows::find(tx, secret::hash(text))?.filter(|key| key.kind == KeyKind::Write))
}

/// Finds the API key of that text, if it is one that holds.
pub(crate) fn find_api_key(tx: &mut Tx<'_>, text: &str) -> Result<Option<Key>, store::Error> {
    if !secret::is_key(text, secret::API_PREFIX) {
        return Ok(None);
    }
    Ok(rows::find(tx, secret::hash(text))?.filter(|key| key.kind == KeyKind::Api))
}
