//! `regulars key`.

use crate::cli::Key;
use crate::house::Rooms;
use crate::terminal::Terminal;
use access::{KeyDraft, KeyKind, KeyScope};
use anyhow::Result;
use serde_json::json;
use store::Scope;

const SCOPE: Scope = Scope::house("keys");
/// Keys that a list shows.
const LISTED: usize = 200;

pub(super) fn run(rooms: &Rooms, what: &Key, to: &mut Terminal<'_>) -> Result<()> {
    match what {
        Key::Create { name, api, read_only, source, namespace } => {
            let name = name.clone();
            let draft = if *api {
                let scope = if *read_only { KeyScope::Read } else { KeyScope::Write };
                KeyDraft::Api { name, scope }
            } else {
                let (source, namespace) = (source.clone(), namespace.clone());
                KeyDraft::Write { name, source, namespace }
            };
            let (key, secret) =
                rooms.store.write_blocking(&SCOPE, move |tx| access::create_key(tx, draft))?;
            to.tell(json!({ "id": key.id, "secret": secret }), &secret)
        }
        Key::List => list(rooms, to),
    }
}

fn list(rooms: &Rooms, to: &mut Terminal<'_>) -> Result<()> {
    let keys = rooms.store.read_blocking(&SCOPE, |tx| access::list_keys(tx, None, LISTED))?;
    for key in keys {
        let kind = match (key.kind, key.scope) {
            (KeyKind::Write, _) => "intake",
            (KeyKind::Api, KeyScope::Read) => "api, reads",
            (KeyKind::Api, KeyScope::Write) => "api, writes",
        };
        let used = key.used_at.map_or_else(|| "never".to_owned(), |at| at.to_string());
        let told = json!({
            "id": key.id, "name": key.name, "kind": key.kind.as_str(), "source": key.source,
            "namespace": key.namespace, "used_at": key.used_at, "expires_at": key.expires_at,
        });
        to.tell(told, format_args!("{}  {kind:<11}  used {used:<27}  {}", key.id, key.name))?;
    }
    Ok(())
}
