//! The rules of the house, the formatting and the lints.

use std::process::Command;

use anyhow::Result;

use super::{Options, Outcome, State};
use crate::{house, run, tidy};

/// `cargo xtask tidy` as a suite: each rule is one check.
pub(crate) fn rules(_: &Options) -> Result<Outcome> {
    let findings = tidy::check()?;
    for line in &findings {
        println!("{line}");
    }
    let rules = u32::try_from(tidy::rules())?;
    let broken = u32::try_from(tidy::rules_broken(&findings))?.min(rules);
    Ok(Outcome::judge(rules - broken, broken, findings.is_empty()))
}

/// `cargo fmt --check`.
pub(crate) fn formatting(_: &Options) -> Result<Outcome> {
    let mut fmt = run::command("cargo", &house::root());
    verdict(fmt.args(["fmt", "--all", "--check"]), "run cargo fmt")
}

/// Clippy over everything, a warning counts as a failure.
pub(crate) fn lints(_: &Options) -> Result<Outcome> {
    let mut clippy = run::command("cargo", &house::root());
    clippy.args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]);
    verdict(&mut clippy, "clippy found something")
}

fn verdict(command: &mut Command, advice: &str) -> Result<Outcome> {
    let well = run::tee(command, false)?.well;
    let mut outcome = Outcome::judge(u32::from(well), u32::from(!well), well);
    if !well {
        outcome.state = State::Failed(advice.to_owned());
    }
    Ok(outcome)
}
