//! The Rust tests, on SQLite and on PostgreSQL.

use std::process::Command;

use anyhow::{Context, Result};

use super::{Options, Outcome, State, count};
use crate::postgres::Server;
use crate::{generate, house, machine, run, samples, tidy, webapp};

/// Every test of every crate. Each database test runs its body on both engines.
pub(crate) fn tests(options: &Options) -> Result<Outcome> {
    machine::need_c_compiler()?;
    webapp::build()?;
    if let Err(error) = build() {
        return Ok(Outcome::failed(format!("{error:#}")));
    }
    if let Err(error) = samples::fetch_for_tests() {
        println!("no samples, so tests on real input will fail: {error:#}");
    }
    let server = Server::open(options.may_install())?;
    println!("using {}", server.describe());
    let nextest = run::output(cargo().args(["nextest", "--version"])).is_ok();
    let mut runner = cargo();
    if nextest {
        runner.args(["nextest", "run", "--workspace", "--locked", "--no-tests", "fail"]);
        runner.args(["--profile", if machine::in_ci() { "ci" } else { "default" }]);
        runner.args(options.filter());
    } else {
        // Not --all-targets, which would run the benchmarks too.
        runner.args(["test", "--workspace", "--locked", "--lib", "--bins", "--tests"]);
        runner.args(["--no-fail-fast", "--"]).args(options.filter());
    }
    runner.env("REGULARS_TEST_POSTGRES", &server.url);
    runner.env("REGULARS_TEST_SAMPLES", samples::folder());
    runner.env("REGULARS_TEST_BINARY", house::binary("debug")?);
    let said = run::tee(&mut runner, nextest)?;
    let (passed, failed) =
        if nextest { count::nextest(&said.text) } else { count::cargo_test(&said.text) };
    Ok(Outcome::judge(passed, failed, said.well))
}

/// Compiles everything once; tests, generated files and the browser all use the result.
pub(crate) fn build() -> Result<()> {
    run::step("Building", || {
        run::show(cargo().args(["build", "--workspace", "--bins", "--tests", "--locked"]))
    })
}

/// Examples in doc comments, in the crates that have any.
pub(crate) fn examples(_: &Options) -> Result<Outcome> {
    let crates = tidy::crates_with_examples()?;
    if crates.is_empty() {
        println!("no doc comment has an example");
        return Ok(Outcome { passed: 0, failed: 0, state: State::Passed });
    }
    let mut runner = cargo();
    runner.args(["test", "--doc", "--locked", "--no-fail-fast"]);
    for name in &crates {
        runner.args(["--package", name]);
    }
    let said = run::tee(&mut runner, false)?;
    let (passed, failed) = count::cargo_test(&said.text);
    Ok(Outcome::judge(passed, failed, said.well))
}

/// Files that are made from the code are what the code makes today.
pub(crate) fn generated(_: &Options) -> Result<Outcome> {
    let binary = house::binary("debug")?;
    if !binary.is_file() {
        build()?;
    }
    let stale = generate::stale(&binary).context("the generated files cannot be made")?;
    let count = u32::try_from(generate::count())?;
    let bad = u32::try_from(stale.len())?;
    let mut outcome = Outcome::judge(count - bad, bad, stale.is_empty());
    if !stale.is_empty() {
        outcome.state = State::Failed(format!("run cargo xtask gen: {}", stale.join(", ")));
    }
    Ok(outcome)
}

fn cargo() -> Command {
    run::command("cargo", &house::root())
}
