//! The pages in a real browser, against the real binary.

use anyhow::Result;

use super::{Options, Outcome, count, rust};
use crate::{house, run, webapp};

/// Runs the `e2e` script of the web app with a browser and a binary.
pub(crate) fn pages(options: &Options) -> Result<Outcome> {
    webapp::build()?;
    let chromium = webapp::browser(options.may_install())?;
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
