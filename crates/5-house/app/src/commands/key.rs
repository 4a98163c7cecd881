//! `regulars key`.

use crate::cli::Key;
use crate::house::Rooms;
use crate::terminal::Terminal;
use access::{KeyDraft, KeyScope};
use anyhow::Result;
use base::{Namespace, SourceName};
use store::Scope;

const SCOPE: Scope = Scope::house("keys");

pub(super) fn run(rooms: &Rooms, what: &Key, to: &mut Terminal<'_>) -> Result<()> {
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
            if to.json {
                to.say(serde_json::json!({ "id": key.id, "secret": secret }))?;
            } else {
                to.say(secret)?;
            }
        }
        Key::List => {
            let keys = rooms.store.read_blocking(&SCOPE, |tx| access::list_keys(tx, None, 200))?;
            for key in keys {
                to.say(format_args!("{}  {}", key.id, key.name))?;
            }
        }
    }
    Ok(())
}
