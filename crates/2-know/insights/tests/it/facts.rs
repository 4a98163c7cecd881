//! The facts of the home page, folded from the columns, are what a plain reading of the book's
//! rows says, whoever ordered: customers, visitors whom nobody knows, nobody, and customers who
//! were taken out of the book or joined.

use crate::following::Dice;
use crate::room::{append, did, open};
use base::{
    Activity, Body, Clock, ConsentFact, ConsentState, Currency, EmailAddress, Instant, Link,
    Namespace, OrderFacts, OrderStatus, Personal, RefundFact, Shop, Space,
};
use insights::metrics::Facts;
use insights::{Asked, Insights};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use testkit::House;

const DAY: Duration = Duration::from_hours(24);

fn shop() -> Shop {
    Shop { currency: Currency::EUR, ..Shop::default() }
}

/// Something that one of few people, or nobody, did within the last 500 days.
fn something(dice: &mut Dice, now: Instant, n: usize) -> Activity {
    let at = now.minus(Duration::from_mins(dice.roll(500 * 24 * 60)));
    let person = format!("p{}", dice.roll(12));
    let mut activity = did(&person, "visited", at, json!({}));
    activity.key = format!("{n}");
    activity.body = match dice.roll(20) {
        0..=2 => Body::Consent(ConsentFact {
            channel: base::Channel::Email,
            topic: "marketing".into(),
            state: [ConsentState::Granted, ConsentState::Withdrawn][dice.roll(2) as usize],
            firsthand: true,
            evidence: "form".into(),
        }),
        3 if dice.roll(3) == 0 => Body::CustomerDeleted,
        4 => Body::Linked(Link {
            space: Space::Id(Namespace::shop()).to_text(),
            value: Personal::new(format!("p{}", dice.roll(12))),
            reason: "by hand".into(),
        }),
        5..=7 => Body::Order(OrderFacts {
            order: format!("o{}", dice.roll(220)),
            refunds: vec![RefundFact { at, amount_minor: dice.roll(300) as i64 }],
            ..Default::default()
        }),
        8 => Body::Order(OrderFacts {
            order: format!("o{}", dice.roll(220)),
            status: Some([OrderStatus::Cancelled, OrderStatus::Pending][dice.roll(2) as usize]),
            ..Default::default()
        }),
        _ => Body::Order(OrderFacts {
            order: format!("o{}", dice.roll(220)),
            placed_at: Some(at),
            total_minor: Some(dice.roll(9_000) as i64),
            currency: Some([Currency::EUR, Currency::EUR, Currency::USD][dice.roll(3) as usize]),
            ..Default::default()
        }),
    };
    if let Body::Consent(_) = activity.body {
        activity.who.emails.extend(EmailAddress::parse(&format!("{person}@example.com")));
    } else if let Body::Order(_) = activity.body {
        let device = || Some((Namespace::shop(), format!("d{}", n % 5)));
        match dice.roll(5) {
            0 => activity.who.ids.clear(),
            1 => {
                activity.who.ids.clear();
                activity.who.anonymous = device();
            }
            2 if dice.roll(4) == 0 => activity.who.anonymous = device(),
            _ => {}
        }
    }
    activity
}

/// An order that counts, as the rows have it.
struct Order {
    at: Instant,
    total: base::Money,
    /// Whose it is, if the book counts her, and when she ordered first.
    customer: Option<Vec<u8>>,
    first_at: Option<Instant>,
    refunds: Vec<(Instant, i64)>,
}

fn orders(house: &House) -> Vec<Order> {
    let read = |tx: &mut store::Tx<'_>| {
        let sql = "SELECT o.seq, o.placed_at, o.currency, o.total_minor, c.id, c.first_order_at,
                c.hidden
            FROM orders o LEFT JOIN persons p ON p.subject = o.subject
                LEFT JOIN customers c ON c.id = p.customer
            WHERE o.status NOT IN ('pending', 'cancelled') ORDER BY o.placed_at";
        let mut found = tx.all(sql, &[], |row| {
            let currency = Currency::parse(&row.text("currency")?).unwrap();
            let is_hers = row.opt_int("hidden")? == Some(0);
            let order = Order {
                at: row.instant("placed_at")?,
                total: base::Money::new(row.int("total_minor")?, currency),
                customer: row.opt_id("id")?.map(|id| id.to_vec()).filter(|_| is_hers),
                first_at: row.opt_instant("first_order_at")?,
                refunds: Vec::new(),
            };
            Ok::<_, store::Error>((row.int("seq")?, order))
        })?;
        let mut refunds: BTreeMap<i64, Vec<_>> = BTreeMap::new();
        tx.each("SELECT order_seq, at, amount_minor FROM refunds", &[], |row| {
            let refund = (row.instant("at")?, row.int("amount_minor")?);
            refunds.entry(row.int("order_seq")?).or_default().push(refund);
            Ok::<_, store::Error>(())
        })?;
        for (seq, order) in &mut found {
            order.refunds = refunds.remove(seq).unwrap_or_default();
        }
        Ok::<_, store::Error>(found.into_iter().map(|(_, order)| order).collect())
    };
    house.store.read_blocking(&house.scope, read).unwrap()
}

/// Numbers of one stretch, from its beginning up to its end: orders, those of them in euros, euros
/// of first and of further orders, of refunds of both, new customers, orders in dollars.
fn sold(orders: &[Order], (from, to): (Instant, Instant)) -> [i64; 8] {
    let within = |at: Instant| from <= at && at < to;
    let mut sums = [0; 8];
    let mut new = BTreeSet::new();
    for order in orders {
        let again = usize::from(order.first_at.is_some_and(|first| order.at > first));
        let euros = order.total.currency == Currency::EUR;
        for (_, minor) in order.refunds.iter().filter(|(at, _)| euros && within(*at)) {
            sums[4 + again] += minor;
        }
        if !within(order.at) {
            continue;
        }
        sums[0] += 1;
        if euros {
            sums[1] += 1;
            sums[2 + again] += order.total.minor;
        } else {
            sums[7] += 1;
        }
        let is_first = order.first_at == Some(order.at);
        if let (Some(customer), true) = (&order.customer, is_first) {
            sums[6] += i64::from(new.insert(customer.clone()));
        }
    }
    sums
}

fn numbers(sales: &insights::metrics::Sales) -> [i64; 8] {
    [
        sales.n_orders,
        sales.n_home_orders,
        sales.first_minor,
        sales.again_minor,
        sales.first_refunds_minor,
        sales.again_refunds_minor,
        sales.n_new,
        sales.foreign.values().sum(),
    ]
}

/// How many customers had so many orders within the days before a moment, both ends included.
fn with_orders(orders: &[Order], moment: Instant, days: u32, n_min: usize) -> i64 {
    let mut n_orders: BTreeMap<&[u8], usize> = BTreeMap::new();
    let those = orders.iter().filter(|o| moment.minus(DAY * days) <= o.at && o.at <= moment);
    for customer in those.filter_map(|order| order.customer.as_deref()) {
        *n_orders.entry(customer).or_default() += 1;
    }
    n_orders.values().filter(|n| **n >= n_min).count() as i64
}

fn compare(house: &House, insights: &Insights) {
    let columns = insights.columns();
    let facts = house
        .store
        .read_blocking(&house.scope, move |tx| Facts::read(tx, &columns, &shop()))
        .unwrap();
    let orders = orders(house);
    let as_of = facts.as_of;
    let behind = |at: Instant| at.plus(Duration::from_micros(1));
    let ago = |days: u32| as_of.minus(DAY * days);
    assert_eq!(numbers(&facts.period), sold(&orders, (ago(30), behind(as_of))));
    assert_eq!(numbers(&facts.before), sold(&orders, (ago(60), ago(30))));
    let n_weeks = facts.rolling_weeks.len();
    for (week, back) in facts.rolling_weeks.iter().zip((0..n_weeks as u32).rev()) {
        let stretch = (behind(ago(7 * (back + 1))), behind(ago(7 * back)));
        assert_eq!(numbers(week), sold(&orders, stretch), "{back} weeks ago");
    }
    let ends = facts.months.iter().skip(1).map(|month| month.from);
    for (month, end) in facts.months.iter().zip(ends) {
        assert_eq!(numbers(&month.sales), sold(&orders, (month.from, end)), "{}", month.first);
    }
    let levels = [(&facts.active, 90, 1), (&facts.buyers, 365, 1), (&facts.repeaters, 365, 2)];
    for (level, days, n_min) in levels {
        assert_eq!(level.before, with_orders(&orders, ago(30), days, n_min));
        for (found, back) in level.weekly.iter().rev().zip(0..) {
            assert_eq!(*found, with_orders(&orders, ago(7 * back), days, n_min), "{back} weeks");
        }
    }
    let consent = Asked::text("email_consent").unwrap();
    for (found, back) in facts.reachable.weekly.iter().rev().zip(0..) {
        let size = insights.count(&consent, Some(ago(7 * back))).unwrap();
        assert_eq!(*found, size.count as i64, "{back} weeks");
    }
    let mut spent: BTreeMap<&[u8], i64> = BTreeMap::new();
    for order in &orders {
        let Some(customer) = &order.customer else { continue };
        let back: i64 = order.refunds.iter().map(|(_, minor)| minor).sum();
        let euros = order.total.currency == Currency::EUR;
        *spent.entry(customer).or_default() += if euros { order.total.minor - back } else { 0 };
    }
    let mut spent: Vec<i64> = spent.into_values().collect();
    spent.sort_unstable_by_key(|spent| std::cmp::Reverse(*spent));
    assert_eq!(facts.n_buyers, spent.len() as i64);
    assert_eq!(facts.upper_tenth_minor, spent.get(spent.len() / 10).copied());
    for row in &facts.cohorts.rows {
        let month = |at: Instant| facts.zone.local(at).date().first_of_month();
        let mut in_months: Vec<BTreeSet<&[u8]>> = vec![BTreeSet::new(); row.returned.len() + 1];
        for order in &orders {
            let first = order.first_at.filter(|first| month(*first) == row.month);
            let (Some(customer), Some(_)) = (&order.customer, first) else { continue };
            let months = (month(order.at) - row.month).get_days();
            let after = (f64::from(months) / 30.44).round() as usize;
            if let Some(those) = in_months.get_mut(after) {
                those.insert(customer);
            }
        }
        assert_eq!(row.customers, in_months[0].len() as i64, "{}", row.month);
        for (found, those) in row.returned.iter().zip(&in_months[1..]) {
            if let Some(found) = found {
                assert_eq!(*found, those.len() as i64, "{}", row.month);
            }
        }
    }
}

testkit::on_both! {
    fn facts_are_those_of_a_plain_reading(house) {
        let insights = open(house);
        let (mut dice, mut n) = (Dice(8), 0);
        for _ in 0..12 {
            let now = house.clock.now();
            let batch = (0..25).map(|_| { n += 1; something(&mut dice, now, n) }).collect();
            append(house, batch);
            insights.refresh().unwrap();
            compare(house, &insights);
            house.clock.advance(Duration::from_mins(61));
        }
        // Something of every kind was there.
        let orders = orders(house);
        assert!(orders.iter().any(|order| order.customer.is_some()));
        assert!(orders.iter().any(|order| order.customer.is_none() && order.first_at.is_some()));
        assert!(orders.iter().any(|order| order.first_at.is_none()));
        assert!(orders.iter().any(|order| !order.refunds.is_empty()));
    }
}
