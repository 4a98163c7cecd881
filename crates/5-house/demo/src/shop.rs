//! The shop as a whole: its people, its history, and the way to take it.

use crate::calendar::{DAY, HOUR, SECOND, ZONE};
use crate::campaigns::PastCampaign;
use crate::catalog::{self, Product, Shelf};
use crate::draw::Draw;
use crate::life::Life;
use crate::moment::{Moment, Naming, Plan, What};
use crate::person::{Person, Registry, plain};
use crate::stories;
use crate::telling::Sources;
use crate::temper::Temper;
use crate::world::World;
use base::{Activity, Currency, EmailAddress, Instant, Personal, Zone};

/// What can be chosen about a shop. Equal options make byte-equal shops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Customers in the book at the end, those of the stories among them; never fewer than
    /// [`Options::CUSTOMERS_MIN`].
    pub customers: u32,
    /// Seed of everything that is drawn.
    pub seed: u64,
    /// Last moment of the history of 24 months.
    pub end: Instant,
    /// Where the app serves the pictures; `/{product id}.svg` is added.
    pub pictures: String,
}

impl Options {
    /// The fewest customers of a shop: room for the people of the stories.
    pub const CUSTOMERS_MIN: u32 = 60;
    /// 2026-11-22T09:00:00Z, a Sunday morning before Black Friday.
    pub const END: Instant = Instant::from_micros(1_795_338_000_000_000);

    /// Where the history of a shop ends that is made now: at nine o'clock UTC of today, or of
    /// yesterday while it is earlier than that.
    pub fn end_at(now: Instant) -> Instant {
        let since = (now.as_micros() - 9 * HOUR).rem_euclid(DAY);
        Instant::from_micros(now.as_micros() - since)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { customers: 4_000, seed: 1, end: Self::END, pictures: "/demo/pictures".into() }
    }
}

/// A believable shop with its history.
#[derive(Debug)]
pub struct Shop {
    pub(crate) options: Options,
    pub(crate) world: World,
    pub(crate) people: Vec<Person>,
    pub(crate) plan: Plan,
    pub(crate) sources: Sources,
    /// By the index of a purchase: how many were placed before it.
    order_ranks: Vec<u32>,
    /// By the index of a person: how many were known before her.
    customer_ranks: Vec<u32>,
}

impl Shop {
    /// Where the shop's own site would be, if there were one.
    pub const WEBSITE: &'static str = "https://kettle-and-trail.example";

    /// Makes the shop. Takes well under a second for 4,000 customers.
    pub fn new(options: Options) -> Self {
        let world = World::new(options.end);
        let people = people(&options, &world);
        let mut plan = Plan::default();
        stock(&world, &mut plan);
        for (index, person) in people.iter().enumerate() {
            let draw = Draw::new(options.seed, 1 + index as u64);
            let mut life = Life::new(&world, &mut plan, (index as u32, person), draw);
            match stories::script(index) {
                Some(script) => script(&mut life),
                None => life.run(),
            }
        }
        strangers(&options, &world, &people, &mut plan);
        plan.moments.sort_by_key(|moment| moment.at);
        let order_ranks = ranks(plan.purchases.iter().map(|purchase| purchase.placed_at));
        let customer_ranks = ranks(people.iter().map(|person| person.known_at));
        let sources = Sources::new();
        Self { options, world, people, plan, sources, order_ranks, customer_ranks }
    }

    /// What the house should know about the shop.
    pub fn settings(&self) -> base::Shop {
        base::Shop {
            name: "Kettle & Trail".into(),
            currency: Currency::EUR,
            zone: Zone::parse(ZONE).unwrap_or_else(|_| Zone::utc()),
            language: "en".into(),
            country: Some("DE".into()),
            website: Some(Self::WEBSITE.into()),
            logo_url: None,
            color: Some("#2f5d4a".into()),
        }
    }

    /// Every activity of the history in the order of time, made as it is taken.
    pub fn activities(&self) -> Activities<'_> {
        Activities { shop: self, next: 0 }
    }

    /// How many activities there are.
    pub fn n_activities(&self) -> usize {
        self.plan.moments.len()
    }

    /// How many customers there are; visitors whom nobody knows are not counted.
    pub fn n_customers(&self) -> usize {
        self.people.len()
    }

    /// The mails of the past, in the order of sending.
    pub fn campaigns(&self) -> &[PastCampaign] {
        &self.world.campaigns
    }

    /// Every product of the shop.
    pub fn products(&self) -> impl Iterator<Item = &'static Product> {
        catalog::products()
    }

    /// Each customer's hidden kind with her email: to compare what the product finds with what
    /// is so.
    pub fn tempers(&self) -> impl Iterator<Item = (&EmailAddress, Temper)> {
        self.people.iter().map(|person| (&person.email, person.temper))
    }

    pub(crate) fn order_id(&self, order: u32) -> String {
        format!("KT-{}", 100_001 + self.order_ranks[order as usize])
    }

    pub(crate) fn customer_id(&self, who: u32) -> String {
        format!("{}", 20_001 + self.customer_ranks[who as usize])
    }

    /// The browser of a stranger.
    pub(crate) fn stranger(&self, who: u32) -> u64 {
        Draw::new(self.options.seed, STRANGERS_FROM + u64::from(who)).bits()
    }
}

/// The activities of a shop, one after the other.
#[derive(Debug)]
pub struct Activities<'a> {
    shop: &'a Shop,
    next: usize,
}

impl Iterator for Activities<'_> {
    type Item = Activity;

    fn next(&mut self) -> Option<Activity> {
        let activity = self.shop.tell(self.next)?;
        self.next += 1;
        Some(activity)
    }

    // Skipping makes nothing of what is skipped.
    fn nth(&mut self, n: usize) -> Option<Activity> {
        self.next = self.next.saturating_add(n).min(self.shop.n_activities());
        self.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.shop.n_activities() - self.next;
        (left, Some(left))
    }
}

impl ExactSizeIterator for Activities<'_> {}

/// Streams of draws for people are numbered from 1, for strangers from here.
const STRANGERS_FROM: u64 = 1 << 40;
/// Strangers for each customer.
const STRANGERS_SHARE: f64 = 0.3;
/// Of a hundred accounts this many belong to someone who has another.
const DUPLICATES_SHARE: f64 = 0.01;

/// The products come into the shop.
fn stock(world: &World, plan: &mut Plan) {
    for (index, product) in world.catalog.products.iter().enumerate() {
        let at = world.catalog.since(product).unwrap_or(world.calendar.start());
        let what = What::Product(index as u16);
        plan.moments.push(Moment { at, who: 0, naming: Naming::Nobody, what });
    }
}

/// The people of the shop: first those of the stories, then as many as are wanted.
fn people(options: &Options, world: &World) -> Vec<Person> {
    let n_people = options.customers.max(Options::CUSTOMERS_MIN) as usize;
    let mut draw = Draw::new(options.seed, 0);
    let mut registry = Registry::new();
    let mut people = stories::cast(&mut registry, &mut draw, world);
    let shares = Temper::DRAWN.map(|temper| temper.habits().share);
    while people.len() < n_people {
        let temper = Temper::DRAWN[draw.weighted(&shares)];
        // Forty tries at an address of her own have never failed; a person without is left out.
        let Some(mut person) = registry.person(&mut draw, temper, &world.calendar) else {
            break;
        };
        settle(&mut person, &mut draw, world);
        if draw.chance(DUPLICATES_SHARE) && person.account && people.len() + 1 < n_people {
            people.extend(again(&person, &mut registry, &mut draw, world));
        }
        people.push(person);
    }
    people
}

/// Decides when the shop comes to know a person, and when she turns away.
fn settle(person: &mut Person, draw: &mut Draw, world: &World) {
    let calendar = &world.calendar;
    let (start, end) = (calendar.start(), calendar.end);
    let span = end - start;
    let (latest, gone_at) = match person.temper {
        Temper::AtRisk => {
            let gone_at = end - draw.between(62, 170) * DAY;
            (gone_at - 130 * DAY, Some(gone_at))
        }
        Temper::Lapsed => {
            let gone_at = end - draw.between(190, 520) * DAY;
            (gone_at - 70 * DAY, Some(gone_at))
        }
        Temper::Loyal | Temper::HighValue => (end - 20 * DAY, None),
        _ => (end - 2 * HOUR, None),
    };
    person.gone_at = gone_at;
    let comes_back = person.temper.habits().gap_days < 200.0;
    person.known_at = if comes_back && draw.chance(0.36) {
        start - draw.between(10 * DAY, span * 4 / 5)
    } else {
        let at = calendar.arrival(draw, (start + DAY, latest), 0);
        at.clamp(start + DAY, latest.max(start + DAY))
    };
}

/// The same person once more, under another address.
fn again(
    person: &Person,
    registry: &mut Registry,
    draw: &mut Draw,
    world: &World,
) -> Option<Person> {
    let (first, last) = (person.first.reveal(), person.last.reveal());
    let mut twin = person.clone();
    twin.email = registry.email(draw, first, last)?;
    twin.second_email = None;
    twin.temper = Temper::OneTime;
    twin.visitors = [draw.bits(), draw.bits()];
    if draw.chance(0.5) {
        let capital = |name: &str| {
            let name = plain(name);
            let mut letters = name.chars();
            let head: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            Personal::new(head + letters.as_str())
        };
        twin.first = capital(first);
        twin.last = capital(last);
    }
    settle(&mut twin, draw, world);
    Some(twin)
}

/// People who look around and never say who they are.
fn strangers(options: &Options, world: &World, people: &[Person], plan: &mut Plan) {
    let n_strangers = (people.len() as f64 * STRANGERS_SHARE) as u32;
    for who in 0..n_strangers {
        let mut draw = Draw::new(options.seed, STRANGERS_FROM + u64::from(who));
        // The first bits are the browser's number.
        draw.bits();
        let model = &people[draw.below(people.len())];
        let mut life = Life::new(world, plan, (who, model), draw);
        life.stranger = true;
        let all = (world.calendar.start(), world.calendar.end);
        let at = world.calendar.arrival(&mut life.draw, all, 0);
        let n_views = 1 + life.draw.poisson(0.9);
        let (product, last) = life.look(at, Shelf::ALL[who as usize % 12], n_views);
        if life.draw.chance(0.08) {
            life.leave_cart(product, last + SECOND);
        }
    }
}

/// For each time, how many of the others come before it.
fn ranks(times: impl Iterator<Item = i64>) -> Vec<u32> {
    let times: Vec<i64> = times.collect();
    let mut order: Vec<u32> = (0..times.len() as u32).collect();
    order.sort_by_key(|index| times[*index as usize]);
    let mut ranks = vec![0; times.len()];
    for (rank, index) in order.into_iter().enumerate() {
        ranks[index as usize] = rank as u32;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_end_is_a_sunday_morning() {
        assert_eq!(Options::END.to_string(), "2026-11-22T09:00:00Z");
        for (now, end) in [
            ("2026-11-22T09:00:00Z", "2026-11-22T09:00:00Z"),
            ("2026-11-22T08:59:59Z", "2026-11-21T09:00:00Z"),
            ("2027-03-01T00:10:00Z", "2027-02-28T09:00:00Z"),
        ] {
            assert_eq!(Options::end_at(Instant::parse(now).unwrap()).to_string(), end);
        }
    }

    #[test]
    fn ranks_count_those_before() {
        assert_eq!(ranks([30, 10, 20].into_iter()), [2, 0, 1]);
    }
}
