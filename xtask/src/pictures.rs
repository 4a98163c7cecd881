//! `cargo xtask pictures`: the README's pictures, taken of a demo shop in a real browser.

use anyhow::Result;
use clap::Args;

use crate::{house, run, webapp};

#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Never installs Debian packages, even where it may.
    #[arg(long)]
    no_install: bool,
}

/// Builds what is not up to date and writes `docs/pictures`.
///
/// # Errors
/// When a tool is missing, a step fails, or a picture is too large.
pub(crate) fn run(options: &Options) -> Result<()> {
    webapp::build()?;
    let chromium = webapp::browser(!options.no_install)?;
    run::step("Building the server", || {
        let mut cargo = run::command("cargo", &house::root());
        run::show(cargo.args(["build", "--locked", "--package", "app"]))
    })?;
    let mut node = run::command("node", &webapp::folder());
    node.arg("scripts/pictures.js").arg(house::root().join("docs/pictures"));
    node.env("REGULARS_TEST_CHROMIUM", chromium);
    node.env("REGULARS_TEST_BINARY", house::binary("debug")?);
    run::step("Taking the pictures", || run::show(&mut node))
}
