//! `cargo xtask demo`: from a clean checkout to the demo shop in the browser.

use std::os::unix::process::CommandExt;

use anyhow::{Context, Result};
use clap::Args;

use crate::{house, machine, run, webapp};

#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Handed on to `regulars demo`, such as `--customers 20000`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds what is not up to date, then becomes `regulars demo`.
///
/// # Errors
/// When a tool is missing or a step fails.
pub(crate) fn run(options: &Options) -> Result<()> {
    machine::need_c_compiler()?;
    machine::need_node()?;
    let watch = run::Watch::start();
    let binary = house::binary("release")?;
    if binary.exists() {
        webapp::build()?;
    } else {
        first_time()?;
    }
    run::step("Building the server", server)?;
    println!("Built in {}.", run::human(watch.elapsed()));
    let mut demo = run::command(&binary, &house::root());
    demo.arg("demo").args(&options.arguments);
    // Becoming the server keeps signals and the exit status as they are.
    let error = demo.exec();
    Err(error).with_context(|| format!("{} cannot be started", binary.display()))
}

/// Builds the web app while the crates that do not need it are compiled: packages come over the
/// network meanwhile. Whether the server compiles is said by the build that follows this one.
fn first_time() -> Result<()> {
    std::thread::scope(|scope| {
        scope.spawn(server);
        webapp::build()
    })
}

/// Compiles the release binary with the web app inside.
///
/// # Errors
/// When it does not compile.
pub(crate) fn server() -> Result<()> {
    let mut cargo = run::command("cargo", &house::root());
    run::show(cargo.args(["build", "--release", "--locked", "--package", "app"]))
}
