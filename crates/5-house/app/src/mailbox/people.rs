//! The people of the demo shop while the house is open: they read their mails and walk by.
//!
//! What they will do waits here until its time. Their delays are those of `demo::live`, which are
//! seconds where a reader takes hours.

use super::carry::Carrier;
use super::kept::Mailbox;
use super::letter;
use demo::live::{Act, Crowd, Letter, Step};
use std::collections::BTreeMap;
use std::time::Duration;
use store::{Scope, Tx};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use web::House;

const SCOPE: Scope = Scope::house("demo people");
/// What a page of the mailbox follows.
const TOPIC: &str = "mailbox";
/// Steps that wait at once. Whose mail comes when there are more does not answer it.
const STEPS_MAX: usize = 10_000;
/// Mails that are looked at in one go.
const MAILS_AT_ONCE: usize = 100;
/// Calls of the house at once.
const CALLS_MAX: usize = 16;
/// How long a mail lies there first: what is fetched within three seconds of delivery is taken
/// for a machine's doing.
const LIES: Duration = Duration::from_secs(4);

/// What people will do, in the order of time.
#[derive(Debug, Default)]
struct Plans {
    steps: BTreeMap<(Instant, u64), Act>,
    n_planned: u64,
}

impl Plans {
    /// Adds steps that begin at `from`; all or, when too many wait, none.
    fn put(&mut self, from: Instant, steps: Vec<Step>) {
        if self.steps.len() + steps.len() > STEPS_MAX {
            return;
        }
        for step in steps {
            self.n_planned += 1;
            self.steps.insert((from + step.after, self.n_planned), step.act);
        }
    }

    /// When the next one is due.
    fn due(&self) -> Option<Instant> {
        self.steps.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes the next one, if it is due by then.
    fn take(&mut self, now: Instant) -> Option<Act> {
        self.due().filter(|due| *due <= now)?;
        self.steps.pop_first().map(|(_, act)| act)
    }
}

/// The people and what they plan.
#[derive(Debug)]
pub(super) struct People {
    house: House,
    mailbox: Mailbox,
    crowd: Crowd,
    carrier: Carrier,
    plans: Plans,
    walk: Walk,
    calls: JoinSet<()>,
}

/// Those who walk by, one after the other.
#[derive(Debug)]
struct Walk {
    /// Number of the next one; never one of an earlier start, so that no visit is taken for one
    /// that was told before.
    number: u64,
    next: Option<(Instant, Act)>,
}

impl Walk {
    fn on(&mut self, crowd: &Crowd, now: Instant) {
        self.next = crowd.passer_by(self.number).map(|step| (now + step.after, step.act));
        self.number += 1;
    }
}

impl People {
    /// People who have nothing planned yet.
    pub(super) fn new(house: House, mailbox: Mailbox, crowd: Crowd, carrier: Carrier) -> Self {
        // One walks by every ten seconds or so: seconds are never used up before the next start.
        let second = house.store.clock().now().as_micros() as u64 / 1_000_000;
        let walk = Walk { number: second, next: None };
        let (plans, calls) = (Plans::default(), JoinSet::new());
        Self { house, mailbox, crowd, carrier, plans, walk, calls }
    }

    /// Lives until the house closes.
    pub(super) async fn live(mut self, mut arrived: mpsc::Receiver<u64>) {
        let house = self.house.clone();
        let mut closed = std::pin::pin!(house.closed());
        let mut numbers = Vec::with_capacity(MAILS_AT_ONCE);
        self.walk.on(&self.crowd, Instant::now());
        loop {
            let walks = self.walk.next.as_ref().map(|(at, _)| *at);
            let due = [self.plans.due(), walks].into_iter().flatten().min();
            tokio::select! {
                biased;
                () = &mut closed => return,
                n = arrived.recv_many(&mut numbers, MAILS_AT_ONCE), if !arrived.is_closed() => {
                    if n > 0 {
                        self.read(std::mem::take(&mut numbers)).await;
                    }
                }
                Some(_) = self.calls.join_next() => {}
                () = until(due), if self.calls.len() < CALLS_MAX => self.act(),
            }
        }
    }

    /// Reads mails that arrived, and tells open pages of them.
    async fn read(&mut self, numbers: Vec<u64>) {
        let from = Instant::now() + LIES;
        for number in numbers {
            let Some(mail) = self.mailbox.find(number) else { continue };
            let found = letter::touchable(&mail, &self.house.public_url);
            let links: Vec<&str> = found.links.iter().map(String::as_str).collect();
            for to in &mail.recipients {
                let steps = self.crowd.react(&Letter {
                    to,
                    key: &found.key,
                    pixel: found.pixel.as_deref(),
                    links: &links,
                    unsubscribe: found.unsubscribe.as_deref(),
                });
                self.plans.put(from, steps);
            }
        }
        let verb = |tx: &mut Tx<'_>| {
            tx.announce(TOPIC, "");
            Ok::<_, store::Error>(())
        };
        // A page that misses it shows the mails when it is opened anew.
        let _ = self.house.store.write(&SCOPE, verb).await;
    }

    /// Does the next thing whose time has come.
    fn act(&mut self) {
        let now = Instant::now();
        let walked = self.walk.next.take_if(|(at, _)| *at <= now);
        if walked.is_some() {
            self.walk.on(&self.crowd, now);
        }
        for act in walked.map(|(_, act)| act).into_iter().chain(self.plans.take(now)) {
            let carrier = self.carrier.clone();
            self.calls.spawn(async move {
                // What a busy house turns away is not done: people try no second time.
                let _ = carrier.carry(act).await;
            });
        }
    }
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn step(after_ms: u64, mark: u64) -> Step {
        Step { after: Duration::from_millis(after_ms), act: Act::Tell { body: json!(mark) } }
    }

    #[test]
    fn steps_wait_for_their_time() {
        let mut plans = Plans::default();
        let now = Instant::now();
        plans.put(now, vec![step(30, 3), step(10, 1)]);
        plans.put(now, vec![step(10, 2)]);
        assert_eq!(plans.take(now), None);
        let later = now + Duration::from_millis(20);
        let taken: Vec<_> = std::iter::from_fn(|| plans.take(later)).collect();
        assert_eq!(taken, [1, 2].map(|mark| Act::Tell { body: json!(mark) }));
        assert_eq!(plans.due(), Some(now + Duration::from_millis(30)));
    }

    #[test]
    fn only_so_many_steps_wait() {
        let mut plans = Plans::default();
        let now = Instant::now();
        plans.put(now, vec![step(1, 0); STEPS_MAX - 1]);
        plans.put(now, vec![step(1, 0); 2]);
        assert_eq!(plans.steps.len(), STEPS_MAX - 1);
        plans.put(now, vec![step(1, 0)]);
        assert_eq!(plans.steps.len(), STEPS_MAX);
    }
}
