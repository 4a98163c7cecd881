//! Where a command answers: the terminal it was typed at, or the end of a socket when a running
//! server does the work.

use std::fmt::Display;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The other side of a command.
pub(crate) struct Terminal<'a> {
    /// Where relative paths begin.
    folder: PathBuf,
    /// Results go here.
    out: &'a mut dyn Write,
    /// Whether somebody watches: progress is drawn then.
    pub(crate) watched: bool,
    /// Results as JSON, for programs.
    pub(crate) json: bool,
}

impl<'a> Terminal<'a> {
    pub(crate) fn new(folder: PathBuf, out: &'a mut dyn Write, watched: bool, json: bool) -> Self {
        Self { folder, out, watched, json }
    }

    /// One line of the answer.
    ///
    /// # Errors
    /// When nobody reads any more.
    pub(crate) fn say(&mut self, line: impl Display) -> std::io::Result<()> {
        writeln!(self.out, "{line}")
    }

    /// A path as it was typed, from the root.
    pub(crate) fn path(&self, typed: &Path) -> PathBuf {
        self.folder.join(typed)
    }
}
