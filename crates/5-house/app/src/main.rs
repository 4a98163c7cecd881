//! The binary: settings, wiring, commands, the embedded web app. No rules of its own.
//!
//! `cli.rs` says what can be typed, `commands/` does it, `house.rs` puts the rooms together,
//! `serve.rs` opens the door.

mod cli;
mod commands;
mod effects;
#[cfg(test)]
mod faults_tests;
mod health;
mod house;
#[cfg(test)]
mod import_faults_tests;
mod mailbox;
mod metrics;
mod pictures;
mod serve;
mod settings;
mod terminal;
mod through;
mod ui;

use clap::Parser;
use clap::error::ErrorKind;
use std::io::Write;
use std::process::ExitCode;
use terminal::{Unread, WrongUse, one_line};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // One TLS provider in the whole tree; a second one would make the first connection panic.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let line = match cli::Line::try_parse() {
        Ok(line) => line,
        Err(error) => return explain(&error),
    };
    match commands::run(&line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<Unread>() => ExitCode::SUCCESS,
        Err(error) => {
            complain(line.json, &one_line(&error));
            if error.is::<WrongUse>() { WRONG_USE.into() } else { ExitCode::FAILURE }
        }
    }
}

/// The exit status when what was typed cannot be meant.
const WRONG_USE: u8 = 2;

/// Shows help where it was asked for, or says on one line what was wrong with the words.
fn explain(error: &clap::Error) -> ExitCode {
    let asked = !error.use_stderr();
    if asked || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        // Nobody has to read it to its end.
        let _ = error.print();
        return if asked { ExitCode::SUCCESS } else { WRONG_USE.into() };
    }
    let json = std::env::args_os().any(|word| word == "--json");
    complain(json, &cli::on_one_line(&error.render().to_string()));
    WRONG_USE.into()
}

/// One line on standard error: what, why and what to do.
fn complain(json: bool, text: &str) {
    let line = if json {
        serde_json::json!({ "error": text }).to_string()
    } else {
        format!("regulars: {text}")
    };
    // When nobody reads that either, the exit status still tells.
    let _ = writeln!(std::io::stderr(), "{line}");
}
