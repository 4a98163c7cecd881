//! The files of a generated shop: customers, orders by line, and other activities, with the
//! columns of the import. Orders and activities stand by time, as shops export them.

use arrow_array::{ArrayRef, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow_array::{Float64Array, Int64Array};
use parquet::arrow::ArrowWriter;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// 2026-11-22T10:00:00Z, when the history ends.
const NOW: i64 = 1_795_341_600_000_000;
/// Two years, in microseconds.
const SPAN: i64 = 730 * 86_400_000_000;
/// Rows that are written at once.
const BATCH: usize = 1 << 17;

const ORDERS_PER_CUSTOMER: f64 = 2.6;
const ACTIVITIES_PER_CUSTOMER: f64 = 16.0;

/// Makes the files unless they are there. Returns each kind with its number of rows.
pub(crate) fn files(folder: &Path, customers: u32) -> Vec<(&'static str, u64)> {
    let mark = folder.join("rows.json");
    if let Ok(text) = std::fs::read_to_string(&mark) {
        let rows: [u64; 3] = serde_json::from_str(&text).expect("three counts");
        return ["customers", "orders", "activities"].into_iter().zip(rows).collect();
    }
    std::fs::create_dir_all(folder).expect("a folder");
    let rows = [
        people(&folder.join("customers.parquet"), customers),
        orders(&folder.join("orders.parquet"), customers),
        activities(&folder.join("activities.parquet"), customers),
    ];
    let text = serde_json::to_string(&rows).expect("three counts");
    std::fs::write(&mark, text).expect("a mark");
    ["customers", "orders", "activities"].into_iter().zip(rows).collect()
}

enum Column {
    Text(Vec<Option<String>>),
    Time(Vec<i64>),
    Whole(Vec<i64>),
    Number(Vec<f64>),
}

impl Column {
    fn take(&mut self) -> ArrayRef {
        use std::mem::take;
        match self {
            Self::Text(all) => Arc::new(StringArray::from(take(all))),
            Self::Time(all) => {
                Arc::new(TimestampMicrosecondArray::from(take(all)).with_timezone("UTC"))
            }
            Self::Whole(all) => Arc::new(Int64Array::from(take(all))),
            Self::Number(all) => Arc::new(Float64Array::from(take(all))),
        }
    }
}

/// A file that is written by columns.
struct Table {
    file: Option<File>,
    writer: Option<ArrowWriter<File>>,
    columns: Vec<(&'static str, Column)>,
    waiting: usize,
    rows: u64,
}

/// A value of a row.
enum Cell {
    Text(String),
    Nothing,
    Time(i64),
    Whole(i64),
    Number(f64),
}

impl Table {
    fn create(path: &Path, columns: Vec<(&'static str, Column)>) -> Self {
        let file = Some(File::create(path).expect("a file"));
        Self { file, writer: None, columns, waiting: 0, rows: 0 }
    }

    fn put(&mut self, row: impl IntoIterator<Item = Cell>) {
        for ((name, column), cell) in self.columns.iter_mut().zip(row) {
            match (column, cell) {
                (Column::Text(all), Cell::Text(value)) => all.push(Some(value)),
                (Column::Text(all), Cell::Nothing) => all.push(None),
                (Column::Time(all), Cell::Time(value))
                | (Column::Whole(all), Cell::Whole(value)) => all.push(value),
                (Column::Number(all), Cell::Number(value)) => all.push(value),
                _ => panic!("{name} has another type"),
            }
        }
        (self.waiting, self.rows) = (self.waiting + 1, self.rows + 1);
        if self.waiting == BATCH {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.waiting = 0;
        let arrays = self.columns.iter_mut().map(|(name, column)| (*name, column.take()));
        let batch = RecordBatch::try_from_iter(arrays).expect("columns of one length");
        if let Some(file) = self.file.take() {
            self.writer = Some(ArrowWriter::try_new(file, batch.schema(), None).expect("a writer"));
        }
        self.writer.as_mut().expect("a writer").write(&batch).expect("a written batch");
    }

    fn finish(mut self) -> u64 {
        self.flush();
        self.writer.expect("a writer").close().expect("a closed file");
        self.rows
    }
}

fn text() -> Column {
    Column::Text(Vec::new())
}

fn one_of(random: &mut ChaCha8Rng, words: &[&str]) -> Cell {
    let at = random.random::<f64>();
    Cell::Text(words[(at * at * words.len() as f64) as usize].to_owned())
}

const FIRST: [&str; 16] = [
    "Anna", "Käthe", "Lukas", "Zoë", "Marie", "Jonas", "Élodie", "Paul", "Sofia", "Emma", "Noah",
    "Mia", "Leon", "Chloé", "Jürgen", "Ines",
];
const LAST: [&str; 16] = [
    "Müller", "Schmidt", "Dubois", "Jansen", "Rossi", "Novak", "Fischer", "Weber", "Moreau",
    "García", "Kowalski", "Smith", "Jones", "Nielsen", "Berg", "Lefèvre",
];
const COUNTRIES: [&str; 8] = ["DE", "FR", "GB", "US", "IT", "ES", "NL", "AT"];
const CATEGORIES: [&str; 10] = [
    "activewear",
    "shoes",
    "jackets",
    "tents",
    "coffee",
    "bags",
    "socks",
    "hats",
    "gloves",
    "mats",
];
const NAMES: [&str; 6] = [
    "Product Viewed",
    "Page Viewed",
    "Email Opened",
    "Product Added",
    "Email Delivered",
    "Product List Viewed",
];

fn people(path: &Path, customers: u32) -> u64 {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let columns = vec![
        ("customer_id", text()),
        ("email", text()),
        ("first_name", text()),
        ("last_name", text()),
        ("country", text()),
        ("city", text()),
        ("birth_date", text()),
        ("created_at", Column::Time(Vec::new())),
        ("email_consent", text()),
    ];
    let mut table = Table::create(path, columns);
    for number in 0..customers {
        let born = format!(
            "{}-{:02}-{:02}",
            random.random_range(1946..2008),
            random.random_range(1..=12),
            random.random_range(1..=28)
        );
        let consent = if random.random_bool(0.6) { "granted" } else { "never" };
        table.put([
            Cell::Text(format!("c{number}")),
            Cell::Text(format!("person{number}@example.com")),
            one_of(&mut random, &FIRST),
            one_of(&mut random, &LAST),
            one_of(&mut random, &COUNTRIES),
            Cell::Text(format!("city {}", random.random_range(0..5_000))),
            Cell::Text(born),
            Cell::Time(NOW - random.random_range(0..SPAN)),
            Cell::Text(consent.to_owned()),
        ]);
    }
    table.finish()
}

/// The `n`-th moment of `many`, so that a file stands by time.
fn moment(n: u64, many: u64) -> i64 {
    NOW - SPAN + (SPAN as f64 * (n as f64 / many as f64)) as i64
}

fn someone(random: &mut ChaCha8Rng, customers: u32) -> Cell {
    let at = random.random::<f64>();
    Cell::Text(format!("c{}", (at * at * f64::from(customers)) as u32))
}

fn orders(path: &Path, customers: u32) -> u64 {
    let mut random = ChaCha8Rng::seed_from_u64(2);
    let many = (f64::from(customers) * ORDERS_PER_CUSTOMER) as u64;
    let columns = vec![
        ("order_id", text()),
        ("customer_id", text()),
        ("placed_at", Column::Time(Vec::new())),
        ("currency", text()),
        ("status", text()),
        ("product_id", text()),
        ("category", text()),
        ("quantity", Column::Whole(Vec::new())),
        ("unit_price", Column::Number(Vec::new())),
        ("channel", text()),
    ];
    let mut table = Table::create(path, columns);
    for number in 0..many {
        let Cell::Text(who) = someone(&mut random, customers) else { continue };
        let at = moment(number, many);
        let status = if random.random_bool(0.04) { "cancelled" } else { "paid" };
        for _ in 0..random.random_range(1..=3) {
            table.put([
                Cell::Text(format!("o{number}")),
                Cell::Text(who.clone()),
                Cell::Time(at),
                Cell::Text("EUR".to_owned()),
                Cell::Text(status.to_owned()),
                Cell::Text(format!("p{}", random.random_range(0..5_000))),
                one_of(&mut random, &CATEGORIES),
                Cell::Whole(random.random_range(1..=3)),
                Cell::Number(f64::from(random.random_range(500..20_000)) / 100.0),
                one_of(&mut random, &["web", "store"]),
            ]);
        }
    }
    table.finish()
}

fn activities(path: &Path, customers: u32) -> u64 {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let many = (f64::from(customers) * ACTIVITIES_PER_CUSTOMER) as u64;
    let columns = vec![
        ("activity_id", text()),
        ("customer_id", text()),
        ("name", text()),
        ("at", Column::Time(Vec::new())),
        ("product_id", text()),
        ("category", text()),
    ];
    let mut table = Table::create(path, columns);
    for number in 0..many {
        let name = one_of(&mut random, &NAMES);
        let about = matches!(&name, Cell::Text(name) if name.starts_with("Product"));
        let product = format!("p{}", random.random_range(0..5_000));
        let (product, category) = if about {
            (Cell::Text(product), one_of(&mut random, &CATEGORIES))
        } else {
            (Cell::Nothing, Cell::Nothing)
        };
        // Ids in no order, as most systems give them.
        let id: u128 = random.random();
        table.put([
            Cell::Text(format!("{id:032x}")),
            someone(&mut random, customers),
            name,
            Cell::Time(moment(number, many)),
            product,
            category,
        ]);
    }
    table.finish()
}
