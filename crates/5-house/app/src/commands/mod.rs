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
use std::io::{IsTerminal, Write};

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
            if let Command::Restore { file } = command {
                backup::prepare(&settings.data, file)?;
            }
            let rooms = match Rooms::open(&settings) {
                Ok(rooms) => rooms,
                Err(error) if is_held(&error) => return through::ask(&settings.data),
                Err(error) => return Err(error),
            };
            let watched = std::io::stderr().is_terminal();
            let mut out = std::io::stdout().lock();
            let folder = std::env::current_dir()?;
            on_rooms(&rooms, command, &mut Terminal::new(folder, &mut out, watched, line.json))
        }
    }
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
        Command::Restore { file } => backup::restore(rooms, file, to),
        Command::Rebuild { check } => rebuild::run(rooms, *check, to),
        Command::Doctor => doctor::run(rooms, to),
        Command::Serve { .. } | Command::Demo { .. } | Command::Openapi => {
            bail!("a server runs on this folder already")
        }
    }
}

/// One line on standard error: what, why and what to do.
pub(crate) fn complain(line: &Line, error: &anyhow::Error) {
    let text = format!("{error:#}");
    let text = if line.json {
        serde_json::json!({ "error": text }).to_string()
    } else {
        format!("regulars: {text}")
    };
    // When nobody reads that either, the exit status still tells.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Log lines on standard error; `RUST_LOG` chooses which.
fn watch_log() {
    let chosen = tracing_subscriber::EnvFilter::try_from_default_env();
    let filter = chosen.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
