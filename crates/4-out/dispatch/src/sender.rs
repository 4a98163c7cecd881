//! Who the mails come from: name, address, mail server, key, and how the checks of them went.

use crate::mail::dkim::{DkimKey, KeyKind, Signer};
use crate::{Error, dns};
use base::{EmailAddress, Instant, Personal};
use channels::{Channel, Egress, Settings};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use store::Tx;

/// The name under which the key's record stands in the DNS.
pub(crate) const SELECTOR: &str = "regulars";
const DOCUMENT: &str = "sender";
const HOLD: &str = "dispatch_hold";

/// The sender as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sender {
    /// The name that readers see.
    pub from_name: String,
    /// The address that readers see.
    pub from_email: Option<EmailAddress>,
    /// Where answers go.
    pub reply_to: Option<EmailAddress>,
    /// Where the shop sits; every newsletter must say it.
    pub postal_address: String,
    /// The mail server.
    pub relay: Relay,
    /// The key that mails are signed with.
    pub dkim: Option<Key>,
    /// How the last checks went.
    pub checks: Vec<Checked>,
}

/// How to reach the mail server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Relay {
    /// A provider of `channels::registry`.
    pub provider: String,
    /// Server.
    pub host: String,
    /// Port.
    pub port: u16,
    /// `required`, `starttls` or `none`.
    pub tls: String,
    /// Account.
    pub user: Option<String>,
    /// Its password.
    pub password: Option<Personal>,
    /// How many connections are used side by side.
    pub connections: u32,
}

impl Default for Relay {
    fn default() -> Self {
        Self {
            provider: "smtp".into(),
            host: String::new(),
            port: 465,
            tls: "required".into(),
            user: None,
            password: None,
            connections: 5,
        }
    }
}

/// A key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// `rsa` or `ed25519`.
    pub kind: String,
    /// The name under which its record stands.
    pub selector: String,
    /// The private half.
    pub private: Personal,
    /// The record's text.
    pub record: String,
}

/// A check as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// `spf`, `dkim`, `dmarc`, `smtp` or `postal`.
    pub name: String,
    /// `good`, `bad` or `unknown`.
    pub state: String,
    /// What is there.
    pub found: Option<String>,
    /// What should be there.
    pub want: Option<String>,
    /// What to do.
    pub advice: String,
    /// When it was looked at.
    pub checked_at: Option<Instant>,
}

impl Checked {
    /// Keeps the result of a check.
    pub fn new(name: &str, check: dns::Check, at: Instant) -> Self {
        Self {
            name: name.into(),
            state: check.verdict.as_str().into(),
            found: check.found,
            want: check.want,
            advice: check.advice,
            checked_at: Some(at),
        }
    }
}

impl From<DkimKey> for Key {
    fn from(key: DkimKey) -> Self {
        Self {
            kind: key.kind.as_str().into(),
            selector: SELECTOR.into(),
            record: key.record(),
            private: key.private,
        }
    }
}

impl Sender {
    /// The sender as last saved.
    ///
    /// # Errors
    /// Those of the database.
    pub fn find(tx: &mut Tx<'_>) -> Result<Self, Error> {
        Ok(tx.setting(DOCUMENT)?.unwrap_or_default())
    }

    /// Keeps it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn put(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        Ok(tx.put_setting(DOCUMENT, self)?)
    }

    /// Whether mails can go out with it.
    pub fn is_ready(&self) -> bool {
        self.from_email.is_some() && !self.relay.host.is_empty()
    }

    /// What still stands against sending to many.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.from_email.is_none() {
            problems.push("The sender has no address yet. Fill it in under Settings.".into());
        }
        if self.relay.host.is_empty() {
            problems.push("There is no mail server yet. Fill it in under Settings.".into());
        }
        if self.postal_address.trim().is_empty() {
            problems.push("Newsletters must name the shop's postal address. Fill it in.".into());
        }
        problems
    }

    /// The channel to the mail server.
    ///
    /// # Errors
    /// When a setting does not fit.
    pub fn channel(&self, egress: &Egress) -> Result<Arc<dyn Channel>, Error> {
        let relay = &self.relay;
        let hello = self.from_email.as_ref().map_or("", EmailAddress::domain);
        let password = relay.password.as_ref().map_or("", Personal::reveal);
        let settings = Settings::new()
            .with("host", &relay.host)
            .with("port", relay.port.to_string())
            .with("tls", &relay.tls)
            .with("user", relay.user.clone().unwrap_or_default())
            .with("password", password)
            .with("connections", relay.connections.to_string())
            .with("hello", hello);
        let provider = channels::registry::find(&relay.provider).ok_or(Error::NoSender)?;
        Ok((provider.open)(&settings, egress.clone())?)
    }

    /// What signs for the sender's domain, when there is a key.
    ///
    /// # Errors
    /// When the key is damaged.
    pub fn signer(&self) -> Result<Option<Signer>, Error> {
        let (Some(key), Some(from)) = (&self.dkim, &self.from_email) else {
            return Ok(None);
        };
        let kind = KeyKind::parse(&key.kind).unwrap_or(KeyKind::Rsa);
        Ok(Some(Signer::open(kind, &key.private, from.domain(), &key.selector)?))
    }

    /// The name of the key's record in the DNS.
    pub fn record_name(&self) -> Option<String> {
        let (key, from) = (self.dkim.as_ref()?, self.from_email.as_ref()?);
        Some(format!("{}._domainkey.{}", key.selector, from.domain()))
    }
}

/// Why nothing goes out at the moment, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hold {
    pub(crate) until: Instant,
    pub(crate) problem: String,
}

/// How long nothing is tried after the settings turned out to be wrong.
const HOLD_TIME: Duration = Duration::from_mins(5);

pub(crate) fn hold(tx: &mut Tx<'_>, problem: &str) -> Result<(), Error> {
    let hold = Hold { until: tx.now().plus(HOLD_TIME), problem: problem.into() };
    Ok(tx.put_setting(HOLD, &Some(hold))?)
}

pub(crate) fn held(tx: &mut Tx<'_>) -> Result<Option<Hold>, Error> {
    let hold: Option<Option<Hold>> = tx.setting(HOLD)?;
    let now = tx.now();
    Ok(hold.flatten().filter(|hold| hold.until > now))
}

pub(crate) fn release(tx: &mut Tx<'_>) -> Result<(), Error> {
    Ok(tx.put_setting(HOLD, &None::<Hold>)?)
}
