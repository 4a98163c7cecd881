//! Following the ledger in small steps gives the columns that reading everything anew gives,
//! whoever joins, parts, comes by import and goes again meanwhile.

use crate::room::{append, did, open, undo};
use base::{
    Activity, Body, Clock, ConsentFact, ConsentState, CustomerFacts, EmailAddress, ImportId,
    Instant, Link, Namespace, OrderFacts, Personal, ProductFacts, Space,
};
use insights::Insights;
use insights::columns::CustomerRecord;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use testkit::House;

/// Numbers that look random and are the same for the same seed (a linear congruential generator
/// with the constants of Numerical Recipes).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) % (1 << 32);
        (self.0 >> 8) % n
    }
}

/// One of few people, who have few devices.
fn somebody(dice: &mut Dice, at: Instant, n: usize, body: Body) -> Activity {
    let (person, device) = (dice.roll(5), dice.roll(4));
    let mut activity = did(&format!("p{person}"), "visited", at, json!({}));
    activity.key = format!("{n}");
    activity.body = body;
    let who = &mut activity.who;
    match dice.roll(6) {
        0 => who.ids.clear(),
        1 => who.emails.extend(EmailAddress::parse(&format!("p{person}@example.com"))),
        _ => {}
    }
    if dice.roll(2) == 0 || who.is_empty() {
        who.anonymous = Some((Namespace::shop(), format!("d{device}")));
    }
    activity
}

/// Whether products change too: what they are called is taken in by a full load only.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Catalogue {
    Still,
    Changing,
}

fn body(dice: &mut Dice, at: Instant, catalogue: Catalogue) -> Body {
    let product = || format!("prod{}", 1);
    match dice.roll(12) {
        0 => {
            let mut facts = CustomerFacts::default();
            facts.address.country = Some(["DE", "FR"][dice.roll(2) as usize].into());
            Body::Customer(facts)
        }
        1 => Body::Order(OrderFacts {
            order: format!("o{}", dice.roll(6)),
            placed_at: Some(at),
            total_minor: Some(dice.roll(9_000) as i64),
            ..Default::default()
        }),
        2 => Body::Consent(ConsentFact {
            channel: base::Channel::Email,
            topic: "marketing".into(),
            state: [ConsentState::Granted, ConsentState::Withdrawn][dice.roll(2) as usize],
            firsthand: true,
            evidence: "form".into(),
        }),
        3 if catalogue == Catalogue::Changing => Body::Product(ProductFacts {
            product: product(),
            category: Some(["Tea", "Pots"][dice.roll(2) as usize].into()),
            ..Default::default()
        }),
        4 => {
            let link = Link {
                space: Space::Id(Namespace::shop()).to_text(),
                value: Personal::new(format!("p{}", dice.roll(5))),
                reason: "by hand".into(),
            };
            if dice.roll(2) == 0 { Body::Linked(link) } else { Body::Unlinked(link) }
        }
        _ => {
            let name = ["product_viewed", "cart_viewed", "Own Thing"][dice.roll(3) as usize];
            let properties = json!({ "product_id": product(), "price": dice.roll(90) });
            Body::Custom {
                name: name.into(),
                properties: properties.as_object().cloned().unwrap_or_default(),
            }
        }
    }
}

/// Everybody in the columns, lists in one order.
fn everybody(insights: &Insights) -> BTreeMap<String, CustomerRecord> {
    let columns = insights.columns();
    let record = |id| {
        let mut record = columns.record(id).unwrap();
        for activity in &mut record.activities {
            activity.properties.sort_by(|a, b| a.0.cmp(&b.0));
        }
        record.activities.sort_by_key(|deed| format!("{:?}", (&deed.kind, deed.at, deed)));
        record.orders.sort_by_key(|order| format!("{order:?}"));
        (format!("{id:?}"), record)
    };
    columns.ids().into_iter().map(record).collect()
}

fn live(house: &House, insights: &Insights, seed: u64, catalogue: Catalogue) {
    let mut dice = Dice(seed);
    let mut brought: Option<ImportId> = None;
    for step in 0..40 {
        let n_here = 1 + dice.roll(5) as usize;
        let mut batch = Vec::new();
        let import = (dice.roll(8) == 0).then(|| ImportId::derived(house.clock.now(), [1; 10]));
        for n in 0..n_here {
            house.clock.advance(Duration::from_millis(1));
            let at = house.clock.now();
            let body = body(&mut dice, at, catalogue);
            let key = seed as usize * 100_000 + step * 100 + n;
            let mut activity = somebody(&mut dice, at, key, body);
            // People and files do not come by the same door.
            activity.import = import.filter(|_| !matches!(activity.body, Body::Linked(_)));
            batch.push(activity);
        }
        append(house, batch);
        brought = import.or(brought);
        if dice.roll(9) == 0
            && let Some(import) = brought.take()
        {
            house.clock.advance(Duration::from_millis(1));
            undo(house, import);
        }
        // Now and then several batches are taken in together.
        if dice.roll(3) > 0 {
            insights.refresh().unwrap();
        }
    }
    insights.refresh().unwrap();
}

/// Lives for a while, step by step, and compares with everything read anew.
fn follow(house: &House, catalogue: Catalogue, seeds: std::ops::RangeInclusive<u64>) {
    let insights = open(house);
    for seed in seeds {
        live(house, &insights, seed, catalogue);
        if catalogue == Catalogue::Changing {
            insights.sweep(true).unwrap();
        }
        let (followed, read) = (everybody(&insights), everybody(&open(house)));
        assert!(!read.is_empty());
        for (id, record) in &read {
            assert_eq!(followed.get(id), Some(record), "seed {seed}");
        }
        assert_eq!(followed.len(), read.len(), "seed {seed}");
    }
}

testkit::on_both! {
    fn following_in_steps_is_reading_anew(house) {
        follow(house, Catalogue::Still, 1..=8);
    }

    fn a_changed_catalogue_is_taken_in_by_a_sweep(house) {
        follow(house, Catalogue::Changing, 1..=6);
    }
}
