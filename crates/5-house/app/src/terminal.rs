//! Where a command answers: the terminal it was typed at, or the end of a socket when a running
//! server does the work.

use anyhow::Result;
use std::fmt::{self, Display};
use std::io::{ErrorKind, Write, stdout};
use std::path::{Path, PathBuf};

/// Nobody reads the answer any more, as with `| head -1`. It ends a command, and is no failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unread;

impl Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nobody reads the answer")
    }
}

impl std::error::Error for Unread {}

/// What was typed cannot be meant. The exit status tells it from work that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrongUse(pub(crate) String);

impl Display for WrongUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongUse {}

/// A failure on one line: what, and why, each cause once.
pub(crate) fn one_line(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        // Some errors name their cause themselves.
        if text.is_empty() {
            text = cause;
        } else if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes an answer.
///
/// # Errors
/// [`Unread`], and those of the file or terminal behind it.
pub(crate) fn write(out: &mut dyn Write, text: impl Display) -> Result<()> {
    match write!(out, "{text}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Unread.into()),
        other => Ok(other?),
    }
}

/// One line on standard output, for commands that have no other side.
///
/// # Errors
/// Those of [`write`].
pub(crate) fn print(line: impl Display) -> Result<()> {
    write(&mut stdout().lock(), format_args!("{line}\n"))
}

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
    /// Those of [`write`].
    pub(crate) fn say(&mut self, line: impl Display) -> Result<()> {
        write(self.out, format_args!("{line}\n"))
    }

    /// An answer that programs get as JSON and people as text.
    ///
    /// # Errors
    /// Those of [`write`].
    pub(crate) fn tell(&mut self, json: serde_json::Value, text: impl Display) -> Result<()> {
        if self.json { self.say(json) } else { self.say(text) }
    }

    /// A path as it was typed, from the root.
    pub(crate) fn path(&self, typed: &Path) -> PathBuf {
        self.folder.join(typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    #[test]
    fn a_cause_is_told_once_and_on_one_line() {
        let gone = std::io::Error::new(ErrorKind::NotFound, "no such file");
        let named = store::BackupError::File(gone);
        let error = Err::<(), _>(named).context("reading\n  copy").unwrap_err();
        assert_eq!(one_line(&error), "reading copy: the file cannot be used: no such file");
    }
}
