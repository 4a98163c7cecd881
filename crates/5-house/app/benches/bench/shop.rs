//! A large shop in a folder that lasts, brought in by the product's own import.

use crate::bench::now;
use crate::house::{Place, Served};
use base::SegmentId;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Says that the folder holds all of it.
const WHOLE: &str = "whole";
const COUNTRIES: [&str; 8] = ["DE", "FR", "GB", "US", "IT", "ES", "NL", "AT"];
const CATEGORIES: [&str; 8] =
    ["activewear", "shoes", "jackets", "tents", "coffee", "bags", "socks", "lamps"];

/// Segments beside the ready ones and the probe: the sentences of the contract, and two more.
const SENTENCES: [&str; 12] = [
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
    "product_viewed(last 30 days) >= 5",
    r#"bought(category = "coffee") >= 1"#,
];

/// Makes the shop unless the folder holds it.
pub(crate) fn make(place: &Place, customers: usize) {
    if place.data().join(WHOLE).exists() {
        return;
    }
    // The owner first: her shop's zone and currency hold for what comes in.
    Served::owned(place).kill();
    let begun = now();
    for (kind, write) in [
        ("customers", write_customers as fn(&Path, usize)),
        ("orders", write_orders),
        ("activities", write_activities),
    ] {
        let file = place.data().join(format!("{kind}.csv"));
        write(&file, customers);
        let said = place.say(&["import", kind, file.to_str().unwrap()]);
        println!("{:.0} s: {}", begun.elapsed().as_secs_f64(), said.trim());
        std::fs::remove_file(file).unwrap();
    }
    std::fs::write(place.data().join(WHOLE), "").unwrap();
}

fn table(file: &Path, head: &str, rows: impl FnOnce(&mut dyn FnMut(std::fmt::Arguments<'_>))) {
    let mut out = BufWriter::new(File::create(file).unwrap());
    writeln!(out, "{head}").unwrap();
    rows(&mut |row| writeln!(out, "{row}").unwrap());
    out.flush().unwrap();
}

/// Spreads numbers evenly, the same for the same numbers (Knuth's multiplicative hash).
fn spread(number: usize, salt: usize) -> usize {
    ((number * 31 + salt).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33) & 0x7FFF_FFFF
}

/// A moment within the last two years, as Unix seconds.
fn moment(number: usize, salt: usize) -> u64 {
    let now = std::time::SystemTime::now();
    let now = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    now - 3_600 - spread(number, salt) as u64 % (730 * 86_400)
}

fn write_customers(file: &Path, customers: usize) {
    let head = "customer_id,email,first_name,last_name,country,birth_date,email_consent,created_at";
    table(file, head, |row| {
        for n in 0..customers {
            let country = COUNTRIES[spread(n, 1) % COUNTRIES.len()];
            let year = 1950 + spread(n, 2) % 55;
            let consent = if spread(n, 3).is_multiple_of(3) { "" } else { "yes" };
            row(format_args!(
                "c{n},c{n}@example.com,Zoë{},Müller{},{country},{year}-05-17,{consent},{}",
                n % 700,
                n % 3_000,
                moment(n, 0) - 86_400
            ));
        }
    });
}

/// Two and a half orders each, of two lines.
fn write_orders(file: &Path, customers: usize) {
    let head = "order_id,customer_id,placed_at,currency,product_id,category,quantity,unit_price";
    table(file, head, |row| {
        for order in 0..customers * 5 / 2 {
            let (customer, at) = (spread(order, 4) % customers, moment(order, 5));
            for line in 0..2 {
                let product = spread(order * 2 + line, 6) % 2_000;
                let (category, price) = (CATEGORIES[product % 8], 10 + product % 90);
                row(format_args!(
                    "o{order},c{customer},{at},EUR,p{product},{category},1,{price}.50"
                ));
            }
        }
    });
}

/// Four looks at products each.
fn write_activities(file: &Path, customers: usize) {
    let head = "activity_id,customer_id,name,at,product_id,category";
    table(file, head, |row| {
        for look in 0..customers * 4 {
            let product = spread(look, 7) % 2_000;
            row(format_args!(
                "a{look},c{},Product Viewed,{},p{product},{}",
                spread(look, 8) % customers,
                moment(look, 9),
                CATEGORIES[product % 8]
            ));
        }
    });
}

/// Sees to it that 20 segments are kept, the probe of this run among them; gives its id.
pub(crate) fn segments(served: &Served, run: &str) -> SegmentId {
    let kept = served.get("/api/v1/segments");
    let named = |name: &str| {
        let mut items = kept["items"].as_array().unwrap().iter();
        items.any(|segment| segment["name"] == name)
    };
    for segment in kept["items"].as_array().unwrap() {
        if segment["name"].as_str().unwrap().starts_with("Probe") {
            let path = format!("/api/v1/segments/{}", segment["id"].as_str().unwrap());
            assert!(served.request("DELETE", &path).send().unwrap().status().is_success());
        }
    }
    for (number, text) in SENTENCES.iter().enumerate() {
        let name = format!("Sentence {}", number + 1);
        if !named(&name) {
            save(served, &name, text);
        }
    }
    let text = format!("product_viewed(product_id = \"{run}\", last 1 day) >= 1");
    let probe = save(served, &format!("Probe {run}"), &text);
    let n = served.get("/api/v1/segments")["items"].as_array().unwrap().len();
    assert_eq!(n, 20, "segments");
    SegmentId::parse(probe["id"].as_str().unwrap()).unwrap()
}

fn save(served: &Served, name: &str, text: &str) -> Value {
    let answer = served.post("/api/v1/segments", &json!({ "name": name, "text": text }));
    assert!(answer.status().is_success(), "{text}: {}", answer.text().unwrap());
    answer.json().unwrap()
}
