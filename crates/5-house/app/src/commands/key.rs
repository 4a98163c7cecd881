//! `regulars key`.

use crate::cli::Key;
use crate::house::Rooms;
use access::{KeyDraft, KeyScope};
use anyhow::Result;
use base::{Namespace, SourceName};
use store::Scope;

const SCOPE: Scope = Scope::house("keys");

pub(super) fn run(rooms: &Rooms, what: &Key, json: bool) -> Result<()> {
    match what {
        Key::Create { name, api, source, namespace } => {
            let name = name.clone();
            let draft = if *api {
                KeyDraft::Api { name, scope: KeyScope::Write }
            } else {
                let source = SourceName::parse(source)?;
                KeyDraft::Write { name, source, namespace: Namespace::parse(namespace)? }
            };
            let (key, secret) =
                rooms.store.write_blocking(&SCOPE, move |tx| access::create_key(tx, draft))?;
            if json {
                println!("{}", serde_json::json!({ "id": key.id, "secret": secret }));
            } else {
                println!("{secret}");
            }
        }
        Key::List => {
            let keys = rooms.store.read_blocking(&SCOPE, |tx| access::list_keys(tx, None, 200))?;
            for key in keys {
                println!("{}  {}", key.id, key.name);
            }
        }
    }
    Ok(())
}
