//! Building the web app, and leaving it alone while nothing changed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::digest::Sum;
use crate::machine::{self, Package};
use crate::{house, run};

/// The web app's folder.
pub(crate) fn folder() -> PathBuf {
    house::root().join("ui")
}

/// Installs the packages and builds the app, each only when it is not up to date.
///
/// # Errors
/// When node or npm is missing or old, or when a step fails.
pub(crate) fn build() -> Result<()> {
    install()?;
    let stamp = house::target()?.join("xtask").join("webapp.sha256");
    let inputs = digest_of_inputs()?;
    let built = folder().join("build").join("index.html").is_file();
    if built && std::fs::read_to_string(&stamp).is_ok_and(|old| old == inputs) {
        println!("» Web app: up to date");
        return Ok(());
    }
    run::step("Building the web app", || {
        run::show(run::command("npm", &folder()).args(["run", "build", "--silent"]))
    })?;
    embed_again()?;
    if let Some(parent) = stamp.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(&stamp, inputs).context("the stamp of the web app cannot be written")
}

/// Makes cargo compile the file that embeds the app. It knows the files that were embedded last
/// time, and not that there are new ones.
fn embed_again() -> Result<()> {
    let source = std::fs::File::open(house::root().join("crates/5-house/app/src/ui.rs"))?;
    #[expect(clippy::disallowed_methods, reason = "a file is stamped as any editor would")]
    source.set_modified(std::time::SystemTime::now())?;
    Ok(())
}

/// Installs the packages of the lock file, unless they are all there.
///
/// # Errors
/// When node or npm is missing or old, or npm fails.
pub(crate) fn install() -> Result<()> {
    machine::need_node()?;
    let read = |path: &str| std::fs::read_to_string(folder().join(path)).unwrap_or_default();
    if is_installed(&read("package-lock.json"), &read("node_modules/.package-lock.json")) {
        return Ok(());
    }
    run::step("Installing the web app's packages", || {
        run::show(run::command("npm", &folder()).args(["ci", "--ignore-scripts", "--silent"]))
    })
}

const BROWSER: Package = Package { name: "chromium", what_for: "a browser that shows the pages" };

const BROWSERS: &[&str] =
    &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The browser in which pages are tested and pictured; installs one when it may.
///
/// # Errors
/// When there is none, with the package that has it.
pub(crate) fn browser(may_install: bool) -> Result<PathBuf> {
    let found = || {
        let set = machine::setting("REGULARS_TEST_CHROMIUM").map(PathBuf::from);
        set.or_else(|| machine::find(BROWSERS, &[]))
    };
    if let Some(browser) = found() {
        return Ok(browser);
    }
    machine::install(BROWSER, may_install)?;
    let Some(browser) = found() else { bail!("no browser was found after installing one") };
    Ok(browser)
}

#[derive(Deserialize, Default)]
struct Lock {
    packages: BTreeMap<String, Locked>,
}

#[derive(Deserialize)]
struct Locked {
    version: Option<String>,
    #[serde(default)]
    optional: bool,
}

/// True when every package of the lock file is installed in the version it names. Optional ones
/// are for other kinds of machines.
fn is_installed(wanted: &str, installed: &str) -> bool {
    let (Ok(wanted), Ok(installed)) =
        (serde_json::from_str::<Lock>(wanted), serde_json::from_str::<Lock>(installed))
    else {
        return false;
    };
    wanted.packages.iter().filter(|(path, locked)| !path.is_empty() && !locked.optional).all(
        |(path, locked)| {
            installed.packages.get(path).is_some_and(|there| there.version == locked.version)
        },
    )
}

/// A digest over the path and content of every file the build reads.
fn digest_of_inputs() -> Result<String> {
    let mut git = run::command("git", &folder());
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "."]);
    let mut paths: Vec<String> = run::output(&mut git)?
        .split('\0')
        .filter(|path| !path.is_empty() && !path.starts_with("e2e/"))
        .map(str::to_owned)
        .collect();
    paths.sort();
    let mut sum = Sum::default();
    for path in paths {
        // A file that was deleted and not yet committed is still listed.
        let Ok(content) = std::fs::read(folder().join(&path)) else { continue };
        sum.add(path.as_bytes());
        sum.add(&content);
    }
    Ok(sum.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: &str = r#"{"packages": {"": {"version": "0.1.0"},
        "node_modules/svelte": {"version": "5.57.3"},
        "node_modules/only-elsewhere": {"version": "1.0.0", "optional": true}}}"#;

    #[test]
    fn packages_count_as_installed_by_version() {
        let same = r#"{"packages": {"node_modules/svelte": {"version": "5.57.3"}}}"#;
        let older = r#"{"packages": {"node_modules/svelte": {"version": "5.57.2"}}}"#;
        assert!(is_installed(WANTED, same));
        assert!(!is_installed(WANTED, older));
        assert!(!is_installed(WANTED, ""));
        assert!(!is_installed("", same));
    }
}
