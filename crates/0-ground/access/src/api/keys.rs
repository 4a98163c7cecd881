//! Write keys and API keys: listed, made, ended.

use super::shop::is_name;
use crate::model::{Key, KeyKind, KeyScope};
use crate::{Caller, KeyDraft, KeysWrite, create_key, end_key, list_keys};
use axum::extract::State;
use base::{Instant, KeyId, Namespace, SourceName};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, Code, House, Json, Page, Paging, Path, Problem};

/// What a key is for.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = KeyKind)]
enum KindCode {
    Write,
    Api,
}

/// How far an API key reaches.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = KeyScope)]
enum ScopeCode {
    Read,
    Write,
}

/// A key.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Key)]
pub(super) struct KeyBody {
    #[schema(value_type = String)]
    id: KeyId,
    name: String,
    kind: KindCode,
    /// Of API keys only.
    scope: Option<ScopeCode>,
    /// Of write keys only.
    #[schema(value_type = Option<String>)]
    source: Option<SourceName>,
    /// Of write keys only.
    #[schema(value_type = Option<String>)]
    namespace: Option<Namespace>,
    /// The key itself: of write keys always, of API keys once, when it is made.
    secret: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Instant,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Instant>,
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Instant>,
}

impl From<Key> for KeyBody {
    fn from(key: Key) -> Self {
        let kind = match key.kind {
            KeyKind::Write => KindCode::Write,
            KeyKind::Api => KindCode::Api,
        };
        let scope = match key.scope {
            KeyScope::Read => ScopeCode::Read,
            KeyScope::Write => ScopeCode::Write,
        };
        Self {
            id: key.id,
            name: key.name,
            kind,
            scope: (key.kind == KeyKind::Api).then_some(scope),
            source: key.source,
            namespace: key.namespace,
            secret: key.public_text,
            created_at: key.created_at,
            last_used_at: key.used_at,
            expires_at: key.expires_at,
        }
    }
}

/// A key to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyRequest {
    name: String,
    kind: KindCode,
    /// Of an API key: `write` when absent.
    #[serde(default)]
    scope: Option<ScopeCode>,
    /// Of a write key: where its facts are from; `web` when absent.
    #[serde(default)]
    source: Option<String>,
    /// Of a write key: the id space of its facts; `shop` when absent.
    #[serde(default)]
    namespace: Option<String>,
}

impl KeyRequest {
    fn checked(self) -> Result<KeyDraft, Problem> {
        let mut problem = Problem::new(Code::Invalid);
        if !is_name(&self.name) {
            problem = problem.field("/name", "1 to 120 characters");
        }
        let source = SourceName::parse_outside(self.source.as_deref().unwrap_or("web"));
        if let Err(why) = &source {
            problem = problem.field("/source", why.to_string());
        }
        let namespace =
            self.namespace.map_or(Ok(Namespace::shop()), |text| Namespace::parse(&text));
        if let Err(why) = &namespace {
            problem = problem.field("/namespace", why.to_string());
        }
        let (Ok(source), Ok(namespace), false) = (source, namespace, problem.has_fields()) else {
            return Err(problem);
        };
        let name = self.name.trim().to_owned();
        let scope = match self.scope {
            Some(ScopeCode::Read) => KeyScope::Read,
            Some(ScopeCode::Write) | None => KeyScope::Write,
        };
        Ok(match self.kind {
            KindCode::Write => KeyDraft::Write { name, source, namespace },
            KindCode::Api => KeyDraft::Api { name, scope },
        })
    }
}

/// Lists the keys, the newest first.
#[utoipa::path(get, path = "/keys", tag = "access", params(Paging),
    responses((status = 200, body = Page<KeyBody>)))]
pub(super) async fn list(
    State(house): State<House>,
    caller: Caller<KeysWrite>,
    paging: Paging,
) -> Answer<Json<Page<KeyBody>>> {
    let (after, limit) = (paging.after()?, paging.limit);
    let look = move |tx: &mut store::Tx<'_>| list_keys(tx, after, limit + 1);
    let keys = house.store.read(caller.scope(), look).await?;
    Ok(Json(Page::cut(keys, limit, |key| key.id).map(KeyBody::from)))
}

/// Makes a key. The secret of an API key is shown in this answer and never again.
// No `Keyed` here: a stored reply would keep the secret in clear.
#[utoipa::path(post, path = "/keys", tag = "access", request_body = KeyRequest,
    responses((status = 201, body = KeyBody)))]
pub(super) async fn create(
    State(house): State<House>,
    caller: Caller<KeysWrite>,
    Json(body): Json<KeyRequest>,
) -> Answer<(StatusCode, Json<KeyBody>)> {
    let draft = body.checked()?;
    let make = move |tx: &mut store::Tx<'_>| create_key(tx, draft);
    let (key, secret) = house.store.write(caller.scope(), make).await?;
    let body = KeyBody { secret: Some(secret), ..KeyBody::from(key) };
    Ok((StatusCode::CREATED, Json(body)))
}

/// Ends a key at once.
#[utoipa::path(delete, path = "/keys/{id}", tag = "access", params(("id" = String, Path)),
    responses((status = 204)))]
pub(super) async fn end(
    State(house): State<House>,
    caller: Caller<KeysWrite>,
    Path(id): Path<KeyId>,
) -> Answer<StatusCode> {
    if house.store.write(caller.scope(), move |tx| end_key(tx, id)).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found())
    }
}
