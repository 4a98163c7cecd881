//! `cargo xtask test`: every test there is, and a table of what ran.
//!
//! A suite that cannot run is *not run*, says why, and fails the whole: nothing is skipped in
//! silence.

mod browser;
mod count;
mod report;
mod rust;
mod tidiness;
mod web;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

pub(crate) use report::{Outcome, State};

use crate::run::Watch;

#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Only these suites; all when absent.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Only>,
    /// Never installs Debian packages, even where it may.
    #[arg(long)]
    no_install: bool,
    /// Handed on to the Rust test runner, such as a part of a test's name.
    #[arg(last = true)]
    filter: Vec<String>,
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum Only {
    Tidy,
    Lint,
    Ui,
    Rust,
    Browser,
}

impl Options {
    pub(crate) fn may_install(&self) -> bool {
        !self.no_install
    }

    pub(crate) fn filter(&self) -> &[String] {
        &self.filter
    }
}

/// A suite: which part of the work it is, its name in the table, and what it does.
struct Suite {
    part: Only,
    name: &'static str,
    run: fn(&Options) -> Result<Outcome>,
}

/// In the order in which they find the most in the least time, and build what the next needs.
const SUITES: &[Suite] = &[
    Suite { part: Only::Tidy, name: "tidy rules", run: tidiness::rules },
    Suite { part: Only::Lint, name: "formatting", run: tidiness::formatting },
    Suite { part: Only::Ui, name: "web app, checks", run: web::check },
    Suite { part: Only::Ui, name: "web app, unit", run: web::unit },
    Suite { part: Only::Lint, name: "lints", run: tidiness::lints },
    Suite { part: Only::Rust, name: "rust, both databases", run: rust::tests },
    Suite { part: Only::Rust, name: "rust, examples in docs", run: rust::examples },
    Suite { part: Only::Rust, name: "generated files", run: rust::generated },
    Suite { part: Only::Browser, name: "browser", run: browser::pages },
];

/// Runs the suites and prints the table.
///
/// # Errors
/// When any test failed or any suite could not run.
pub(crate) fn run(options: &Options) -> Result<()> {
    let watch = Watch::start();
    let mut rows = Vec::new();
    for suite in SUITES {
        if !options.only.is_empty() && !options.only.contains(&suite.part) {
            continue;
        }
        println!("\n══ {} ══", suite.name);
        let own = Watch::start();
        let outcome = match (suite.run)(options) {
            Ok(outcome) => outcome,
            Err(error) => Outcome::not_run(format!("{error:#}")),
        };
        if let Some(why) = outcome.why() {
            println!("{}: {why}", suite.name);
        }
        rows.push(report::Row { suite: suite.name, outcome, time: own.elapsed() });
    }
    println!("\n{}", report::table(&rows, watch.elapsed()));
    if report::is_good(&rows) {
        return Ok(());
    }
    bail!("not everything passed")
}
