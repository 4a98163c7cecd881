//! The tree as text: every file that git tracks or would track, and what cargo knows.

use std::path::Path;

use anyhow::{Result, bail};

use super::{Packages, Rust};
use crate::{house, run};

/// Files larger than this are no source; bytes.
const FILE_BYTES_MAX: u64 = 2_000_000;

/// One text file.
#[derive(Debug)]
pub(crate) struct File {
    /// From the root, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
    /// The same file as Rust, when it is Rust.
    pub(crate) rust: Option<Rust>,
}

impl File {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let is_rust = path.rsplit('.').next() == Some("rs");
        let rust = is_rust.then(|| Rust::read(text));
        Self { path: path.to_owned(), text: text.to_owned(), rust }
    }

    /// The last part of the path.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The ending without the dot, or nothing.
    pub(crate) fn ending(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, ending)| ending)
    }

    /// The workspace crate it lies in, by the folder's name: `crates/2-know/ledger/…` → `ledger`.
    pub(crate) fn krate(&self) -> Option<&str> {
        let mut parts = self.path.split('/');
        (parts.next() == Some("crates")).then_some(())?;
        parts.next()?;
        parts.next()
    }

    /// True for Rust code that ends up in the product: not tests, benchmarks or examples.
    pub(crate) fn is_product(&self) -> bool {
        self.rust.is_some()
            && self.path.contains("/src/")
            && !self.is_test()
            && self.krate().is_some_and(|name| name != "testkit")
    }

    /// True for files that hold nothing but tests or benchmarks.
    pub(crate) fn is_test(&self) -> bool {
        let path = self.path.as_str();
        let name = self.name();
        ["/tests/", "/benches/", "/e2e/"].iter().any(|folder| path.contains(folder))
            || name == "tests.rs"
            || name.ends_with("_tests.rs")
            || name.contains(".test.")
    }

    /// Lines with their numbers, from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(at, line)| (at + 1, line))
    }
}

/// All files, and the packages.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) files: Vec<File>,
    pub(crate) packages: Packages,
}

impl Tree {
    /// Reads the tree at `root`, as git sees it.
    ///
    /// # Errors
    /// When git or cargo cannot be run.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let mut git = run::command("git", root);
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let said = run::output(&mut git)?;
        let paths: Vec<&str> = said.split('\0').filter(|path| !path.is_empty()).collect();
        let (first, second) = paths.split_at(paths.len() / 2);
        std::thread::scope(|scope| {
            let metadata = scope.spawn(house::metadata);
            let second = scope.spawn(|| files(root, second));
            let mut files = files(root, first);
            files.extend(second.join().unwrap_or_default());
            let metadata = metadata.join().unwrap_or_else(|_| bail!("reading cargo's answer"))?;
            Ok(Self { files, packages: Packages::read(&metadata) })
        })
    }

    /// A tree made of text, for the tests of the rules.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| File::new(path, text)).collect();
        Self { files, packages: Packages::default() }
    }

    /// The file at a path.
    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// All Rust files, as file and code.
    pub(crate) fn rust(&self) -> impl Iterator<Item = (&File, &Rust)> {
        self.files.iter().filter_map(|file| Some((file, file.rust.as_ref()?)))
    }

    /// Rust files that end up in the product.
    pub(crate) fn product(&self) -> impl Iterator<Item = (&File, &Rust)> {
        self.rust().filter(|(file, _)| file.is_product())
    }
}

/// The text files among these.
fn files(root: &Path, paths: &[&str]) -> Vec<File> {
    let read = |path: &&str| {
        let full = root.join(path);
        let size = std::fs::metadata(&full).map_or(u64::MAX, |about| about.len());
        let text = (size <= FILE_BYTES_MAX).then(|| std::fs::read_to_string(&full).ok())??;
        Some(File::new(path, &text))
    };
    paths.iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_knows_its_crate() {
        let file = File::new("crates/2-know/ledger/src/rows.rs", "");
        assert_eq!(file.krate(), Some("ledger"));
        assert_eq!((file.name(), file.ending()), ("rows.rs", "rs"));
        assert!(file.is_product());
        assert!(!File::new("crates/2-know/ledger/tests/it.rs", "").is_product());
        assert_eq!(File::new("xtask/src/main.rs", "").krate(), None);
    }
}
