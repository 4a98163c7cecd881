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
use std::process::ExitCode;
use terminal::Unread;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // One TLS provider in the whole tree; a second one would make the first connection panic.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let line = cli::Line::parse();
    match commands::run(&line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<Unread>() => ExitCode::SUCCESS,
        Err(error) => {
            commands::complain(&line, &error);
            ExitCode::FAILURE
        }
    }
}
