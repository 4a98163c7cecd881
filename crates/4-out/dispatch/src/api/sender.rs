//! Who the mails come from, and whether the world can see that.

use crate::mail::dkim::{DkimKey, KeyKind};
use crate::sender::{self, Checked, Sender};
use crate::{Dispatch, Error, dns};
use access::{Caller, SettingsRead, SettingsWrite};
use axum::extract::State;
use base::{EmailAddress, Instant, Personal};
use channels::Answer as Tried;
use serde::{Deserialize, Serialize};
use store::Tx;
use utoipa::ToSchema;
use web::{Answer, Json, Problem};

/// The sender.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Sender)]
pub(crate) struct Wire {
    from_name: String,
    from_email: String,
    reply_to: Option<String>,
    postal_address: String,
    smtp: Smtp,
    dkim: Option<Dkim>,
    checks: Vec<Check>,
}

/// How to reach the mail server.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Smtp {
    host: String,
    port: u16,
    tls: String,
    user: Option<String>,
    password_set: bool,
    connections: u32,
}

/// The key that mails are signed with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Dkim {
    selector: String,
    record_name: String,
    record_value: String,
    active: bool,
}

/// How a check went.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SenderCheck)]
pub(crate) struct Check {
    name: String,
    state: String,
    found: Option<String>,
    want: Option<String>,
    advice: String,
    #[schema(value_type = Option<String>)]
    checked_at: Option<Instant>,
}

/// The sender as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SenderDraft {
    from_name: String,
    from_email: String,
    #[serde(default)]
    reply_to: Option<String>,
    #[serde(default)]
    postal_address: String,
    smtp: SmtpDraft,
    /// Ignored; the house keeps its own.
    #[serde(default)]
    #[schema(value_type = Object)]
    #[expect(dead_code, reason = "a client may send back what it was given")]
    dkim: serde::de::IgnoredAny,
    /// Ignored; the house makes its own.
    #[serde(default)]
    #[schema(value_type = Object)]
    #[expect(dead_code, reason = "a client may send back what it was given")]
    checks: serde::de::IgnoredAny,
}

/// How to reach the mail server, as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SmtpDraft {
    host: String,
    port: u16,
    tls: String,
    #[serde(default)]
    user: Option<String>,
    /// Absent keeps the one that is set, empty takes it away.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    password: Option<Personal>,
    #[serde(default)]
    connections: Option<u32>,
    /// Ignored.
    #[serde(default)]
    #[expect(dead_code, reason = "a client may send back what it was given")]
    password_set: Option<bool>,
}

impl Wire {
    fn of(sender: &Sender) -> Self {
        let is_good =
            |name: &str| sender.checks.iter().any(|c| c.name == name && c.state == "good");
        let dkim = sender.dkim.as_ref().map(|key| Dkim {
            selector: key.selector.clone(),
            record_name: sender.record_name().unwrap_or_default(),
            record_value: key.record.clone(),
            active: is_good("dkim"),
        });
        let reveal = |email: &EmailAddress| email.reveal().to_owned();
        let relay = &sender.relay;
        Self {
            from_name: sender.from_name.clone(),
            from_email: sender.from_email.as_ref().map(reveal).unwrap_or_default(),
            reply_to: sender.reply_to.as_ref().map(reveal),
            postal_address: sender.postal_address.clone(),
            smtp: Smtp {
                host: relay.host.clone(),
                port: relay.port,
                tls: relay.tls.clone(),
                user: relay.user.clone(),
                password_set: relay.password.is_some(),
                connections: relay.connections,
            },
            dkim,
            checks: sender.checks.iter().map(Check::of).collect(),
        }
    }
}

impl Check {
    fn of(check: &Checked) -> Self {
        Self {
            name: check.name.clone(),
            state: check.state.clone(),
            found: check.found.clone(),
            want: check.want.clone(),
            advice: check.advice.clone(),
            checked_at: check.checked_at,
        }
    }
}

/// Shows the sender.
#[utoipa::path(get, path = "/sender", tag = "messages",
    responses((status = 200, body = Wire)))]
pub(crate) async fn get(
    State(dispatch): State<Dispatch>,
    caller: Caller<SettingsRead>,
) -> Answer<Json<Wire>> {
    let sender = dispatch.store().read(caller.scope(), Sender::find).await?;
    Ok(Json(Wire::of(&sender)))
}

/// Saves the sender. The first address brings a key for signing.
#[utoipa::path(put, path = "/sender", tag = "messages", request_body = SenderDraft,
    responses((status = 200, body = Wire)))]
pub(crate) async fn put(
    State(dispatch): State<Dispatch>,
    caller: Caller<SettingsWrite>,
    Json(draft): Json<SenderDraft>,
) -> Answer<Json<Wire>> {
    let before = dispatch.store().read(caller.scope(), Sender::find).await?;
    let mut sender = draft.on(before)?;
    sender.channel(dispatch.egress())?;
    if sender.dkim.is_none() {
        let made = tokio::task::spawn_blocking(|| DkimKey::generate(KeyKind::Rsa)).await;
        let key = made.map_err(Error::Stopped)?.map_err(Error::Dkim)?;
        sender.dkim = Some(key.into());
    }
    let kept = sender.clone();
    let verb = move |tx: &mut Tx<'_>| {
        kept.put(tx)?;
        // What was held for wrong settings gets its chance at once.
        sender::release(tx)
    };
    dispatch.store().write(caller.scope(), verb).await?;
    Ok(Json(Wire::of(&sender)))
}

impl SenderDraft {
    /// Checks what was typed and puts it over what was there.
    fn on(self, before: Sender) -> Result<Sender, Problem> {
        let email = |pointer: &'static str, text: &str| {
            EmailAddress::parse(text)
                .map_err(|_| Problem::invalid(pointer, "an address such as hello@example.com"))
        };
        let from = email("/from_email", &self.from_email)?;
        let reply_to = self.reply_to.filter(|text| !text.trim().is_empty());
        let reply_to = reply_to.map(|text| email("/reply_to", &text)).transpose()?;
        let name = self.from_name.trim().to_owned();
        if name.is_empty() || name.len() > 100 || name.chars().any(char::is_control) {
            return Err(Problem::invalid("/from_name", "1 to 100 letters on one line"));
        }
        if self.postal_address.len() > 500 {
            return Err(Problem::invalid("/postal_address", "at most 500 letters"));
        }
        let was = before.relay;
        let same_server = was.host == self.smtp.host.trim();
        let user = self.smtp.user.filter(|user| !user.trim().is_empty());
        let password = match self.smtp.password {
            // Without a user nobody signs in; a password that nobody sees must not stay behind.
            _ if user.is_none() => None,
            Some(password) if password.reveal().is_empty() => None,
            Some(password) => Some(password),
            // A password is never carried to another server.
            None => was.password.filter(|_| same_server),
        };
        let relay = crate::Relay {
            provider: was.provider,
            host: self.smtp.host.trim().into(),
            port: self.smtp.port,
            tls: self.smtp.tls,
            user,
            password,
            connections: self.smtp.connections.unwrap_or(was.connections),
        };
        let same_domain = before.from_email.as_ref().is_some_and(|b| b.domain() == from.domain());
        Ok(Sender {
            from_name: name,
            from_email: Some(from),
            reply_to,
            postal_address: self.postal_address.trim().into(),
            relay,
            dkim: before.dkim,
            checks: if same_domain && same_server { before.checks } else { Vec::new() },
        })
    }
}

/// Looks everything up anew: DNS records, the mail server, the postal address.
#[utoipa::path(post, path = "/sender/check", tag = "messages",
    responses((status = 200, body = Wire)))]
pub(crate) async fn check(
    State(dispatch): State<Dispatch>,
    caller: Caller<SettingsWrite>,
) -> Answer<Json<Wire>> {
    let mut sender = dispatch.store().read(caller.scope(), Sender::find).await?;
    let checks = checks(&dispatch, &sender).await?;
    sender.checks = checks;
    let kept = sender.clone();
    dispatch.store().write(caller.scope(), move |tx| kept.put(tx)).await?;
    Ok(Json(Wire::of(&sender)))
}

async fn checks(dispatch: &Dispatch, sender: &Sender) -> Result<Vec<Checked>, Error> {
    let now = dispatch.store().clock().now();
    let mut checks = Vec::new();
    let mut keep = |name: &str, check: dns::Check| checks.push(Checked::new(name, check, now));
    if let Some(from) = &sender.from_email {
        let (domain, resolver) = (from.domain(), dispatch.resolver());
        keep("spf", dns::spf(domain, &sender.relay.host, resolver).await);
        if let (Some(name), Some(key)) = (sender.record_name(), &sender.dkim) {
            keep("dkim", dns::dkim(&name, &key.record, resolver).await);
        }
        keep("dmarc", dns::dmarc(domain, resolver).await);
    }
    if !sender.relay.host.is_empty() {
        keep("smtp", relay(dispatch, sender).await?);
    }
    let is_named = !sender.postal_address.is_empty();
    let verdict = if is_named { dns::Verdict::Good } else { dns::Verdict::Bad };
    let advice = if is_named {
        "It stands at the end of every newsletter."
    } else {
        "The law asks for it in every newsletter. Fill it in."
    };
    let found = is_named.then(|| sender.postal_address.clone());
    keep("postal", dns::Check { verdict, found, want: None, advice: advice.into() });
    Ok(checks)
}

/// Connects and signs in, without sending anything.
async fn relay(dispatch: &Dispatch, sender: &Sender) -> Result<dns::Check, Error> {
    let answer = sender.channel(dispatch.egress())?.check().await;
    let said = answer.reply().text.reveal().to_owned();
    let (verdict, advice) = match answer {
        Tried::Accepted { .. } if sender.relay.tls == "none" => (
            dns::Verdict::Good,
            "It works, but without encryption: anyone on the way can read along.",
        ),
        Tried::Accepted { .. } => (dns::Verdict::Good, "Connected and signed in."),
        Tried::Misconfigured { .. } | Tried::Permanent { .. } => {
            (dns::Verdict::Bad, "Look at server, port, encryption, user and password.")
        }
        Tried::Transient { .. } | Tried::Unconfirmed { .. } => {
            (dns::Verdict::Unknown, "The server cannot be reached at the moment.")
        }
    };
    Ok(dns::Check { verdict, found: Some(said), want: None, advice: advice.into() })
}
