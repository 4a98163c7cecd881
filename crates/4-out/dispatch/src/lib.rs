//! Dispatch: the back door, and the only way out.
//!
//! Whoever wants to write to a customer hands a message and candidates to [`plan()`]. The gate
//! decides about each and records why; what passes becomes a *delivery*. [`Dispatch::drain`] makes
//! the mails, signs them, hands them to a channel and records what became of them. What people do
//! with a mail comes back in by the links of [`public`] and becomes activities.
//!
//! Invariants
//! - Nothing is sent without consent (marketing) or to a suppressed address; both are looked at
//!   again when a mail is about to go.
//! - Exactly one decision per message and customer.
//! - The *transmitting* mark is durable before the byte that ends a mail is written. A newsletter
//!   that may have arrived is not sent again; it is listed as unconfirmed.
//! - What a customer typed is never read as template; GET never changes a consent; a redirect
//!   leads only where the message leads.
//!
//! - A mail is kept as it was sent, for a while; its subject for good.
//!
//! Words: *message* (content), *delivery* (one message to one customer), *decision* (what the gate
//! said), *receipt* (what came back), *suppression* (an address that nothing is sent to).

pub mod api;
mod color;
mod compose;
pub mod dns;
mod error;
mod kept;
mod link;
mod locale;
mod mail;
pub mod model;
mod pages;
mod plan;
pub mod public;
pub mod reader;
mod receipts;
mod resolver;
pub mod results;
mod rows;
mod sender;
mod show;
mod suppression;
mod tally;
mod template;
mod token;
mod track;
mod view;
mod worker;

pub use error::Error;
pub use kept::{Forgetting, KEPT};
pub use link::Utm;
pub use locale::Locale;
pub use mail::dkim::{DkimError, DkimKey, KeyKind, Signer};
pub use mail::letter::{Letter, List};
pub use model::MessageId;
pub use plan::{CHUNK, Foreseen, Outgoing, cancel, foresee, plan, put_message};
pub use resolver::SystemResolver;
pub use rows::suppressions::Suppression;
pub use sender::{Checked, Key, Relay, Sender};
pub use show::{Shown, plan_test, preview, unknown};
pub use suppression::{Suppressions, rebuild, rebuild_check, suppress, unsuppress};
pub use tally::Outcome;
pub use template::message::{Draft, Filled, Format, Message, Track, Untracked};
pub use template::{TemplateError, Unknown, Value};
pub use token::{Keyring, Purpose, TRAP, mark_of};
pub use track::{How, Named, Request, clicked, named, opened, prefer, unsubscribe};
pub use worker::Done;

use channels::Egress;
use dns::Resolver;
use ledger::Ledger;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::Store;
use tally::Tally;
use web::House;

/// The room with all it works with. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Dispatch {
    seat: Arc<Seat>,
}

#[derive(Debug)]
struct Seat {
    house: House,
    ledger: Ledger,
    egress: Egress,
    resolver: Arc<dyn Resolver>,
    closing: AtomicBool,
    tally: Tally,
}

impl Dispatch {
    /// Puts the room together.
    pub fn new(house: House, ledger: Ledger, egress: Egress, resolver: Arc<dyn Resolver>) -> Self {
        let closing = AtomicBool::new(false);
        let tally = Tally::default();
        Self { seat: Arc::new(Seat { house, ledger, egress, resolver, closing, tally }) }
    }

    /// Lets lines finish the mail that they are at and begin no other.
    pub fn close(&self) {
        self.seat.closing.store(true, Ordering::Relaxed);
    }

    fn is_closing(&self) -> bool {
        self.seat.closing.load(Ordering::Relaxed)
    }

    /// How often attempts came to each outcome, since the start.
    pub fn outcomes(&self) -> [(Outcome, u64); Outcome::ALL.len()] {
        self.seat.tally.counts()
    }

    /// The house.
    pub fn house(&self) -> &House {
        &self.seat.house
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.seat.house.store
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.seat.ledger
    }

    pub(crate) fn egress(&self) -> &Egress {
        &self.seat.egress
    }

    pub(crate) fn resolver(&self) -> &dyn Resolver {
        self.seat.resolver.as_ref()
    }
}
