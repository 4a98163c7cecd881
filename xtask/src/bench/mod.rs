//! `cargo xtask bench NAME`: runs a benchmark with its peers and prints the ratios.
//!
//! A benchmark is a program of the room that it measures, `crates/*/<room>/benches/<name>.rs`. It
//! prints what it likes, and one line for each figure:
//!
//! ```text
//! result {"what": "10 sentences", "unit": "ms", "better": "lower", "ours": 35.1,
//!         "peers": {"DuckDB": 487.0, "Polars": 341.0}, "aim": "10 times the faster peer"}
//! ```
//!
//! (on one line). `REGULARS_BENCH_PYTHON` is a Python with DuckDB, Polars and pyarrow,
//! `REGULARS_BENCH_DATA` a folder for large files that are made once.

mod figure;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use self::figure::Figure;
use crate::samples::{self, Part};
use crate::{house, run, webapp};

#[derive(Args, Debug)]
pub(crate) struct Options {
    /// The benchmark; without it, all are listed.
    name: Option<String>,
    /// Appends the figures to docs/benchmarks.md, with the machine and the day.
    #[arg(long)]
    record: bool,
    /// Handed on to the benchmark, such as `--customers 100000`.
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Where figures are recorded.
const RECORD: &str = "docs/benchmarks.md";

/// A program that measures.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bench {
    name: String,
    krate: String,
}

/// Runs one benchmark, or lists them.
///
/// # Errors
/// When there is none of that name, or it fails.
pub(crate) fn run(options: &Options) -> Result<()> {
    let benches = benches(&house::root())?;
    let Some(name) = &options.name else {
        for bench in &benches {
            println!("{:<14} in {}", bench.name, bench.krate);
        }
        return Ok(());
    };
    let Some(bench) = benches.iter().find(|bench| bench.name == *name) else {
        let names: Vec<&str> = benches.iter().map(|bench| bench.name.as_str()).collect();
        bail!("there is no benchmark {name}; there are: {}", names.join(", "));
    };
    samples::fetch(Part::Peers)?;
    if bench.krate == "app" {
        webapp::build()?;
    }
    let figures = measure(bench, &options.arguments)?;
    if figures.is_empty() {
        bail!("{name} printed no result");
    }
    let table = figure::table(&figures);
    println!("\n{table}");
    if options.record {
        record(name, &table)?;
    }
    Ok(())
}

fn measure(bench: &Bench, arguments: &[String]) -> Result<Vec<Figure>> {
    let large = house::root().join("bench-data");
    fs::create_dir_all(&large)?;
    let mut cargo = run::command("cargo", &house::root());
    cargo.args(["bench", "--locked", "--package", &bench.krate, "--bench", &bench.name, "--"]);
    cargo.args(arguments);
    cargo.env("REGULARS_BENCH_PYTHON", samples::python());
    cargo.env("REGULARS_BENCH_DATA", large);
    let said = run::tee(&mut cargo, false)?;
    if !said.well {
        bail!("the benchmark {} failed", bench.name);
    }
    said.text
        .lines()
        .filter_map(|line| line.strip_prefix("result "))
        .map(|json| serde_json::from_str(json).with_context(|| format!("cannot read {json}")))
        .collect()
}

/// Every program in a `benches` folder of a crate.
fn benches(root: &Path) -> Result<Vec<Bench>> {
    let mut found = Vec::new();
    for storey in folders(&root.join("crates"))? {
        for krate in folders(&storey)? {
            let name = krate.file_name().unwrap_or_default().to_string_lossy().into_owned();
            for file in fs::read_dir(krate.join("benches")).into_iter().flatten().flatten() {
                if let Some(bench) = file.file_name().to_string_lossy().strip_suffix(".rs") {
                    found.push(Bench { name: bench.to_owned(), krate: name.clone() });
                }
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn folders(of: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(of).with_context(|| format!("no folder {}", of.display()))?;
    let mut folders: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect();
    folders.sort();
    Ok(folders)
}

fn record(name: &str, table: &str) -> Result<()> {
    let path = house::root().join(RECORD);
    let mut text = fs::read_to_string(&path).unwrap_or_else(|_| "# Benchmarks\n".to_owned());
    let day = run::output(run::command("date", &house::root()).args(["-u", "+%Y-%m-%d"]))?;
    let commit =
        run::output(run::command("git", &house::root()).args(["rev-parse", "--short", "HEAD"]))?;
    let (day, commit) = (day.trim(), commit.trim());
    write!(text, "\n## {name}, {day}\n\n{}; commit {commit}.\n\n{table}", machine())?;
    fs::write(&path, text)?;
    println!("recorded in {RECORD}");
    Ok(())
}

/// The machine in a line: its processor, cores and memory.
fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let after = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.starts_with(key));
        line.and_then(|line| line.split(':').nth(1)).map(|value| value.trim().to_owned())
    };
    let processor = after(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| "unknown".into());
    let memory = after(&read("/proc/meminfo"), "MemTotal")
        .and_then(|value| value.split_whitespace().next()?.parse::<u64>().ok())
        .map_or_else(
            || "unknown memory".to_owned(),
            |kib| format!("{} GiB", (kib + 524_288) >> 20),
        );
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("{processor}, {cores} cores, {memory}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn benchmarks_are_found_where_they_lie() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("crates/2-know/insights/benches");
        fs::create_dir_all(&folder).expect("made");
        fs::write(folder.join("segments.rs"), "").expect("written");
        fs::write(folder.join("peers.py"), "").expect("written");
        let found = benches(root.path()).expect("readable");
        let expected = Bench { name: "segments".to_owned(), krate: "insights".to_owned() };
        assert_eq!(found, [expected]);
    }
}
