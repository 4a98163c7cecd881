//! Write keys and API keys, found by the hash of their secret.

use crate::model::{Key, KeyKind, KeyScope};
use base::{Instant, KeyId, Namespace, SourceName};
use store::{Error, Row, Tx, Value};

const COLUMNS: &str = "id, name, kind, scope, source, namespace, public_text, created_at, \
    used_at, expires_at";

fn key(row: &Row<'_>) -> Result<Key, Error> {
    let bad = |column: &str| Error::Kind { column: column.to_owned() };
    let source = row.opt_text("source")?.map(|text| SourceName::parse(&text)).transpose();
    let namespace = row.opt_text("namespace")?.map(|text| Namespace::parse(&text)).transpose();
    Ok(Key {
        id: KeyId::from_bytes(row.id("id")?),
        name: row.text("name")?,
        kind: KeyKind::parse(&row.text("kind")?).ok_or_else(|| bad("kind"))?,
        scope: KeyScope::parse(&row.text("scope")?).ok_or_else(|| bad("scope"))?,
        source: source.map_err(|_| bad("source"))?,
        namespace: namespace.map_err(|_| bad("namespace"))?,
        public_text: row.opt_text("public_text")?,
        created_at: row.instant("created_at")?,
        used_at: row.opt_instant("used_at")?,
        expires_at: row.opt_instant("expires_at")?,
    })
}

/// The key of that secret, unless it is over.
pub(crate) fn find(tx: &mut Tx<'_>, secret_hash: Vec<u8>) -> Result<Option<Key>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM access_keys
         WHERE secret_hash = $1 AND (expires_at IS NULL OR expires_at > $2)"
    );
    let now = tx.now();
    tx.opt(&sql, &[Value::Bytes(secret_hash), now.into()], key)
}

/// A page of keys, the newest first.
pub(crate) fn list(tx: &mut Tx<'_>, after: Option<KeyId>, limit: usize) -> Result<Vec<Key>, Error> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let Some(after) = after else {
        let sql = format!("SELECT {COLUMNS} FROM access_keys ORDER BY id DESC LIMIT $1");
        return tx.all(&sql, &[limit.into()], key);
    };
    let sql = format!("SELECT {COLUMNS} FROM access_keys WHERE id < $1 ORDER BY id DESC LIMIT $2");
    tx.all(&sql, &[after.into(), limit.into()], key)
}

pub(crate) fn insert(tx: &mut Tx<'_>, key: &Key, secret_hash: Vec<u8>) -> Result<(), Error> {
    let sql = "INSERT INTO access_keys (id, secret_hash, kind, scope, name, source, namespace,
        public_text, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let params = [
        key.id.into(),
        Value::Bytes(secret_hash),
        key.kind.as_str().into(),
        key.scope.as_str().into(),
        (&key.name).into(),
        key.source.as_ref().map(SourceName::as_str).into(),
        key.namespace.as_ref().map(Namespace::as_str).into(),
        key.public_text.as_deref().into(),
        key.created_at.into(),
        key.expires_at.into(),
    ];
    tx.exec(sql, &params)?;
    Ok(())
}

/// Notes that it is in use, unless that was noted after `before`.
pub(crate) fn touch(tx: &mut Tx<'_>, id: KeyId, before: Instant) -> Result<(), Error> {
    let sql = "UPDATE access_keys SET used_at = $2
        WHERE id = $1 AND (used_at IS NULL OR used_at < $3)";
    let now = tx.now();
    tx.exec(sql, &[id.into(), now.into(), before.into()])?;
    Ok(())
}

/// Ends a key; says whether there was one.
pub(crate) fn delete(tx: &mut Tx<'_>, id: KeyId) -> Result<bool, Error> {
    Ok(tx.exec("DELETE FROM access_keys WHERE id = $1", &[id.into()])? > 0)
}
