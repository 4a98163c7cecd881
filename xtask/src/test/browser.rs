//! The pages in a real browser, against the real binary.

use anyhow::{Result, bail};

use super::{Options, Outcome, count, rust};
use crate::machine::{self, Package};
use crate::{house, run, webapp};

const PACKAGE: Package = Package { name: "chromium", what_for: "a browser for the page tests" };

const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Runs the `e2e` script of the web app with a browser and a binary.
pub(crate) fn pages(options: &Options) -> Result<Outcome> {
    webapp::build()?;
    if machine::setting("REGULARS_TEST_CHROMIUM").is_none() && machine::find(NAMES, &[]).is_none() {
        machine::install(PACKAGE, options.may_install())?;
    }
    let chromium = machine::setting("REGULARS_TEST_CHROMIUM")
        .map(Into::into)
        .or_else(|| machine::find(NAMES, &[]));
    let Some(chromium) = chromium else { bail!("no browser was found after installing one") };
    let binary = house::binary("debug")?;
    if let Err(error) = rust::build() {
        return Ok(Outcome::failed(format!("{error:#}")));
    }
    let mut npm = run::command("npm", &webapp::folder());
    npm.args(["run", "e2e", "--silent"]).env("NO_COLOR", "1");
    npm.env("REGULARS_TEST_CHROMIUM", chromium).env("REGULARS_TEST_BINARY", binary);
    let said = run::tee(&mut npm, false)?;
    let (passed, failed) = count::node(&said.text);
    let (more_passed, more_failed) = count::vitest(&said.text);
    Ok(Outcome::judge(passed + more_passed, failed + more_failed, said.well))
}
