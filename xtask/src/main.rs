//! The project's own tools: `cargo xtask demo`, `test`, `tidy`, `gen`, `samples`, `bench`,
//! `pictures`, `dist`.
//!
//! Everything that a shell script would do elsewhere is Rust here, so that it is checked, works
//! the same for a person and in CI, and can say what is missing. Nothing in here is part of the
//! product. Start reading at [`Command`]; each command has a file of its own.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool prints")]

mod bench;
mod demo;
mod digest;
mod dist;
mod generate;
mod house;
mod machine;
mod pictures;
mod postgres;
mod run;
mod samples;
mod test;
mod tidy;
mod webapp;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tools of the Regulars source tree.
#[derive(Parser, Debug)]
#[command(name = "cargo xtask", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Builds the web app and the server, makes the demo shop and serves it.
    Demo(demo::Options),
    /// Runs every test: tidy rules, lints, Rust on both databases, web app, browser.
    Test(test::Options),
    /// Checks the rules of the house that no compiler knows.
    Tidy,
    /// Writes the generated files, or with --check says which are out of date.
    Gen(generate::Options),
    /// Fetches the public sample data into `samples/` and converts it for the import.
    Samples(samples::Options),
    /// Runs a benchmark with its peers and prints the ratios.
    Bench(bench::Options),
    /// Takes the README's pictures of a demo shop.
    Pictures(pictures::Options),
    /// Makes a release archive in `dist/`.
    Dist,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Demo(options) => demo::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Tidy => tidy::run(),
        Command::Gen(options) => generate::run(&options),
        Command::Samples(options) => samples::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Pictures(options) => pictures::run(&options),
        Command::Dist => dist::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
