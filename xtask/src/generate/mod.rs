//! `cargo xtask gen`: files that are made from the code, and the check that they are up to date.
//!
//! The binary is the only source: its hidden command `openapi` prints the description of the API,
//! and the TypeScript types are made from that.

mod typescript;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;

use crate::{house, run};

#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Changes nothing; says which files are out of date and fails when there are any.
    #[arg(long)]
    check: bool,
}

/// A generated file: where it lies and how it is made.
struct Generated {
    path: &'static str,
    make: fn(&Path) -> Result<String>,
}

const FILES: &[Generated] = &[
    Generated { path: "openapi.json", make: openapi },
    Generated { path: "ui/src/api/schema.ts", make: types },
];

/// Writes or checks the files.
///
/// # Errors
/// When the binary does not build, or with `--check` when a file is out of date.
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut cargo = run::command("cargo", &house::root());
    run::show(cargo.args(["build", "--locked", "--package", "app"]))?;
    let binary = house::binary("debug")?;
    if options.check {
        let stale = stale(&binary)?;
        if stale.is_empty() {
            return Ok(());
        }
        bail!("out of date, run cargo xtask gen: {}", stale.join(", "));
    }
    for file in FILES {
        let text = (file.make)(&binary)?;
        let path = house::root().join(file.path);
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            println!("{} is up to date", file.path);
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text).with_context(|| format!("cannot write {}", file.path))?;
        println!("{} is written", file.path);
    }
    Ok(())
}

/// The files that are not what the binary makes today.
///
/// # Errors
/// When they cannot be made.
pub(crate) fn stale(binary: &Path) -> Result<Vec<&'static str>> {
    let mut stale = Vec::new();
    for file in FILES {
        let text = (file.make)(binary)?;
        let old = fs::read_to_string(house::root().join(file.path)).unwrap_or_default();
        if old != text {
            stale.push(file.path);
        }
    }
    Ok(stale)
}

/// How many generated files there are.
pub(crate) fn count() -> usize {
    FILES.len()
}

fn openapi(binary: &Path) -> Result<String> {
    let mut text = serde_json::to_string_pretty(&description(binary)?)?;
    text.push('\n');
    Ok(text)
}

fn types(binary: &Path) -> Result<String> {
    typescript::types(&description(binary)?)
}

fn description(binary: &Path) -> Result<Value> {
    let said = run::output(run::command(binary, &house::root()).arg("openapi"))?;
    serde_json::from_str(&said).context("the binary's openapi command printed no JSON")
}
