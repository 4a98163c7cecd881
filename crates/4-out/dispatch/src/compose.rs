//! One mail for one delivery: the message filled in, put together and signed.

use crate::kept::Mold;
use crate::mail::dkim::Signer;
use crate::mail::encode::wire_address;
use crate::mail::letter::{Letter, List};
use crate::model::Class;
use crate::rows::deliveries::Delivery;
use crate::sender::Sender;
use crate::template::message::{Draft, Filled, Message, Track, Untracked};
use crate::token::{Keyring, Purpose, TRAP, mark_of};
use crate::view::{Links, Seen, view};
use crate::{Error, Locale, Outgoing, Utm};
use base::{CustomerId, DeliveryId, EmailAddress, Instant, Personal, Shop};
use book::{CustomerRow, Order};
use std::sync::Arc;

/// How many of her latest orders a template sees.
pub(crate) const ORDERS_SEEN: i64 = 3;

/// What all mails of a message have in common.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) outgoing: Outgoing,
    pub(crate) message: Message,
    /// What its mails are packed against; there is one for those that are sent.
    pub(crate) mold: Option<Mold>,
    /// Whether orders must be looked up for it.
    pub(crate) needs_orders: bool,
}

impl Compiled {
    pub(crate) fn new(outgoing: Outgoing, shop: &Shop) -> Result<Self, Error> {
        let utm = Utm {
            source: shop.name.clone(),
            medium: "email".into(),
            campaign: outgoing.id.campaign().to_string(),
        };
        let message = Message::compile(&Draft {
            subject: &outgoing.subject,
            preheader: &outgoing.preheader,
            body: &outgoing.body,
            format: outgoing.format,
            utm: Some(&utm),
        })?;
        let needs_orders = message.mentions("last_order") || message.mentions("orders");
        Ok(Self { outgoing, message, mold: None, needs_orders })
    }
}

/// What all mails of one run have in common.
#[derive(Debug)]
pub(crate) struct Office {
    pub(crate) sender: Sender,
    pub(crate) from: EmailAddress,
    pub(crate) signer: Option<Signer>,
    pub(crate) shop: Arc<Shop>,
    pub(crate) locale: Locale,
    pub(crate) keyring: Keyring,
    pub(crate) public_url: Arc<str>,
}

/// A mail that is ready to go.
pub(crate) struct Composed {
    pub(crate) to: String,
    pub(crate) bytes: Vec<u8>,
    /// Where its links lead.
    pub(crate) targets: Vec<String>,
    /// What is kept of it; none when it goes again as it was.
    pub(crate) kept: Option<Kept>,
}

/// What is kept of a mail.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) subject: Personal,
    /// The mail as a page, packed.
    pub(crate) page: Vec<u8>,
}

struct Tracked<'a> {
    office: &'a Office,
    delivery: &'a Delivery,
}

impl Track for Tracked<'_> {
    fn link(&self, target: &str) -> Option<String> {
        Some(self.office.url(Purpose::Click, self.delivery, mark_of(target)))
    }
}

impl Office {
    /// The sender's address, and everything derived from the settings.
    pub(crate) fn new(
        sender: Sender,
        shop: Arc<Shop>,
        keyring: Keyring,
        public_url: Arc<str>,
    ) -> Result<Self, Error> {
        let from = sender.from_email.clone().ok_or(Error::NoSender)?;
        let signer = sender.signer()?;
        let locale = Locale::of(&shop);
        Ok(Self { sender, from, signer, shop, locale, keyring, public_url })
    }

    fn url(&self, purpose: Purpose, delivery: &Delivery, mark: u64) -> String {
        let token = self.keyring.token(purpose, delivery.id, mark);
        format!("{}/t/{}/{token}", self.public_url, purpose.letter())
    }

    fn links(&self, delivery: &Delivery) -> Links {
        let url = |purpose| self.url(purpose, delivery, TRAP);
        Links {
            unsubscribe: url(Purpose::Unsubscribe),
            preferences: url(Purpose::Preferences),
            view: url(Purpose::View),
            open: Some(url(Purpose::Open)),
            trap: url(Purpose::Click),
        }
    }

    /// Fills the message in for the owner of a delivery.
    pub(crate) fn fill(
        &self,
        compiled: &Compiled,
        delivery: &Delivery,
        whom: (Option<&CustomerRow>, &[Order]),
        now: Instant,
    ) -> Result<Filled, Error> {
        let links = self.links(delivery);
        let seen = Seen {
            shop: &self.shop,
            sender: &self.sender,
            customer: whom.0,
            orders: whom.1,
            name: &compiled.outgoing.name,
            now,
            links: Some(&links),
        };
        let track = Tracked { office: self, delivery };
        // Transactional mails carry no tracked links: they are not watched.
        let track: &dyn Track =
            if delivery.class == Class::Transactional { &Untracked } else { &track };
        Ok(compiled.message.fill(&view(&seen), &self.locale, track)?)
    }

    /// The message filled in for nobody, packed: what its mails have in common. Nothing when it
    /// cannot be filled in so.
    pub(crate) fn mold(&self, compiled: &Compiled, now: Instant) -> Result<Vec<u8>, Error> {
        let nobody = Delivery {
            id: DeliveryId::from_bytes([0; 16]),
            message: compiled.outgoing.id,
            customer: CustomerId::from_bytes([0; 16]),
            address: Personal::new(""),
            class: compiled.outgoing.class,
            planned_at: now,
            attempts: 0,
            accepted_at: None,
            unsubscribed_at: None,
            raw: None,
        };
        let filled = self.fill(compiled, &nobody, (None, &[]), now);
        Mold::packed(&filled.map(|filled| filled.html).unwrap_or_default())
    }

    /// Makes the whole mail.
    pub(crate) fn compose(
        &self,
        compiled: &Compiled,
        delivery: &Delivery,
        whom: (Option<&CustomerRow>, &[Order]),
        now: Instant,
    ) -> Result<Composed, Error> {
        let filled = self.fill(compiled, delivery, whom, now)?;
        let to = EmailAddress::parse(delivery.address.reveal()).map_err(|_| Error::NoSender)?;
        let domain = self.from.domain();
        let name = whom.0.and_then(|row| {
            let name = row.name();
            (row.first_name.is_some() || row.last_name.is_some()).then_some(name)
        });
        let topic = &compiled.outgoing.topic;
        let links = self.links(delivery);
        let campaign = compiled.outgoing.id.campaign();
        let list_id = format!("{topic}.{domain}");
        let feedback_id = format!("{campaign}:{topic}:marketing:regulars");
        let list = (delivery.class != Class::Transactional).then_some(List {
            id: &list_id,
            unsubscribe_url: &links.unsubscribe,
            feedback_id: &feedback_id,
        });
        let message_id = format!("{}@{domain}", self.keyring.message_id(delivery.id));
        let letter = Letter {
            from_name: &self.sender.from_name,
            from: &self.from,
            reply_to: self.sender.reply_to.as_ref(),
            to_name: name.as_ref().map(Personal::reveal),
            to: &to,
            subject: &filled.subject,
            date: now,
            message_id: &message_id,
            list,
            html: &filled.html,
            text: &filled.text,
        };
        let bytes = letter.to_bytes();
        let bytes = match &self.signer {
            Some(signer) => signer.sign(&bytes)?,
            None => bytes,
        };
        let kept = match &compiled.mold {
            Some(mold) => {
                let (subject, page) = (Personal::new(filled.subject), mold.pack(&filled.html)?);
                Some(Kept { subject, page })
            }
            None => None,
        };
        Ok(Composed { to: wire_address(&to), bytes, targets: filled.targets, kept })
    }
}
