//! A small SMTP server that takes mails and delivers none: the mailbox of the demo, and the peer
//! of tests.
//!
//! It speaks raw lines and believes nothing: what it keeps is what was on the wire, dots
//! unstuffed. A [`Host`] decides at every step whether to go on, answer otherwise or hang up, so
//! that each failure of a real relay can be played.

use base::Personal;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::BufReader;
use tokio::io::{
    AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt,
};
use tokio::net::TcpListener;
use tokio::time::timeout;

/// Largest mail, in bytes.
const MAIL_BYTES_MAX: usize = 32 * 1_024 * 1_024;
/// Longest command, in bytes.
const COMMAND_BYTES_MAX: u64 = 4_096;
/// A client that is silent for longer is let go.
const IDLE_TIME: Duration = Duration::from_mins(5);

/// A mail as it came over the wire.
#[derive(Clone, PartialEq, Eq)]
pub struct Received {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<Personal>,
    /// Headers and body.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Received({} recipients, {} bytes)", self.to.len(), self.bytes.len())
    }
}

/// A moment at which the host may step in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// A client connected.
    Greeting,
    /// It said EHLO.
    Hello,
    /// It gave a sender.
    Sender(&'a str),
    /// It gave a recipient.
    Recipient(&'a str),
    /// It wants to hand over content.
    Data,
    /// All content is here.
    Content(&'a Received),
    /// The client asked for a sign-in; the rest of the line.
    SignIn(&'a str),
}

/// What the host wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Go on as usual.
    Go,
    /// Answer this line instead, without its end.
    Say(String),
    /// Hang up without a word.
    HangUp,
}

/// Decides at every step.
pub trait Host: Send + Sync + 'static {
    /// Steps in, or lets go on.
    fn at(&self, step: Step<'_>) -> Act;

    /// Lines of the EHLO reply.
    fn abilities(&self) -> &'static [&'static str] {
        &["PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 33554432"]
    }
}

/// Takes connections until the listener fails or the task is dropped.
///
/// # Errors
/// When no connection can be taken any more.
pub async fn serve(listener: TcpListener, host: Arc<dyn Host>) -> io::Result<()> {
    let mut open = tokio::task::JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        while open.try_join_next().is_some() {}
        let host = Arc::clone(&host);
        open.spawn(async move { converse(stream, host.as_ref()).await });
    }
}

/// Speaks with one client until it leaves.
///
/// # Errors
/// When the connection breaks or the client sends what is no SMTP.
pub async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send,
    host: &dyn Host,
) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    if !say(&mut stream, host.at(Step::Greeting), "220 sink ready").await? {
        return Ok(());
    }
    let mut mail = Received { from: String::new(), to: Vec::new(), bytes: Vec::new() };
    loop {
        let line = match timeout(IDLE_TIME, command(&mut stream)).await {
            Ok(line) => line?,
            Err(_) => return Ok(()),
        };
        let Some(line) = line else {
            return Ok(());
        };
        let go_on = answer(&mut stream, host, &line, &mut mail).await?;
        if !go_on {
            return stream.shutdown().await;
        }
    }
}

/// Answers one command; false when the conversation is over.
async fn answer<S>(
    stream: &mut S,
    host: &dyn Host,
    line: &str,
    mail: &mut Received,
) -> io::Result<bool>
where
    S: AsyncBufRead + AsyncWrite + Unpin,
{
    let upper = line.to_ascii_uppercase();
    let word = upper.split(' ').next().unwrap_or_default();
    match word {
        "EHLO" | "HELO" => {
            let lines = host.abilities().iter().fold("250-sink".to_owned(), |mut text, ability| {
                text.push_str("\r\n250-");
                text.push_str(ability);
                text
            });
            say(stream, host.at(Step::Hello), &format!("{lines}\r\n250 OK")).await
        }
        "MAIL" => {
            *mail = Received { from: path(line), to: Vec::new(), bytes: Vec::new() };
            say(stream, host.at(Step::Sender(&mail.from.clone())), "250 2.1.0 OK").await
        }
        "RCPT" => {
            let to = path(line);
            let act = host.at(Step::Recipient(&to));
            if act == Act::Go {
                mail.to.push(Personal::new(to));
            }
            say(stream, act, "250 2.1.5 OK").await
        }
        "DATA" if mail.to.is_empty() => say(stream, Act::Go, "554 5.5.1 no recipients").await,
        "DATA" => data(stream, host, mail).await,
        "RSET" | "NOOP" => say(stream, Act::Go, "250 2.0.0 OK").await,
        "AUTH" => {
            let rest = line.get(5..).unwrap_or_default();
            say(stream, host.at(Step::SignIn(rest)), "235 2.7.0 welcome").await
        }
        "QUIT" => {
            say(stream, Act::Go, "221 2.0.0 bye").await?;
            Ok(false)
        }
        _ => say(stream, Act::Go, "500 5.5.2 not understood").await,
    }
}

async fn data<S>(stream: &mut S, host: &dyn Host, mail: &mut Received) -> io::Result<bool>
where
    S: AsyncBufRead + AsyncWrite + Unpin,
{
    let act = host.at(Step::Data);
    let refused = act != Act::Go;
    let stays = say(stream, act, "354 go on").await?;
    if !stays || refused {
        return Ok(stays);
    }
    mail.bytes = content(stream).await?;
    say(stream, host.at(Step::Content(mail)), "250 2.0.0 taken").await
}

/// Reads content up to the line with the lone dot; only CRLF ends a line.
async fn content(stream: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut line_start = 0;
    loop {
        let left = (MAIL_BYTES_MAX - bytes.len()) as u64;
        let read = (&mut *stream).take(left).read_until(b'\n', &mut bytes).await?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if !bytes.ends_with(b"\r\n") {
            continue;
        }
        if &bytes[line_start..] == b".\r\n" {
            bytes.truncate(line_start);
            return Ok(bytes);
        }
        if bytes[line_start] == b'.' {
            bytes.remove(line_start);
        }
        line_start = bytes.len();
    }
}

async fn command(stream: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let read = stream.take(COMMAND_BYTES_MAX).read_until(b'\n', &mut line).await?;
    if read == 0 {
        return Ok(None);
    }
    if !line.ends_with(b"\r\n") {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a command without CRLF"));
    }
    line.truncate(line.len() - 2);
    Ok(Some(String::from_utf8_lossy(&line).into_owned()))
}

/// Says the usual line or what the host wants; false when it hangs up.
async fn say(stream: &mut (impl AsyncWrite + Unpin), act: Act, usual: &str) -> io::Result<bool> {
    let line = match act {
        Act::Go => usual.to_owned(),
        Act::Say(line) => line,
        Act::HangUp => {
            stream.shutdown().await?;
            return Ok(false);
        }
    };
    let goodbye = line.starts_with("421");
    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
    stream.flush().await?;
    Ok(!goodbye)
}

fn path(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or(String::new(), |(path, _)| path.to_owned())
}
