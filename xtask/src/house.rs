//! Where things are in the source tree.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_metadata::{Metadata, MetadataCommand};

/// The folder that holds the workspace's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// What cargo knows about the workspace and all it links on this kind of machine.
///
/// # Errors
/// When `Cargo.lock` does not fit the manifests, or cargo cannot be run.
pub(crate) fn metadata() -> Result<Metadata> {
    MetadataCommand::new()
        .current_dir(root())
        .other_options(vec![
            "--locked".to_owned(),
            "--filter-platform".to_owned(),
            "x86_64-unknown-linux-gnu".to_owned(),
        ])
        .exec()
        .context("cargo metadata failed; is Cargo.lock up to date?")
}

/// Cargo's target folder, wherever the user has put it.
///
/// # Errors
/// When cargo cannot be run.
pub(crate) fn target() -> Result<PathBuf> {
    let metadata = MetadataCommand::new().current_dir(root()).no_deps().exec()?;
    Ok(metadata.target_directory.into_std_path_buf())
}

/// The server's binary of a profile: `debug` or `release`.
///
/// # Errors
/// When cargo cannot be run.
pub(crate) fn binary(profile: &str) -> Result<PathBuf> {
    Ok(target()?.join(profile).join("regulars"))
}
