//! What each command does, a file for each.

mod demo;
mod doctor;
mod key;
mod openapi;
mod rebuild;
mod serve;
mod staff;

use crate::cli::{Command, Door, Line};
use crate::house::Rooms;
use crate::settings::Settings;
use anyhow::Result;

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
        Command::Staff { what } => staff::run(&open(line)?, what),
        Command::Key { what } => key::run(&open(line)?, what, line.json),
        Command::Rebuild { check } => rebuild::run(&open(line)?, *check),
        Command::Doctor => doctor::run(line),
        Command::Openapi => openapi::run(),
    }
}

/// The rooms on the data folder, for commands without a door.
fn open(line: &Line) -> Result<Rooms> {
    Rooms::open(&Settings::find(&line.place, &Door::default(), FOLDER)?)
}

/// One line on standard error: what, why and what to do.
pub(crate) fn complain(line: &Line, error: &anyhow::Error) {
    let text = format!("{error:#}");
    if line.json {
        eprintln!("{}", serde_json::json!({ "error": text }));
    } else {
        eprintln!("regulars: {text}");
    }
}

/// Log lines on standard error; `RUST_LOG` chooses which.
fn watch_log() {
    let chosen = tracing_subscriber::EnvFilter::try_from_default_env();
    let filter = chosen.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
