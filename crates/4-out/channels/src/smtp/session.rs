//! One SMTP connection: greeting, TLS, sign-in, and mails one after the other.

use super::{Relay, Tls, reply, wire};
use crate::{Answer, Egress, EgressError, Mail, Mark, Reply, Stage, Stream};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::time::timeout;

/// How long a reply to a command may take. RFC 5321, section 4.5.3.2 asks for five minutes; a
/// relay that is slower than this is no use to a queue.
const REPLY_TIME: Duration = Duration::from_mins(1);
/// How long the answer after the content may take (RFC 5321, section 4.5.3.2.6).
const END_TIME: Duration = Duration::from_mins(10);
/// How long writing one mail may take.
const WRITE_TIME: Duration = Duration::from_mins(3);

/// What the server said it can do (its EHLO reply).
#[derive(Debug, Default, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a line of the reply, none excludes another"
)]
struct Abilities {
    pipelining: bool,
    starttls: bool,
    eight_bit: bool,
    utf8: bool,
    plain: bool,
    login: bool,
    size_max: Option<usize>,
}

/// Why an exchange stopped, before it is known what that means for the mail.
#[derive(Debug)]
enum Stop {
    /// The server's reply is not the one that lets us go on.
    Refused(Reply),
    /// The connection broke or went silent.
    Broken(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Broken(error)
    }
}

/// What came of a mail, and whether the connection can carry another.
pub(super) struct Sent {
    pub(super) answer: Answer,
    pub(super) usable: bool,
    /// The connection was dead before the server took any command of this mail.
    pub(super) was_stale: bool,
}

/// An open connection.
#[derive(Debug)]
pub(super) struct Session {
    stream: BufReader<Stream>,
    can: Abilities,
    out: Vec<u8>,
}

impl Session {
    /// Opens a connection up to the point where mails can be handed over.
    pub(super) async fn open(relay: &Relay, egress: &Egress) -> Result<Self, Answer> {
        let stream = egress.open(&relay.host, relay.port).await.map_err(not_opened)?;
        let stream = match relay.tls {
            Tls::Required => egress.secure(stream, &relay.host).await.map_err(not_opened)?,
            Tls::AfterHello | Tls::None => stream,
        };
        let mut session =
            Self { stream: BufReader::new(stream), can: Abilities::default(), out: Vec::new() };
        let greeting = session.reply(REPLY_TIME).await.and_then(|reply| expect(reply, 220));
        greeting.map_err(|stop| refused_at_start(stop, "no greeting"))?;
        session.hello(relay).await?;
        if relay.tls == Tls::AfterHello {
            session = session.start_tls(relay, egress).await?;
        }
        session.sign_in(relay).await?;
        Ok(session)
    }

    async fn hello(&mut self, relay: &Relay) -> Result<(), Answer> {
        let hello = format!("EHLO {}\r\n", relay.hello);
        let reply = self.command(&hello, 250).await;
        let reply = reply.map_err(|stop| refused_at_start(stop, "EHLO was refused"))?;
        self.can = abilities(reply.text.reveal());
        Ok(())
    }

    async fn start_tls(mut self, relay: &Relay, egress: &Egress) -> Result<Self, Answer> {
        if !self.can.starttls {
            let text = format!("{} offers no STARTTLS", relay.host);
            return Err(Answer::Misconfigured { reply: Reply::ours(text) });
        }
        let ready = self.command("STARTTLS\r\n", 220).await;
        ready.map_err(|stop| refused_at_start(stop, "STARTTLS was refused"))?;
        // Bytes that came before the handshake could be an attacker's (CVE-2021-38371).
        if !self.stream.buffer().is_empty() {
            let text = "the server spoke before TLS began";
            return Err(Answer::Misconfigured { reply: Reply::ours(text) });
        }
        let plain = self.stream.into_inner();
        let stream = egress.secure(plain, &relay.host).await.map_err(not_opened)?;
        self.stream = BufReader::new(stream);
        self.hello(relay).await?;
        Ok(self)
    }

    async fn sign_in(&mut self, relay: &Relay) -> Result<(), Answer> {
        let Some((user, password)) = &relay.account else {
            return Ok(());
        };
        let misconfigured = |text: &str| Answer::Misconfigured { reply: Reply::ours(text) };
        let stream = self.stream.get_ref();
        if !stream.is_encrypted() && !stream.is_loopback() {
            return Err(misconfigured("a password is not sent over an unencrypted connection"));
        }
        let password = password.reveal();
        let done = if self.can.plain {
            let token = BASE64.encode(format!("\0{user}\0{password}"));
            self.command(&format!("AUTH PLAIN {token}\r\n"), 235).await
        } else if self.can.login {
            self.sign_in_login(user, password).await
        } else {
            return Err(misconfigured("the server offers no sign-in by PLAIN or LOGIN"));
        };
        match done {
            Ok(_) => Ok(()),
            Err(Stop::Refused(reply)) if reply.code >= 500 => Err(Answer::Misconfigured { reply }),
            Err(stop) => Err(transient(stop)),
        }
    }

    async fn sign_in_login(&mut self, user: &str, password: &str) -> Result<Reply, Stop> {
        self.command("AUTH LOGIN\r\n", 334).await?;
        self.command(&format!("{}\r\n", BASE64.encode(user)), 334).await?;
        self.command(&format!("{}\r\n", BASE64.encode(password)), 235).await
    }

    /// Hands over one mail.
    pub(super) async fn send(&mut self, mail: Mail<'_>, mark: &dyn Mark) -> Sent {
        if let Err(odd) = wire::check(&mail) {
            let reply = Reply::ours(odd.to_string());
            return Sent::over(Answer::Permanent { stage: Stage::Content, reply });
        }
        let options = match self.options(&mail) {
            Ok(options) => options,
            Err(answer) => return Sent::over(answer),
        };
        if let Err(sent) = self.envelope(&mail, &options).await {
            return sent;
        }
        if mark.ready().await.is_err() {
            // Without the line that ends DATA the server has nothing.
            let reply = Reply::ours("the transmitting mark could not be stored");
            return Sent::broken(Answer::Transient { retry_after: None, reply });
        }
        self.content(mail.bytes).await
    }

    /// The parameters of MAIL FROM that this mail needs.
    fn options(&self, mail: &Mail<'_>) -> Result<String, Answer> {
        let refuse = |stage, text: &str| Answer::Permanent { stage, reply: Reply::ours(text) };
        let mut options = String::new();
        if !mail.from.is_ascii() || !mail.to.is_ascii() {
            if !self.can.utf8 {
                let text = "the relay does not take addresses outside ASCII (SMTPUTF8)";
                return Err(refuse(Stage::Recipient, text));
            }
            options.push_str(" SMTPUTF8");
        }
        if !mail.bytes.is_ascii() {
            if !self.can.eight_bit {
                return Err(refuse(Stage::Content, "the relay takes 7-bit mails only"));
            }
            options.push_str(" BODY=8BITMIME");
        }
        if let Some(max) = self.can.size_max {
            if max > 0 && mail.bytes.len() > max {
                return Err(refuse(Stage::Content, "larger than the relay takes"));
            }
            options.push_str(" SIZE=");
            options.push_str(&mail.bytes.len().to_string());
        }
        Ok(options)
    }

    /// MAIL, RCPT and DATA, in one write where the server allows it (RFC 2920).
    async fn envelope(&mut self, mail: &Mail<'_>, options: &str) -> Result<(), Sent> {
        let from = format!("MAIL FROM:<{}>{options}\r\n", mail.from);
        let to = format!("RCPT TO:<{}>\r\n", mail.to);
        if self.can.pipelining {
            let all = format!("{from}{to}DATA\r\n");
            if let Err(error) = self.write(all.as_bytes()).await {
                return Err(Sent::stale(transient(error.into())));
            }
        } else if let Err(error) = self.write(from.as_bytes()).await {
            return Err(Sent::stale(transient(error.into())));
        }
        let sender = self.answered(250, Stage::Sender).await;
        if self.can.pipelining {
            return self.pipelined(sender).await;
        }
        sender?;
        self.step(&to, 250, Stage::Recipient).await?;
        self.step("DATA\r\n", 354, Stage::Content).await
    }

    /// Reads what is left of a pipelined envelope, also when a part was refused.
    async fn pipelined(&mut self, sender: Result<(), Sent>) -> Result<(), Sent> {
        if matches!(&sender, Err(sent) if !sent.usable) {
            return sender;
        }
        let recipient = self.answered(250, Stage::Recipient).await;
        let broken = matches!(&recipient, Err(sent) if !sent.usable);
        let first = sender.and(recipient);
        if broken {
            return first;
        }
        let content = self.answered(354, Stage::Content).await;
        if first.is_err() && content.is_ok() {
            // The server waits for content nonetheless: give it none and forget the connection.
            return first.map_err(|sent| Sent { usable: false, ..sent });
        }
        first.and(content)
    }

    async fn step(&mut self, line: &str, want: u16, stage: Stage) -> Result<(), Sent> {
        if let Err(error) = self.write(line.as_bytes()).await {
            return Err(Sent::broken(transient(error.into())));
        }
        self.answered(want, stage).await?;
        Ok(())
    }

    /// Reads one reply of the envelope and says what it means for the mail.
    async fn answered(&mut self, want: u16, stage: Stage) -> Result<(), Sent> {
        match self.reply(REPLY_TIME).await.and_then(|reply| expect(reply, want)) {
            Ok(_) => Ok(()),
            Err(Stop::Refused(reply)) => {
                let usable = reply.code != 421;
                Err(Sent { answer: meaning(reply, stage), usable, was_stale: false })
            }
            Err(stop) if stage == Stage::Sender => Err(Sent::stale(transient(stop))),
            Err(stop) => Err(Sent::broken(transient(stop))),
        }
    }

    /// The content with its end, and the answer to it. A break before this machine took the last
    /// byte leaves the server with a part, which it must not deliver (RFC 5321, section 4.1.1.4).
    /// After that the mail is unconfirmed.
    async fn content(&mut self, bytes: &[u8]) -> Sent {
        let mut out = std::mem::take(&mut self.out);
        out.clear();
        wire::stuffed(bytes, &mut out);
        let stream = self.stream.get_mut();
        let whole = timeout(WRITE_TIME, stream.write_all(&out)).await;
        self.out = out;
        if let Err(error) = whole.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
            return Sent::broken(transient(error.into()));
        }
        let answered = match self.write(&[]).await {
            Ok(()) => self.reply(END_TIME).await.and_then(|reply| expect(reply, 250)),
            Err(error) => Err(error.into()),
        };
        match answered {
            Ok(reply) => Sent::over(Answer::Accepted { reply }),
            Err(Stop::Refused(reply)) => {
                let usable = reply.code != 421;
                Sent { answer: meaning(reply, Stage::Content), usable, was_stale: false }
            }
            Err(Stop::Broken(error)) => {
                let reply = Reply::ours(format!("no answer to the content: {error}"));
                Sent::broken(Answer::Unconfirmed { reply })
            }
        }
    }

    /// Clears what a refused mail left behind. False when the connection is no use any more.
    pub(super) async fn reset(&mut self) -> bool {
        self.command("RSET\r\n", 250).await.is_ok()
    }

    /// Says goodbye.
    pub(super) async fn quit(mut self) {
        // The answer matters to nobody.
        let _ = timeout(Duration::from_secs(2), self.command("QUIT\r\n", 221)).await;
    }

    async fn command(&mut self, line: &str, want: u16) -> Result<Reply, Stop> {
        self.write(line.as_bytes()).await?;
        expect(self.reply(REPLY_TIME).await?, want)
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let stream = self.stream.get_mut();
        let write = async {
            stream.write_all(bytes).await?;
            stream.flush().await
        };
        timeout(WRITE_TIME, write).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
    }

    async fn reply(&mut self, time: Duration) -> Result<Reply, Stop> {
        match timeout(time, reply::read(&mut self.stream)).await {
            Ok(read) => read.map_err(Stop::Broken),
            Err(_) => Err(Stop::Broken(io::ErrorKind::TimedOut.into())),
        }
    }
}

impl Sent {
    fn over(answer: Answer) -> Self {
        Self { answer, usable: true, was_stale: false }
    }

    fn broken(answer: Answer) -> Self {
        Self { answer, usable: false, was_stale: false }
    }

    fn stale(answer: Answer) -> Self {
        Self { answer, usable: false, was_stale: true }
    }
}

fn expect(reply: Reply, want: u16) -> Result<Reply, Stop> {
    // 251 and 252 also take a recipient (RFC 5321, section 4.2.3).
    let fits = reply.code == want || want == 250 && matches!(reply.code, 251 | 252);
    if fits { Ok(reply) } else { Err(Stop::Refused(reply)) }
}

fn abilities(text: &str) -> Abilities {
    let mut can = Abilities::default();
    for line in text.lines().skip(1) {
        let mut words = line.split([' ', '=']).map(str::to_ascii_uppercase);
        match words.next().as_deref() {
            Some("PIPELINING") => can.pipelining = true,
            Some("STARTTLS") => can.starttls = true,
            Some("8BITMIME") => can.eight_bit = true,
            Some("SMTPUTF8") => can.utf8 = true,
            Some("SIZE") => can.size_max = words.next().and_then(|n| n.parse().ok()),
            Some("AUTH") => {
                for word in words {
                    can.plain |= word == "PLAIN";
                    can.login |= word == "LOGIN";
                }
            }
            _ => {}
        }
    }
    can
}

/// What a refusal in the middle of a mail means.
fn meaning(reply: Reply, stage: Stage) -> Answer {
    match (reply.code, stage) {
        (400..=499, _) => Answer::Transient { retry_after: None, reply },
        // Too large (RFC 1870); everything else about the sender concerns every mail.
        (552, Stage::Sender) => Answer::Permanent { stage: Stage::Content, reply },
        (_, Stage::Sender | Stage::Connect) | (530 | 535, _) => Answer::Misconfigured { reply },
        _ => Answer::Permanent { stage, reply },
    }
}

fn refused_at_start(stop: Stop, what: &str) -> Answer {
    match stop {
        Stop::Refused(reply) if reply.code >= 500 => Answer::Misconfigured { reply },
        Stop::Broken(error) if error.kind() == io::ErrorKind::InvalidData => {
            Answer::Misconfigured { reply: Reply::ours(format!("{what}: {error}")) }
        }
        stop => transient(stop),
    }
}

fn transient(stop: Stop) -> Answer {
    let reply = match stop {
        Stop::Refused(reply) => reply,
        Stop::Broken(error) => Reply::ours(format!("the connection broke: {error}")),
    };
    Answer::Transient { retry_after: None, reply }
}

fn not_opened(error: EgressError) -> Answer {
    let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
    let reply = Reply::ours(format!("{error}{}", cause.unwrap_or_default()));
    match error {
        EgressError::Unreachable { .. } => Answer::Transient { retry_after: None, reply },
        EgressError::NoAddress { source: Some(_), .. } => {
            Answer::Transient { retry_after: None, reply }
        }
        _ => Answer::Misconfigured { reply },
    }
}
