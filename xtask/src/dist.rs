//! `cargo xtask dist`: a release archive with its digest.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{demo, digest, house, machine, run, webapp};

/// What goes into the archive beside the binary: from the tree, and its name in the archive.
const PAPERS: &[(&str, &str)] = &[
    ("LICENSE", "LICENSE"),
    ("docs/running.md", "running.md"),
    ("docs/running/regulars.service", "regulars.service"),
    ("docs/running/regulars.toml", "regulars.toml"),
];

const MIGRATIONS: &str = "crates/0-ground/store/migrations";

/// Builds the release and packs it.
///
/// # Errors
/// When something does not build or cannot be written.
pub(crate) fn run() -> Result<()> {
    machine::need_c_compiler()?;
    webapp::build()?;
    run::step("Building the server", demo::server)?;
    let root = house::root();
    let name = format!(
        "regulars-{}-{}-{}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH
    );
    let folder = root.join("dist").join(&name);
    fs::create_dir_all(&folder)?;
    fs::copy(house::binary("release")?, folder.join("regulars"))?;
    for (from, to) in PAPERS {
        fs::copy(root.join(from), folder.join(to)).with_context(|| format!("no {from}"))?;
    }
    let archive = pack(&root.join("dist"), &name)?;
    let digest = digest::of(&fs::read(&archive)?);
    fs::write(archive.with_extension("gz.sha256"), format!("{digest}  {name}.tar.gz\n"))?;
    fs::write(root.join("xtask/released.toml"), released(&root)?)?;
    println!("dist/{name}.tar.gz\nsha256 {digest}");
    println!("xtask/released.toml now fixes the migrations; commit it with the release");
    Ok(())
}

/// Packs the folder so that the same content gives the same archive.
fn pack(dist: &Path, name: &str) -> Result<PathBuf> {
    let archive = dist.join(format!("{name}.tar.gz"));
    let mut tar = run::command("tar", dist);
    tar.args(["--create", "--use-compress-program", "gzip -n -9"]);
    tar.args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner"]);
    tar.args(["--mtime=@0", "--file"]).arg(&archive).arg(name);
    run::output(&mut tar)?;
    Ok(archive)
}

/// The list of migrations that this release runs, for the tidy rule that keeps them unedited.
fn released(root: &Path) -> Result<String> {
    let mut names: Vec<String> = fs::read_dir(root.join(MIGRATIONS))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    let mut list =
        "# Written by `cargo xtask dist`; a released migration is never edited.\n".to_owned();
    for name in names {
        let digest = digest::of(&fs::read(root.join(MIGRATIONS).join(&name))?);
        write!(list, "\n[[migration]]\npath = \"{MIGRATIONS}/{name}\"\n")?;
        writeln!(list, "sha256 = \"{digest}\"")?;
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_content_packs_to_the_same_archive() {
        let digests = [(); 2].map(|()| {
            let folder = tempfile::tempdir().expect("a folder");
            fs::create_dir(folder.path().join("it")).expect("made");
            fs::write(folder.path().join("it/regulars"), "binary").expect("written");
            let archive = pack(folder.path(), "it").expect("packed");
            digest::of(&fs::read(archive).expect("readable"))
        });
        assert_eq!(digests[0], digests[1]);
    }
}
