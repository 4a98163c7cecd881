//! The worker: claims what is due, makes the mails, hands them over, records what became of them.
//!
//! Effectively once: a mail's last byte is written only after its *transmitting* mark is durable,
//! so a crash leaves a mark to find, and a newsletter that may have arrived is never sent again.

use crate::compose::{Compiled, Composed, Office};
use crate::kept::Mold;
use crate::model::{self, Class, Decision, MessageId, Next, Reason, State};
use crate::plan::{self, Going};
use crate::rows::deliveries::{self, Delivery, Transmitting};
use crate::rows::{kept, messages};
use crate::sender::{self, Sender};
use crate::token::{Keyring, mark_of};
use crate::{Dispatch, Error, Outcome, receipts};
use base::{Activity, EmailAddress, Instant};
use book::{CustomerRow, Order};
use channels::{Answer, Channel, Line, Mail, Mark, NotMarked, Pending};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::{Scope, Store, Tx};
use tokio::sync::OnceCell;

/// How many deliveries one line claims at once: the most that a crash leaves unconfirmed per
/// line, and the number that shares one durable mark and one record.
const BATCH: i64 = 50;
/// How long a claim holds. A batch that takes longer stops before it ends.
const LEASE: Duration = Duration::from_mins(30);
/// No mail is begun later than this after the claim.
const BEGIN_WITHIN: Duration = Duration::from_mins(15);

/// How many compiled messages a line keeps.
const COMPILED_MAX: usize = 16;

const SCOPE: Scope = Scope::house("dispatch");
/// Told to listeners when deliveries were planned.
pub(crate) const WAKE: &str = "dispatch";
/// How often is looked for what is due when nobody says anything.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// How often is looked for mails that were kept long enough.
const TIDY_EVERY: Duration = Duration::from_hours(1);

/// What one run has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Mails that were attempted.
    pub attempted: usize,
    /// Of them, those that the provider took.
    pub accepted: usize,
}

/// One claimed delivery with all that its mail is made of.
struct Item {
    delivery: Delivery,
    compiled: Arc<Compiled>,
    customer: Option<CustomerRow>,
    orders: Vec<Order>,
}

/// One attempt and what came of it.
struct Tried {
    delivery: Delivery,
    answer: Answer,
    at: Instant,
}

impl Dispatch {
    /// Works until `closed` resolves: first settles what an earlier process left behind, then
    /// sends what becomes due. A failure is logged and tried again.
    pub async fn work(self, closed: impl Future<Output = ()>) {
        match self.recover().await {
            Ok((0, 0)) => {}
            Ok((again, unconfirmed)) => {
                tracing::warn!(again, unconfirmed, "deliveries were left behind by a stop");
            }
            Err(error) => tracing::error!(%error, "deliveries left behind could not be settled"),
        }
        let mut changes = self.store().changes();
        let mut closed = std::pin::pin!(closed);
        let mut tidying = std::pin::pin!(self.tidy());
        loop {
            let sending = async {
                if let Err(error) = self.drain().await {
                    tracing::error!(%error, "sending stopped");
                }
                let woken = async {
                    while let Ok(change) = changes.recv().await {
                        if change.topic == "jobs" && &*change.id == WAKE {
                            return;
                        }
                    }
                };
                let _ = tokio::time::timeout(LOOK_EVERY, woken).await;
            };
            tokio::select! {
                () = &mut closed => break,
                () = sending => {}
                () = &mut tidying => {}
            }
        }
        self.close();
    }

    /// Lets go of old mails, now and then, for ever.
    async fn tidy(&self) {
        let mut times = tokio::time::interval(TIDY_EVERY);
        loop {
            times.tick().await;
            if let Err(error) = self.let_go().await {
                tracing::error!(%error, "old mails could not be let go");
            }
        }
    }

    /// Settles what a process that is gone has left behind: what was never handed over goes back
    /// to the queue, what may have been is *unconfirmed*. Call it once at start, before
    /// [`Dispatch::drain`].
    ///
    /// # Errors
    /// Those of the database.
    pub async fn recover(&self) -> Result<(u64, u64), Error> {
        let far = Instant::from_micros(i64::MAX);
        self.store().write(&SCOPE, move |tx| deliveries::recover(tx, far)).await
    }

    /// Sends what is due now, over as many lines as the sender allows, and returns when nothing
    /// is due any more, the settings turn out wrong, or the house closes.
    ///
    /// # Errors
    /// Those of the database. A mail server that cannot be reached is no error: it is in the
    /// states of the deliveries.
    pub async fn drain(&self) -> Result<Done, Error> {
        self.reclaim().await?;
        let Some((office, channel)) = self.open_office().await? else {
            return Ok(Done::default());
        };
        let n_lines = channel.lines_max().max(1);
        let mut lines = tokio::task::JoinSet::new();
        for _ in 0..n_lines {
            let run = Run {
                dispatch: self.clone(),
                office: Arc::clone(&office),
                compiled: HashMap::new(),
            };
            let line = channel.line();
            lines.spawn(run.line(line));
        }
        let (mut done, mut failed) = (Done::default(), None);
        while let Some(line) = lines.join_next().await {
            match line.map_err(Error::from).and_then(|ended| ended) {
                Ok(part) => {
                    done.attempted += part.attempted;
                    done.accepted += part.accepted;
                }
                // The others finish what they have in hand.
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        failed.map_or(Ok(done), Err)
    }

    /// Settles what a line of this process left behind when the database failed under it, once
    /// its claim has run out.
    async fn reclaim(&self) -> Result<(), Error> {
        if !self.store().read(&SCOPE, deliveries::is_overdue).await? {
            return Ok(());
        }
        let verb = |tx: &mut Tx<'_>| {
            let now = tx.now();
            deliveries::recover(tx, now)
        };
        let (again, unconfirmed) = self.store().write(&SCOPE, verb).await?;
        tracing::warn!(again, unconfirmed, "deliveries were left behind by a failure");
        Ok(())
    }

    /// The office and its channel; none while nothing may go out or nothing waits.
    async fn open_office(&self) -> Result<Option<(Arc<Office>, Arc<dyn Channel>)>, Error> {
        let found = self.store().read(&SCOPE, |tx| {
            if !deliveries::is_due(tx)? || sender::held(tx)?.is_some() {
                return Ok(None);
            }
            Ok::<_, Error>(Some((Sender::find(tx)?, keyring(tx))))
        });
        let Some((sender, keyring)) = found.await? else {
            return Ok(None);
        };
        if !sender.is_ready() {
            return Ok(None);
        }
        let channel = sender.channel(self.egress())?;
        let url = Arc::clone(&self.house().public_url);
        let office = Office::new(sender, self.store().shop(), keyring, url)?;
        Ok(Some((Arc::new(office), channel)))
    }
}

/// The secrets of links.
pub(crate) fn keyring(tx: &Tx<'_>) -> Keyring {
    Keyring::new(1, tx.key("links in mails"))
}

/// One line's work.
struct Run {
    dispatch: Dispatch,
    office: Arc<Office>,
    compiled: HashMap<MessageId, Arc<Compiled>>,
}

impl Run {
    async fn line(mut self, mut line: Box<dyn Line>) -> Result<Done, Error> {
        let mut done = Done::default();
        while !self.dispatch.is_closing() {
            let claimed_at = self.store().clock().now();
            let batch = self.claim().await?;
            if batch.is_empty() {
                break;
            }
            let items = self.load(batch).await?;
            let letters = self.compose(items).await?;
            let (tried, untried) = self.hand_over(&mut *line, letters, claimed_at).await;
            done.attempted += tried.len();
            let is_accepted = |tried: &&Tried| matches!(tried.answer, Answer::Accepted { .. });
            done.accepted += tried.iter().filter(is_accepted).count();
            let stop = self.record(tried, untried).await?;
            if stop {
                break;
            }
        }
        line.close().await;
        Ok(done)
    }

    fn store(&self) -> &Store {
        self.dispatch.store()
    }

    async fn claim(&self) -> Result<Vec<Delivery>, Error> {
        let claim = |tx: &mut Tx<'_>| {
            let until = tx.now().plus(LEASE);
            deliveries::claim(tx, BATCH, until)
        };
        self.store().write(&SCOPE, claim).await
    }

    /// Looks up what the mails are made of, and once more whether they may go out.
    async fn load(&mut self, batch: Vec<Delivery>) -> Result<Vec<Item>, Error> {
        let mut with = Vec::with_capacity(batch.len());
        let mut broken = Vec::new();
        for delivery in batch {
            match self.compiled(delivery.message).await {
                Ok(compiled) => with.push((delivery, compiled)),
                Err(Error::Template(error)) => {
                    tracing::warn!(delivery = %delivery.id, %error, "message cannot be made");
                    broken.push((delivery, Reason::Template));
                }
                Err(error) => return Err(error),
            }
        }
        self.call_off(broken).await?;
        let loaded = self.store().read(&SCOPE, move |tx| {
            let mut items = Vec::new();
            let mut off = Vec::new();
            let reasons = may_go(tx, &with)?;
            for ((delivery, compiled), reason) in with.into_iter().zip(reasons) {
                let customer = book::resolve(tx, delivery.customer)?;
                let row = book::find(tx, customer)?;
                let is_gone = row.is_none() && delivery.class == Class::Marketing;
                if reason != Reason::Ready || is_gone {
                    off.push((delivery, if is_gone { Reason::Erased } else { reason }));
                    continue;
                }
                let orders = if compiled.needs_orders {
                    let subjects = book::subjects(tx, customer)?;
                    book::orders_of(tx, &subjects, None, crate::compose::ORDERS_SEEN)?
                } else {
                    Vec::new()
                };
                items.push(Item { delivery, compiled, customer: row, orders });
            }
            Ok::<_, Error>((items, off))
        });
        let (items, off) = loaded.await?;
        self.call_off(off).await?;
        Ok(items)
    }

    async fn compiled(&mut self, id: MessageId) -> Result<Arc<Compiled>, Error> {
        if let Some(compiled) = self.compiled.get(&id) {
            return Ok(Arc::clone(compiled));
        }
        let find = move |tx: &mut Tx<'_>| messages::find(tx, id)?.ok_or(Error::NoMessage);
        let outgoing = self.store().read(&SCOPE, find).await?;
        let mut compiled = Compiled::new(outgoing, &self.office.shop)?;
        compiled.mold = Some(self.mold(&compiled).await?);
        let compiled = Arc::new(compiled);
        if self.compiled.len() >= COMPILED_MAX {
            self.compiled.clear();
        }
        self.compiled.insert(id, Arc::clone(&compiled));
        Ok(compiled)
    }

    /// What the mails of a message are packed against: made once, the same for every line.
    async fn mold(&self, compiled: &Compiled) -> Result<Mold, Error> {
        let id = compiled.outgoing.id;
        let known = self.store().read(&SCOPE, move |tx| kept::mold(tx, id)).await?;
        let packed = if let Some(packed) = known {
            packed
        } else {
            let fresh = self.office.mold(compiled, self.store().clock().now())?;
            self.store().write(&SCOPE, move |tx| kept::put_mold(tx, id, fresh)).await?
        };
        Mold::open(&packed)
    }

    async fn call_off(&self, off: Vec<(Delivery, Reason)>) -> Result<(), Error> {
        if off.is_empty() {
            return Ok(());
        }
        let verb = move |tx: &mut Tx<'_>| {
            for (delivery, reason) in off {
                deliveries::call_off(tx, delivery.id, delivery.attempts)?;
                let decided = (Decision::Skipped, reason);
                messages::redecide(tx, delivery.message, delivery.customer, decided)?;
            }
            Ok::<_, Error>(())
        };
        self.store().write(&SCOPE, verb).await
    }

    /// Makes the mails on a thread that may compute; what cannot be made is called off.
    async fn compose(&self, items: Vec<Item>) -> Result<Vec<(Delivery, Composed)>, Error> {
        let office = Arc::clone(&self.office);
        let now = self.store().clock().now();
        let made = tokio::task::spawn_blocking(move || {
            let mut letters = Vec::with_capacity(items.len());
            let mut off = Vec::new();
            for item in items {
                match one(&office, &item, now) {
                    Ok(composed) => letters.push((item.delivery, composed)),
                    Err(error) => {
                        tracing::warn!(delivery = %item.delivery.id, %error, "mail not made");
                        off.push((item.delivery, Reason::Template));
                    }
                }
            }
            (letters, off)
        });
        let (letters, off) = made.await?;
        self.call_off(off).await?;
        Ok(letters)
    }

    /// Hands the mails over one after the other; returns what was tried and what was not.
    async fn hand_over(
        &self,
        line: &mut dyn Line,
        letters: Vec<(Delivery, Composed)>,
        claimed_at: Instant,
    ) -> (Vec<Tried>, Vec<Delivery>) {
        let mark = BatchMark::new(self.store().clone(), &letters);
        let from = crate::mail::encode::wire_address(&self.office.from);
        let mut tried = Vec::with_capacity(letters.len());
        let mut letters = letters.into_iter();
        for (delivery, composed) in letters.by_ref() {
            let mail = Mail { from: &from, to: &composed.to, bytes: &composed.bytes };
            let answer = line.send(mail, &mark).await;
            let at = self.store().clock().now();
            let stop = matches!(answer, Answer::Misconfigured { .. });
            tried.push(Tried { delivery, answer, at });
            let is_late = at.since(claimed_at) > BEGIN_WITHIN;
            if stop || is_late || self.dispatch.is_closing() {
                break;
            }
        }
        (tried, letters.map(|(delivery, _)| delivery).collect())
    }

    /// Records a batch: states and activities in one transaction. True when nothing
    /// more may be sent for now.
    async fn record(&self, tried: Vec<Tried>, untried: Vec<Delivery>) -> Result<bool, Error> {
        let ledger = self.dispatch.ledger().clone();
        let verb = move |tx: &mut Tx<'_>| {
            let mut said: Vec<Activity> = Vec::with_capacity(tried.len());
            let mut stop = false;
            let mut outcomes = Vec::with_capacity(tried.len());
            let mut campaigns = Vec::new();
            for item in &tried {
                let next = settle(tx, item)?;
                stop |= next.hold_all;
                outcomes.extend(Outcome::of(&next));
                said.extend(receipt(item, &next));
                if !campaigns.contains(&item.delivery.message) {
                    campaigns.push(item.delivery.message);
                }
            }
            let now = tx.now();
            for delivery in &untried {
                deliveries::put_back(tx, delivery.id, delivery.attempts, now)?;
            }
            ledger.append(tx, &said)?;
            for message in campaigns {
                tx.announce("campaign", message.campaign().to_string());
            }
            Ok::<_, Error>((stop, outcomes))
        };
        let (stop, outcomes) = self.store().write(&SCOPE, verb).await?;
        for outcome in outcomes {
            self.dispatch.seat.tally.add(outcome);
        }
        Ok(stop)
    }
}

fn one(office: &Office, item: &Item, now: Instant) -> Result<Composed, Error> {
    if let Some(raw) = &item.delivery.raw {
        // A receipt that may have arrived is sent again as it was, byte by byte.
        let to = EmailAddress::parse(item.delivery.address.reveal());
        let to = to.map_err(|_| Error::NoSender)?;
        let to = crate::mail::encode::wire_address(&to);
        return Ok(Composed { to, bytes: raw.clone(), targets: Vec::new(), kept: None });
    }
    let whom = (item.customer.as_ref(), item.orders.as_slice());
    office.compose(&item.compiled, &item.delivery, whom, now)
}

/// Looks once more whether deliveries may go out; the reason for each, at its place.
fn may_go(tx: &mut Tx<'_>, with: &[(Delivery, Arc<Compiled>)]) -> Result<Vec<Reason>, Error> {
    let going: Vec<Going<'_>> = with
        .iter()
        .map(|(delivery, compiled)| Going {
            class: delivery.class,
            topic: &compiled.outgoing.topic,
            address: EmailAddress::parse(delivery.address.reveal()).ok(),
        })
        .collect();
    plan::still(tx, &going)
}

fn settle(tx: &mut Tx<'_>, tried: &Tried) -> Result<Next, Error> {
    let delivery = &tried.delivery;
    let attempt = u32::try_from(delivery.attempts).unwrap_or(u32::MAX);
    let (answer, planned) = (&tried.answer, delivery.planned_at);
    let next = model::after(answer, delivery.class, attempt, planned, tried.at);
    if next.hold_all {
        sender::hold(tx, tried.answer.reply().text.reveal())?;
        let due_at = next.retry_at.unwrap_or(tried.at);
        deliveries::put_back(tx, delivery.id, delivery.attempts, due_at)?;
        return Ok(next);
    }
    deliveries::settle(tx, delivery.id, delivery.attempts, &next, tried.answer.reply())?;
    Ok(next)
}

/// The activity that tells what became of an attempt, when it is settled.
fn receipt(tried: &Tried, next: &Next) -> Option<Activity> {
    let delivery = &tried.delivery;
    if delivery.class == Class::Test {
        return None;
    }
    let name = match next.state {
        State::Accepted => "email_delivered",
        State::Rejected => "email_bounced",
        _ => return None,
    };
    let mut properties = receipts::properties(delivery.message, delivery.id);
    if next.state == State::Rejected {
        properties.insert("code".into(), json!(tried.answer.reply().code));
        properties.insert("hard".into(), json!(next.suppress));
    }
    let key = format!("{name} {}", delivery.id);
    receipts::activity(&delivery.address, key, tried.at, receipts::custom(name, properties))
}

/// Makes the transmitting mark of a whole batch durable, once, when its first mail needs it.
struct BatchMark {
    store: Store,
    deliveries: Arc<[Transmitting]>,
    pages: Arc<[(base::DeliveryId, i64, Vec<u8>)]>,
    links: Vec<(MessageId, u64, String)>,
    done: OnceCell<()>,
}

impl BatchMark {
    fn new(store: Store, letters: &[(Delivery, Composed)]) -> Self {
        let mut links: HashMap<(MessageId, u64), &String> = HashMap::new();
        for (delivery, composed) in letters {
            for target in &composed.targets {
                links.insert((delivery.message, mark_of(target)), target);
            }
        }
        let deliveries = letters.iter().map(|(delivery, composed)| Transmitting {
            id: delivery.id,
            attempts: delivery.attempts,
            subject: composed.kept.as_ref().map(|kept| kept.subject.clone()),
            // A newsletter is never sent twice, so its bytes need not be at hand.
            raw: (delivery.class == Class::Transactional).then(|| composed.bytes.clone()),
        });
        let pages = letters.iter().filter_map(|(delivery, composed)| {
            let kept = composed.kept.as_ref()?;
            Some((delivery.id, delivery.attempts, kept.page.clone()))
        });
        let links = links.into_iter().map(|((message, mark), to)| (message, mark, to.clone()));
        Self {
            store,
            deliveries: deliveries.collect(),
            pages: pages.collect(),
            links: links.collect(),
            done: OnceCell::new(),
        }
    }

    async fn make(&self) -> Result<(), Error> {
        let (deliveries, pages) = (Arc::clone(&self.deliveries), Arc::clone(&self.pages));
        let links = self.links.clone();
        let verb = move |tx: &mut Tx<'_>| {
            messages::put_links(tx, &links)?;
            deliveries.iter().try_for_each(|mail| deliveries::transmitting(tx, mail))?;
            kept::put(tx, &pages)
        };
        self.store.write(&SCOPE, verb).await
    }
}

impl Mark for BatchMark {
    fn ready(&self) -> Pending<'_, Result<(), NotMarked>> {
        Box::pin(async {
            let made = self.done.get_or_try_init(|| self.make()).await;
            made.copied().map_err(|error| {
                tracing::error!(%error, "the transmitting mark could not be stored");
                NotMarked
            })
        })
    }
}
