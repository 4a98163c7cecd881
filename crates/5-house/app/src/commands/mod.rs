//! What each command does, a file for each.

mod backup;
mod demo;
mod doctor;
mod import;
mod key;
mod openapi;
mod rebuild;
mod segment;
mod serve;
mod staff;

use crate::cli::{Command, Door, Line};
use crate::house::Rooms;
use crate::settings::Settings;
use crate::terminal::Terminal;
use crate::through;
use anyhow::{Result, bail};
use std::io::IsTerminal;
use std::path::Path;

/// The data folder when nobody names one.
const FOLDER: &str = "./regulars-data";

/// Does what was typed.
pub(crate) fn run(line: &Line) -> Result<()> {
    match &line.command {
        Command::Serve { door, print_config } => serve::run(line, door, *print_config),
        Command::Demo { door, customers, seed, end, no_serve } => {
            let wish = demo::Wish { customers: *customers, seed: *seed, end: end.as_deref() };
            demo::run(line, door, wish, !no_serve)
        }
        Command::Openapi => openapi::run(),
        command => {
            let settings = Settings::find(&line.place, &Door::default(), FOLDER)?;
            let watched = std::io::stderr().is_terminal();
            let mut out = std::io::stdout().lock();
            let folder = std::env::current_dir()?;
            let mut terminal = Terminal::new(folder, &mut out, watched, line.json);
            match command {
                Command::Restore { file } => {
                    return backup::restore(&settings, file, &mut terminal);
                }
                // Takes files into a new folder too, but begins none for files that are not there.
                Command::Import(wish) if wish.takes_files() => import::check(wish, &terminal)?,
                _ => need_shop(&settings.data)?,
            }
            match Rooms::open(&settings) {
                Ok(rooms) => on_rooms(&rooms, command, &mut terminal),
                Err(error) if is_held(&error) => through::ask(&settings.data, &mut out),
                Err(error) => Err(error),
            }
        }
    }
}

/// A mistyped folder must not become an empty shop.
fn need_shop(data: &Path) -> Result<()> {
    if store::is_kept_in(data) {
        return Ok(());
    }
    let elsewhere = if data != Path::new(demo::FOLDER) && store::is_kept_in(demo::FOLDER.as_ref()) {
        format!("; the demo's is in {0}: --data {0}", demo::FOLDER)
    } else {
        String::new()
    };
    let advice = "name the shop's folder with --data, or begin one with `regulars serve`";
    bail!("there is no shop in {}; {advice}{elsewhere}", data.display())
}

fn is_held(error: &anyhow::Error) -> bool {
    let store = error.chain().find_map(|cause| cause.downcast_ref::<store::Error>());
    matches!(store, Some(store::Error::Held { .. }))
}

/// Does what needs the rooms, in this process or for someone who asked a running server.
pub(crate) fn on_rooms(rooms: &Rooms, command: &Command, to: &mut Terminal<'_>) -> Result<()> {
    match command {
        Command::Staff { what } => staff::run(rooms, what, to),
        Command::Key { what } => key::run(rooms, what, to),
        Command::Segment { what } => segment::run(rooms, what, to),
        Command::Import(wish) => import::run(rooms, wish, to),
        Command::Backup { file } => backup::run(rooms, file, to),
        Command::Rebuild { check } => rebuild::run(rooms, *check, to),
        Command::Doctor => doctor::run(rooms, to),
        Command::Serve { .. }
        | Command::Demo { .. }
        | Command::Restore { .. }
        | Command::Openapi => bail!("a server runs on this folder already"),
    }
}

/// Log lines on standard error; `RUST_LOG` chooses which.
fn watch_log() {
    let chosen = tracing_subscriber::EnvFilter::try_from_default_env();
    let filter = chosen.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
