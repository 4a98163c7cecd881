//! What this machine has: programs, versions, the right to install. The only reader of the
//! environment in here.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::run;

/// A setting of the environment; empty counts as absent.
pub(crate) fn setting(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the one place of xtask that reads settings")]
    let value = std::env::var(name).ok();
    value.filter(|value| !value.is_empty())
}

/// True in CI, where a suite that cannot run is a failure.
pub(crate) fn in_ci() -> bool {
    setting("CI").is_some_and(|value| value == "true" || value == "1")
}

/// The first of `names` that is on the search path or in one of `also`.
pub(crate) fn find(names: &[&str], also: &[PathBuf]) -> Option<PathBuf> {
    let path = setting("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).chain(also.iter().cloned()).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|candidate| candidate.is_file())
}

/// True when this process may do anything on the machine.
pub(crate) fn is_root() -> bool {
    user("-u").is_some_and(|id| id == "0")
}

/// The name of the user who runs this.
pub(crate) fn user_name() -> Option<String> {
    user("-un")
}

fn user(flag: &str) -> Option<String> {
    run::output(Command::new("id").arg(flag)).ok().map(|text| text.trim().to_owned())
}

/// Makes sure that node and npm are there, and new enough for the web app's tools.
///
/// # Errors
/// With what is missing and how to get it.
pub(crate) fn need_node() -> Result<()> {
    let (Some(node), Some(_)) = (find(&["node"], &[]), find(&["npm"], &[])) else {
        bail!(
            "node and npm are needed to build the web app and were not found on the search path. \
             On Debian: apt-get install nodejs npm (20.19 or newer)"
        );
    };
    let said = run::output(Command::new(node).arg("--version"))?;
    let version = said.trim();
    if !node_is_enough(version) {
        bail!("node {version} is too old for the web app's tools: 20.19, or 22.12 and newer");
    }
    Ok(())
}

/// Vite's own rule: 20.19 or later of 20, or 22.12 and later.
fn node_is_enough(version: &str) -> bool {
    let mut parts = version.trim_start_matches('v').split('.').map(str::parse::<u32>);
    let (Some(Ok(major)), Some(Ok(minor))) = (parts.next(), parts.next()) else { return false };
    match major {
        20 => minor >= 19,
        22 => minor >= 12,
        _ => major > 22,
    }
}

/// Makes sure that a C compiler is there: SQLite and zstd are compiled from C.
///
/// # Errors
/// With what is missing and how to get it.
pub(crate) fn need_c_compiler() -> Result<()> {
    if setting("CC").is_some() || find(&["cc", "gcc", "clang"], &[]).is_some() {
        return Ok(());
    }
    bail!("a C compiler is needed and none was found. On Debian: apt-get install gcc libc6-dev")
}

/// A Debian package that a suite needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) what_for: &'static str,
}

/// Installs a package if this process may, else says what is missing.
///
/// # Errors
/// With the package's name and the command that installs it.
pub(crate) fn install(package: Package, allowed: bool) -> Result<()> {
    let Package { name, what_for } = package;
    let may = allowed && is_root() && find(&["apt-get"], &[]).is_some();
    if !may {
        bail!("{what_for} is missing. On Debian: apt-get install {name}");
    }
    println!("  installing {name} ({what_for})");
    apt(&["update", "-q"]).context("the list of packages cannot be read")?;
    apt(&["install", "-q", "-y", "--no-install-recommends", name])
        .with_context(|| format!("{name} cannot be installed"))
}

fn apt(arguments: &[&str]) -> Result<()> {
    let mut command = run::command("apt-get", Path::new("/"));
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    run::output(&mut command).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_judged_as_vite_does() {
        for (version, enough) in [
            ("v20.20.2", true),
            ("v20.18.9", false),
            ("v21.7.0", false),
            ("v22.12.0", true),
            ("v22.4.1", false),
            ("v24.0.0", true),
            ("v18.20.0", false),
            ("nonsense", false),
        ] {
            assert_eq!(node_is_enough(version), enough, "{version}");
        }
    }

    #[test]
    fn a_missing_package_is_named_with_its_command() {
        let package = Package { name: "chromium", what_for: "a browser for the page tests" };
        let error = install(package, false).expect_err("not allowed");
        assert!(error.to_string().contains("apt-get install chromium"));
    }
}
