//! `regulars backup` and `regulars restore`.

use crate::house::Rooms;
use crate::settings::Settings;
use crate::terminal::Terminal;
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::path::{Path, PathBuf};

/// The keys lie beside the backup under this ending; keep them apart.
fn keys_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".keys");
    name.into()
}

pub(super) fn run(rooms: &Rooms, file: &Path, to: &mut Terminal<'_>) -> Result<()> {
    let file = to.path(file);
    let keys = keys_of(&file);
    if let Some(there) = [&file, &keys].into_iter().find(|path| path.exists()) {
        bail!("{} is there already; give the backup another name", there.display());
    }
    let rows = rooms.store.backup(&file).with_context(|| format!("{}", file.display()))?;
    rooms.store.copy_keys(&keys)?;
    if to.json {
        return to.say(json!({ "rows": rows, "file": file, "keys": keys }));
    }
    to.say(format_args!("{rows} rows in {}", file.display()))?;
    to.say(format_args!("Keep {} apart: without it no one can read names", keys.display()))
}

/// Reads a backup into a folder that holds no shop. What fails leaves the folder as it was.
pub(super) fn restore(settings: &Settings, file: &Path, to: &mut Terminal<'_>) -> Result<()> {
    let data = &settings.data;
    let file = to.path(file);
    let keys = keys_of(&file);
    for path in [&file, &keys] {
        std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    }
    if store::is_kept_in(data) {
        bail!("there is a shop in {} already; restore into an empty folder", data.display());
    }
    let was_there = data.exists();
    let restored = store::place_keys(data, &keys)
        .with_context(|| format!("{}", keys.display()))
        .and_then(|()| Rooms::open(settings))
        .and_then(|rooms| {
            rooms.store.restore(&file).with_context(|| format!("{}", file.display()))
        });
    match restored {
        Ok(rows) => to.tell(json!({ "rows": rows }), format_args!("{rows} rows are back")),
        Err(error) => {
            take_away(data, was_there);
            Err(error)
        }
    }
}

/// What a store begins in its folder.
const BEGUN: [&str; 5] =
    ["regulars.keys", "regulars.lock", "regulars.db", "regulars.db-wal", "regulars.db-shm"];

/// Takes away what a restore that failed began; no shop was in the folder before.
fn take_away(data: &Path, was_there: bool) {
    // The failure itself is what has to be told.
    for name in BEGUN {
        let _ = std::fs::remove_file(data.join(name));
    }
    if !was_there {
        let _ = std::fs::remove_dir(data);
    }
}
