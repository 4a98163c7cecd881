//! `regulars backup` and `regulars restore`.

use crate::house::Rooms;
use crate::terminal::Terminal;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// The keys lie beside the backup under this ending; keep them apart.
fn keys_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".keys");
    name.into()
}

pub(super) fn run(rooms: &Rooms, file: &Path, terminal: &mut Terminal<'_>) -> Result<()> {
    let file = terminal.path(file);
    let keys = keys_of(&file);
    if keys.exists() {
        bail!("{} is there already; give the backup another name", keys.display());
    }
    let rows = rooms.store.backup(&file).with_context(|| format!("{}", file.display()))?;
    rooms.store.copy_keys(&keys)?;
    terminal.say(format_args!("{rows} rows in {}", file.display()))?;
    terminal
        .say(format_args!("Keep {} apart: without it no one can read names", keys.display()))?;
    Ok(())
}

/// Puts the keys in place before the folder is opened for the first time.
pub(super) fn prepare(data: &Path, file: &Path) -> Result<()> {
    let keys = keys_of(file);
    store::place_keys(data, &keys).with_context(|| format!("{}", keys.display()))
}

pub(super) fn restore(rooms: &Rooms, file: &Path, terminal: &mut Terminal<'_>) -> Result<()> {
    let file = terminal.path(file);
    let rows = rooms.store.restore(&file).with_context(|| format!("{}", file.display()))?;
    terminal.say(format_args!("{rows} rows are back"))?;
    Ok(())
}
