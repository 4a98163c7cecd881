//! The web app's own tests.

use anyhow::Result;

use super::{Options, Outcome, count};
use crate::{run, webapp};

/// Types, lints, formatting and style rules; then the build, which the server embeds.
pub(crate) fn check(_: &Options) -> Result<Outcome> {
    webapp::install()?;
    let well = run::show(npm().args(["run", "check", "--silent"])).is_ok();
    webapp::build()?;
    Ok(Outcome::judge(u32::from(well), u32::from(!well), well))
}

/// vitest.
pub(crate) fn unit(_: &Options) -> Result<Outcome> {
    webapp::install()?;
    let said = run::tee(npm().args(["run", "test", "--silent"]), false)?;
    let (passed, failed) = count::vitest(&said.text);
    Ok(Outcome::judge(passed, failed, said.well))
}

fn npm() -> std::process::Command {
    let mut npm = run::command("npm", &webapp::folder());
    npm.env("NO_COLOR", "1");
    npm
}
