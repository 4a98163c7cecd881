//! Commands through a running server. It holds the lock on the data folder, so it does the work
//! and the command line shows the answer. Whoever may read the folder may talk to it: the socket
//! belongs to the owner of the folder alone.

use crate::cli::Line;
use crate::commands;
use crate::house::Rooms;
use crate::terminal::{Terminal, WrongUse, one_line, write};
use anyhow::{Context, Result, bail};
use clap::Parser;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

const NAME: &str = "regulars.sock";
/// Longest command line that is read, in bytes.
const ASKED_BYTES_MAX: u64 = 1024 * 1024;

/// What is asked.
#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    words: Vec<String>,
    folder: PathBuf,
    watched: bool,
}

/// What comes back, a line each.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Told {
    Out(String),
    Failed(String),
    Misused(String),
    Done,
}

/// Has the server that holds `data` do what was typed.
pub(crate) fn ask(data: &Path, out: &mut dyn Write) -> Result<()> {
    let mut stream = UnixStream::connect(data.join(NAME))
        .context("another process holds the data folder and does not take commands")?;
    let asked = Asked {
        words: std::env::args().collect(),
        folder: std::env::current_dir()?,
        watched: std::io::stderr().is_terminal(),
    };
    writeln!(stream, "{}", serde_json::to_string(&asked)?)?;
    for line in BufReader::new(stream).lines() {
        match serde_json::from_str(&line?)? {
            Told::Out(text) => write(out, text)?,
            Told::Failed(text) => bail!(text),
            Told::Misused(text) => bail!(WrongUse(text)),
            Told::Done => return Ok(()),
        }
    }
    bail!("the server stopped in the middle")
}

/// Listens until the process ends. Each command has a thread of its own.
pub(crate) fn listen(rooms: &Rooms) -> Result<()> {
    let path = rooms.store.data().join(NAME);
    // The lock on the folder is ours, so a socket that is there is left over.
    let _ = std::fs::remove_file(&path);
    let listener = UnixListener::bind(&path)
        .with_context(|| format!("cannot listen at {}", path.display()))?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    let rooms = rooms.clone().beside_a_server();
    std::thread::Builder::new().name("commands".into()).spawn(move || {
        for stream in listener.incoming().flatten() {
            let rooms = rooms.clone();
            // A command that cannot be answered has nobody to be told.
            let work = move || drop(answer(&rooms, stream));
            let _ = std::thread::Builder::new().name("command".into()).spawn(work);
        }
    })?;
    Ok(())
}

fn answer(rooms: &Rooms, stream: UnixStream) -> Result<()> {
    let mut line = String::new();
    let limited = std::io::Read::take(&stream, ASKED_BYTES_MAX);
    BufReader::new(limited).read_line(&mut line)?;
    let asked: Asked = serde_json::from_str(&line)?;
    let mut out = Out { stream: &stream, unsent: Vec::new() };
    let outcome = obey(rooms, &asked, &mut out);
    out.flush()?;
    let last = match outcome {
        Ok(()) => Told::Done,
        Err(error) if error.is::<WrongUse>() => Told::Misused(one_line(&error)),
        Err(error) => Told::Failed(one_line(&error)),
    };
    writeln!(&stream, "{}", serde_json::to_string(&last)?)?;
    Ok(())
}

fn obey(rooms: &Rooms, asked: &Asked, out: &mut dyn Write) -> Result<()> {
    let line = Line::try_parse_from(&asked.words)?;
    let mut terminal = Terminal::new(asked.folder.clone(), out, false, line.json);
    commands::on_rooms(rooms, &line.command, &mut terminal)
}

/// Sends whole pieces of the answer.
struct Out<'a> {
    stream: &'a UnixStream,
    unsent: Vec<u8>,
}

/// Bytes of an answer that are sent at once.
const PIECE: usize = 64 * 1024;

impl Write for Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.unsent.extend_from_slice(bytes);
        if self.unsent.len() >= PIECE || bytes.ends_with(b"\n") {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        if self.unsent.is_empty() {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&self.unsent).into_owned();
        self.unsent.clear();
        let told = serde_json::to_string(&Told::Out(text))?;
        writeln!(&mut self.stream, "{told}")
    }
}
