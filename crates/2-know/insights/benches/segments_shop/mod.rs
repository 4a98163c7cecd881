//! A generated shop: the same customers go into our columns and into the peers' tables.

mod tables;

use base::{Currency, CustomerId, Instant, OrderStatus, RefundFact};
use insights::columns::{
    ActivityRecord, AttributeRecord, CustomerRecord, LineRecord, Name, OrderRecord, PropertyValue,
};
use insights::engine::{Columns, ColumnsBuilder};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::path::Path;
use tables::Tables;

/// The ten sentences of the contract.
pub(crate) const SENTENCES: [&str; 10] = [
    r#"country = "DE" and email_consent"#,
    "orders(last 90 days) >= 2",
    "orders >= 1 and orders(last 60 days) = 0",
    r#"product_viewed(category = "activewear", last 90 days) >= 3 and bought(category = "activewear", last 90 days) = 0"#,
    "spent(last 365 days) >= 500 EUR",
    "days_since_order <= 30 and orders >= 4 and spent >= 300 EUR",
    "email_opened(last 30 days) >= 1 and email_clicked(last 30 days) = 0",
    "product_added(last 1 day) >= 1 and no order since last product_added",
    "orders = 1 and orders(last 14 days) = 1",
    r#"(orders(last 90 days) >= 2 or spent(last 365 days) >= 500 EUR) and not (email_opened(last 30 days) >= 1 and email_clicked(last 30 days) = 0) and country in ("DE", "FR", "GB") and age between 25 and 45"#,
];

/// What to make.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) customers: u32,
    pub(crate) seed: u64,
    pub(crate) peers: bool,
}

impl Options {
    pub(crate) fn from_arguments(arguments: impl Iterator<Item = String>) -> Self {
        let mut options = Self { customers: 100_000, seed: 1, peers: true };
        let mut arguments = arguments.peekable();
        while let Some(argument) = arguments.next() {
            let mut number = || arguments.next().and_then(|text| text.parse::<u32>().ok());
            match argument.as_str() {
                "--customers" => options.customers = number().expect("--customers N"),
                "--seed" => options.seed = u64::from(number().expect("--seed N")),
                "--no-peers" => options.peers = false,
                // Cargo hands this to every benchmark.
                "--bench" => {}
                other => panic!("{other} means nothing here"),
            }
        }
        options
    }
}

/// The moment of the questions; nothing happens later.
pub(crate) fn now() -> Instant {
    Instant::from_micros(NOW)
}

/// 2026-11-22T10:00:00Z.
const NOW: i64 = 1_795_341_600_000_000;
const DAY: i64 = 86_400_000_000;
const HISTORY_DAYS: i64 = 730;

/// The shop, with what went into it.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) columns: Columns,
    pub(crate) n_orders: u64,
    pub(crate) n_lines: u64,
    pub(crate) n_activities: u64,
}

/// Makes the shop, and the peers' tables in `folder` when one is given.
pub(crate) fn make(options: &Options, folder: Option<&std::path::PathBuf>) -> Made {
    let mut tables = folder.map(|folder| Tables::create(Path::new(folder)));
    let mut builder = ColumnsBuilder::new();
    let mut random = ChaCha8Rng::seed_from_u64(options.seed);
    let words = Words::new();
    let (mut n_orders, mut n_lines, mut n_activities) = (0, 0, 0);
    for number in 0..options.customers {
        let customer = customer(number, &mut random, &words);
        n_orders += customer.orders.len() as u64;
        n_lines += customer.orders.iter().map(|order| order.lines.len() as u64).sum::<u64>();
        n_activities += customer.activities.len() as u64;
        if let Some(tables) = &mut tables {
            tables.put(number, &customer);
        }
        builder.push(customer);
    }
    if let Some(tables) = tables {
        tables.finish();
    }
    Made { columns: builder.finish(0), n_orders, n_lines, n_activities }
}

/// Names that recur, made once.
struct Words {
    attributes: [Name; 5],
    kinds: [(Name, f64); 6],
    category: Name,
    product: Name,
    price: Name,
    channel: Name,
}

const COUNTRIES: [&str; 12] =
    ["DE", "FR", "GB", "US", "IT", "ES", "NL", "AT", "CH", "PL", "SE", "DK"];
const CATEGORIES: [&str; 20] = [
    "activewear",
    "shoes",
    "jackets",
    "tents",
    "coffee",
    "bags",
    "socks",
    "hats",
    "gloves",
    "bikes",
    "lamps",
    "books",
    "mats",
    "bottles",
    "shirts",
    "trousers",
    "watches",
    "ropes",
    "stoves",
    "maps",
];

impl Words {
    fn new() -> Self {
        let kinds = [
            ("product_viewed", 8.0),
            ("product_added", 2.0),
            ("email_delivered", 3.0),
            ("email_opened", 1.8),
            ("email_clicked", 0.4),
            ("page_viewed", 0.8),
        ];
        Self {
            attributes: ["country", "email_consent", "birth_date", "language", "city"]
                .map(Name::from),
            kinds: kinds.map(|(kind, mean)| (kind.into(), mean)),
            category: "category".into(),
            product: "product_id".into(),
            price: "price".into(),
            channel: "channel".into(),
        }
    }
}

/// Earlier ones of a list are likelier.
fn skewed(random: &mut ChaCha8Rng, n: usize) -> usize {
    let at = random.random::<f64>();
    (at * at * n as f64) as usize
}

/// A count with that mean, many small and few large.
fn some(random: &mut ChaCha8Rng, mean: f64) -> usize {
    (-(1.0 - random.random::<f64>()).ln() * mean).round() as usize
}

fn moment(random: &mut ChaCha8Rng, since: i64) -> Instant {
    Instant::from_micros(random.random_range(since..=NOW))
}

fn customer(number: u32, random: &mut ChaCha8Rng, words: &Words) -> CustomerRecord {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    let mut customer = CustomerRecord::new(CustomerId::from_bytes(bytes));
    let since = NOW - random.random_range(0..HISTORY_DAYS * DAY);
    customer.created_at = Some(Instant::from_micros(since));
    let born = format!(
        "{}-{:02}-{:02}",
        random.random_range(1946..2008),
        random.random_range(1..=12),
        random.random_range(1..=28)
    );
    let country = COUNTRIES[skewed(random, COUNTRIES.len())];
    let consent = if random.random_bool(0.6) { "granted" } else { "never" };
    let city = format!("city {}", skewed(random, 5_000));
    let values = [country, consent, &born, country, &city];
    for (name, value) in words.attributes.iter().zip(values) {
        let (name, values) = (name.clone(), vec![value.to_owned()]);
        customer.attributes.push(AttributeRecord { name, since: None, values });
    }
    // How much she does at all: one factor for everything, as in life.
    let zest = some(random, 1.0) as f64 * 0.6 + 0.4;
    let recent = if random.random_bool(0.3) { since.max(NOW - 120 * DAY) } else { since };
    for _ in 0..some(random, 2.6 * zest) {
        customer.orders.push(order(random, words, recent));
    }
    for (kind, mean) in &words.kinds {
        for _ in 0..some(random, mean * zest) {
            let mut properties = Vec::new();
            if kind.starts_with("product") {
                let category = CATEGORIES[skewed(random, CATEGORIES.len())];
                properties.push((words.category.clone(), PropertyValue::Text(category.into())));
                let product = format!("p{}", skewed(random, 5_000));
                properties.push((words.product.clone(), PropertyValue::Text(product)));
            }
            let at = moment(random, recent);
            customer.activities.push(ActivityRecord { kind: kind.clone(), at, properties });
        }
    }
    customer
}

fn order(random: &mut ChaCha8Rng, words: &Words, since: i64) -> OrderRecord {
    let placed_at = moment(random, since);
    let lines: Vec<_> = (0..random.random_range(1..=3)).map(|_| line(random, words)).collect();
    let total_minor = random.random_range(500..20_000) + 2_000 * lines.len() as i64;
    let mut states = vec![(placed_at, OrderStatus::Placed)];
    if random.random_bool(0.04) {
        states.push((moment(random, placed_at.as_micros()), OrderStatus::Cancelled));
    }
    let refund = random.random_bool(0.05).then(|| RefundFact {
        at: moment(random, placed_at.as_micros()),
        amount_minor: random.random_range(100..total_minor),
    });
    let channel = PropertyValue::Text(["web", "store"][skewed(random, 2)].into());
    OrderRecord {
        placed_at,
        currency: if random.random_bool(0.9) { Currency::EUR } else { Currency::USD },
        total_minor,
        states,
        refunds: refund.into_iter().collect(),
        properties: vec![(words.channel.clone(), channel)],
        lines,
    }
}

fn line(random: &mut ChaCha8Rng, words: &Words) -> LineRecord {
    let category = CATEGORIES[skewed(random, CATEGORIES.len())];
    LineRecord {
        quantity: f64::from(random.random_range(1..=3)),
        properties: vec![
            (words.category.clone(), PropertyValue::Text(category.into())),
            (words.product.clone(), PropertyValue::Text(format!("p{}", skewed(random, 5_000)))),
            (words.price.clone(), PropertyValue::Number(f64::from(random.random_range(5..200)))),
        ],
    }
}
