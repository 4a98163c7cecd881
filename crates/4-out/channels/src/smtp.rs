//! Mail through an SMTP relay (RFC 5321), the shop's own or a provider's.
//!
//! Sends the bytes it is given, unchanged, so that signatures stay whole. Reuses connections,
//! sends the envelope in one write where the server allows it, and tells *certainly not
//! delivered* from *cannot be known*: the first byte of content is written only after the
//! transmitting mark is durable, and a break from then on is unconfirmed.

mod reply;
mod session;
mod wire;

use crate::{
    Answer, BadSettings, Channel, Descriptor, Egress, Field, FieldKind, Line, Mail, Mark, Pending,
    Reply, Settings,
};
use base::Personal;
use session::{Sent, Session};
use std::sync::Arc;

/// How many mails one connection carries before it is renewed; some relays count them.
const MAILS_PER_CONNECTION: u32 = 500;

/// SMTP as a provider.
pub const DESCRIPTOR: Descriptor = Descriptor {
    name: "smtp",
    label: "SMTP",
    doc: "Sends through any mail server that takes mail by SMTP: the shop's host, a relay in the \
          own network, or a provider such as Postmark, Mailgun or Amazon SES.",
    fields: FIELDS,
    open,
};

const FIELDS: &[Field] = &[
    Field {
        name: "host",
        label: "Server",
        help: "The name of the mail server, such as smtp.example.com.",
        required: true,
        secret: false,
        kind: FieldKind::Text { bytes_max: 253 },
    },
    Field {
        name: "port",
        label: "Port",
        help: "465 for TLS from the start, 587 for STARTTLS, 25 for a relay next door.",
        required: true,
        secret: false,
        kind: FieldKind::Number { min: 1, max: 65_535 },
    },
    Field {
        name: "tls",
        label: "Encryption",
        help: "Without encryption anyone on the way can read along; only for a relay next door.",
        required: true,
        secret: false,
        kind: FieldKind::Choice { words: &["required", "starttls", "none"] },
    },
    Field {
        name: "user",
        label: "User",
        help: "Leave empty when the server asks for none.",
        required: false,
        secret: false,
        kind: FieldKind::Text { bytes_max: 256 },
    },
    Field {
        name: "password",
        label: "Password",
        help: "Never shown again once it is saved.",
        required: false,
        secret: true,
        kind: FieldKind::Text { bytes_max: 1_024 },
    },
    Field {
        name: "connections",
        label: "Connections",
        help: "How many connections are used side by side.",
        required: false,
        secret: false,
        kind: FieldKind::Number { min: 1, max: 100 },
    },
    Field {
        name: "hello",
        label: "Own name",
        help: "The host name that this installation introduces itself with.",
        required: false,
        secret: false,
        kind: FieldKind::Text { bytes_max: 253 },
    },
];

/// When encryption begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tls {
    Required,
    AfterHello,
    None,
}

/// Checked settings.
#[derive(Debug)]
struct Relay {
    host: String,
    port: u16,
    tls: Tls,
    account: Option<(String, Personal)>,
    connections: usize,
    hello: String,
}

#[derive(Debug, Clone)]
struct Smtp {
    relay: Arc<Relay>,
    egress: Egress,
}

struct SmtpLine {
    smtp: Smtp,
    session: Option<Session>,
    carried: u32,
}

/// Makes a channel of filled-in settings.
///
/// # Errors
/// When a field is missing or does not fit.
pub fn open(settings: &Settings, egress: Egress) -> Result<Arc<dyn Channel>, BadSettings> {
    settings.check(FIELDS)?;
    let text = |name| settings.get(name).unwrap_or_default().trim().to_owned();
    let number =
        |name, otherwise| settings.get(name).and_then(|n| n.parse().ok()).unwrap_or(otherwise);
    let host = text("host");
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c));
    if !is_name(&host) {
        return Err(BadSettings { field: "host", advice: "a host name, without https://".into() });
    }
    let hello =
        settings.get("hello").filter(|name| is_name(name)).unwrap_or("localhost").to_owned();
    let user = text("user");
    let password = Personal::new(settings.get("password").unwrap_or_default());
    let relay = Relay {
        host,
        port: u16::try_from(number("port", 465_u32)).unwrap_or(465),
        tls: match settings.get("tls") {
            Some("none") => Tls::None,
            Some("starttls") => Tls::AfterHello,
            _ => Tls::Required,
        },
        account: (!user.is_empty()).then_some((user, password)),
        connections: number("connections", 5_u32) as usize,
        hello,
    };
    Ok(Arc::new(Smtp { relay: Arc::new(relay), egress }))
}

impl Channel for Smtp {
    fn line(&self) -> Box<dyn Line> {
        Box::new(SmtpLine { smtp: self.clone(), session: None, carried: 0 })
    }

    fn lines_max(&self) -> usize {
        self.relay.connections
    }

    fn check(&self) -> Pending<'_, Answer> {
        Box::pin(async {
            match Session::open(&self.relay, &self.egress).await {
                Ok(session) => {
                    session.quit().await;
                    Answer::Accepted { reply: Reply::ours("connected and signed in") }
                }
                Err(answer) => answer,
            }
        })
    }
}

impl SmtpLine {
    async fn hand_over(&mut self, mail: Mail<'_>, mark: &dyn Mark) -> Answer {
        let reused = self.session.is_some();
        let sent = self.attempt(mail, mark).await;
        // A kept connection that the server had closed meanwhile says nothing about the mail.
        if sent.was_stale && reused { self.attempt(mail, mark).await.answer } else { sent.answer }
    }

    async fn attempt(&mut self, mail: Mail<'_>, mark: &dyn Mark) -> Sent {
        let mut session = match self.session.take() {
            Some(session) => session,
            None => match Session::open(&self.smtp.relay, &self.smtp.egress).await {
                Ok(session) => {
                    self.carried = 0;
                    session
                }
                Err(answer) => return Sent { answer, usable: false, was_stale: false },
            },
        };
        let sent = session.send(mail, mark).await;
        self.carried += 1;
        let accepted = matches!(sent.answer, Answer::Accepted { .. });
        if !sent.usable {
            return sent;
        }
        if self.carried >= MAILS_PER_CONNECTION {
            session.quit().await;
        } else if accepted || session.reset().await {
            self.session = Some(session);
        }
        sent
    }
}

impl Line for SmtpLine {
    fn send<'a>(&'a mut self, mail: Mail<'a>, mark: &'a dyn Mark) -> Pending<'a, Answer> {
        Box::pin(self.hand_over(mail, mark))
    }

    fn close(&mut self) -> Pending<'_, ()> {
        Box::pin(async {
            if let Some(session) = self.session.take() {
                session.quit().await;
            }
        })
    }
}
