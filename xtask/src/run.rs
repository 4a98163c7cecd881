//! Running other programs step by step, with a name and a time for each step.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Measures how long something takes.
#[derive(Debug)]
pub(crate) struct Watch(Instant);

impl Watch {
    pub(crate) fn start() -> Self {
        #[expect(clippy::disallowed_methods, reason = "a tool that reports how long steps took")]
        Self(Instant::now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Prints a duration for people: `0.4 s`, `12 s`, `3 min 05 s`.
pub(crate) fn human(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 10.0 {
        format!("{seconds:.1} s")
    } else if seconds < 100.0 {
        format!("{seconds:.0} s")
    } else {
        format!("{} min {:02} s", time.as_secs() / 60, time.as_secs() % 60)
    }
}

/// Does one step: says what, does it, says how long it took.
///
/// # Errors
/// What the step itself fails with, with the name of the step in front.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("» {name}");
    let watch = Watch::start();
    let done = work().with_context(|| format!("{name} failed"))?;
    println!("  {name}: {}", human(watch.elapsed()));
    Ok(done)
}

/// Makes a command that runs in `folder`.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    command
}

/// Runs a command to its end, showing what it prints.
///
/// # Errors
/// When it cannot be started or does not end well.
pub(crate) fn show(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {command:?}"))?;
    if !status.success() {
        bail!("{} ended with {status}", command.get_program().display());
    }
    Ok(())
}

/// Runs a command and returns what it prints on standard output.
///
/// # Errors
/// When it cannot be started or does not end well; the end of its standard error is in the text.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let done = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start {command:?}"))?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        let last = said.lines().rev().take(12).collect::<Vec<_>>();
        let said = last.into_iter().rev().collect::<Vec<_>>().join("\n");
        bail!("{} ended with {}\n{said}", command.get_program().display(), done.status);
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// Runs a command, shows everything it prints as it comes, and keeps a copy for counting.
/// Standard error goes straight to the terminal unless `both` asks for it to be kept too.
///
/// # Errors
/// Only when it cannot be started; how it ended is in the answer.
pub(crate) fn tee(command: &mut Command, both: bool) -> Result<Said> {
    use std::io::{BufRead, BufReader};
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    if both {
        command.stderr(Stdio::piped());
    }
    let mut child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
    let stderr = child.stderr.take();
    let errors = std::thread::spawn(move || {
        let Some(stderr) = stderr else { return String::new() };
        let mut kept = String::new();
        for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            eprintln!("{line}");
            kept.push_str(&line);
            kept.push('\n');
        }
        kept
    });
    let mut text = String::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            println!("{line}");
            text.push_str(&line);
            text.push('\n');
        }
    }
    let status = child.wait()?;
    text.push_str(&errors.join().unwrap_or_default());
    Ok(Said { text, well: status.success() })
}

/// What a program printed, and whether it ended well.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) well: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_like_speech() {
        assert_eq!(human(Duration::from_millis(412)), "0.4 s");
        assert_eq!(human(Duration::from_secs(42)), "42 s");
        assert_eq!(human(Duration::from_secs(185)), "3 min 05 s");
    }

    #[test]
    fn a_failing_program_is_reported_with_what_it_said() {
        let error = output(Command::new("sh").args(["-c", "echo no such shop >&2; exit 3"]));
        let text = format!("{:#}", error.expect_err("it fails"));
        assert!(text.contains("no such shop"), "{text}");
    }

    #[test]
    fn both_streams_are_kept_for_counting() {
        let said = tee(Command::new("sh").args(["-c", "echo one; echo two >&2; exit 1"]), true)
            .expect("it starts");
        assert!(!said.well);
        assert!(said.text.contains("one") && said.text.contains("two"));
    }
}
