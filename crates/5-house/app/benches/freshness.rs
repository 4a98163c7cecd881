//! `cargo xtask bench freshness`: from the acknowledged activity to the changed membership, while
//! 500 activities a second come in and 20 segments are kept.
//!
//! The real binary serves a shop that was brought in by its own import, once, into the folder for
//! large data: customers with 2.5 orders of two lines and four looks at products each. Batches of
//! ten go to `/v1/batch` at a fixed pace, whatever the answers do. One call in each is a probe: a
//! customer looks at a product that nobody has seen before, and a segment asks for exactly that.
//! The clock runs from the answer of the batch until her row of membership can be read by another
//! connection to the file, which looks every 2 ms.
//!
//! `-- --customers 1000000 --seconds 60 --rate 500`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints, measures real time and stops at what it does not expect"
)]

mod bench;
#[path = "../tests/it/house.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod house;
#[path = "bench/shop.rs"]
mod shop;
#[path = "bench/traffic.rs"]
#[expect(dead_code, reason = "others use more of it")]
mod traffic;

use base::{CustomerId, SegmentId};
use bench::{Line, argument, folder, now, percentile, report, resident_mb};
use house::{Place, Served};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::time::{Duration, Instant};
use traffic::Traffic;

/// Calls of a batch; the first is the probe.
const CALLS: usize = 10;
/// Connections that send.
const LINES: usize = 4;
/// How often the rows are looked at.
const LOOK: Duration = Duration::from_millis(2);
/// Longest wait for a membership before the benchmark gives up.
const PATIENCE: Duration = Duration::from_mins(1);

/// What is looked for: whose row, since when.
type Probe = (CustomerId, Instant);

/// A batch, ready to be sent, with the customer of its probe.
struct Parcel {
    request: Vec<u8>,
    customer: CustomerId,
}

fn main() {
    let customers = argument("--customers", 100_000);
    let (seconds, rate) = (argument("--seconds", 60), argument("--rate", 500));
    let place = Place::at(folder().join(format!("freshness-{customers}")));
    shop::make(&place, customers);
    let begun = now();
    let served = Served::owned(&place);
    println!("the server was ready after {:.1} s", begun.elapsed().as_secs_f64());
    let key = place.say(&["key", "create", "bench"]);
    let run = format!("run{}", std::process::id());
    let segment = shop::segments(&served, &run);
    let n_batches = seconds * rate / CALLS;
    let people = people(&served, n_batches);
    let mut traffic = Traffic::new(7, customers as u32, &run);
    let parcels: Vec<Parcel> =
        people.iter().map(|person| parcel(&mut traffic, person, key.trim(), &run)).collect();
    let pace = Duration::from_secs_f64(CALLS as f64 / rate as f64);

    let (sender, receiver) = channel();
    let file = place.data().join("regulars.db");
    let watcher = std::thread::spawn(move || watch(&file, segment, &receiver));
    let begun = now();
    let mut late = send(&served.address, &parcels, pace, &sender);
    drop(sender);
    let real_rate = (n_batches * CALLS) as f64 / begun.elapsed().as_secs_f64();
    let mut times = watcher.join().expect("every membership changed");
    println!(
        "{customers} customers, {real_rate:.0} activities/s; sent late by at most {:.0} ms (99th \
         percentile {:.0}); server {:.0} MB",
        percentile(&mut late, 1.0),
        percentile(&mut late, 0.99),
        resident_mb(served.id(), "VmRSS")
    );
    let [median, p99, most] = [0.5, 0.99, 1.0].map(|share| percentile(&mut times, share));
    println!("{} memberships: median {median:.0} ms, longest {most:.0} ms", times.len());
    let what = format!("99th percentile, {customers} customers, {real_rate:.0} activities/s");
    report((&what, "ms", "lower"), p99, json!({}), "under 250");
}

/// Customers with their own ids, each to be probed once.
fn people(served: &Served, n_people: usize) -> Vec<(CustomerId, String)> {
    let mut people = Vec::with_capacity(n_people);
    let mut cursor = String::new();
    while people.len() < n_people {
        let page = served.get(&format!("/api/v1/customers?limit=200{cursor}"));
        for row in page["items"].as_array().unwrap() {
            let email = row["email"].as_str().unwrap_or_default();
            if let Some(own) = email.strip_suffix("@example.com") {
                people.push((CustomerId::parse(row["id"].as_str().unwrap()).unwrap(), own.into()));
            }
        }
        cursor = format!("&cursor={}", page["next"].as_str().expect("enough customers"));
    }
    people.truncate(n_people);
    people
}

fn parcel(traffic: &mut Traffic, person: &(CustomerId, String), key: &str, run: &str) -> Parcel {
    let (customer, own) = person;
    let mut calls: Vec<Value> = vec![json!({
        "type": "track", "event": "Product Viewed", "userId": own,
        "messageId": format!("{run}-probe-{own}"), "properties": { "product_id": run },
    })];
    calls.extend((1..CALLS).map(|_| traffic.call()));
    let body = json!({ "batch": calls, "writeKey": key }).to_string();
    Parcel { request: bench::post("/v1/batch", &body), customer: *customer }
}

/// Sends each parcel at its time and says when it was acknowledged; gives how late each went out.
fn send(
    address: &str,
    parcels: &[Parcel],
    pace: Duration,
    acknowledged: &Sender<Probe>,
) -> Vec<Duration> {
    let begun = now();
    std::thread::scope(|scope| {
        let lines: Vec<_> = (0..LINES)
            .map(|first| {
                let acknowledged = acknowledged.clone();
                scope.spawn(move || {
                    let mut line = Line::open(address);
                    let mut late = Vec::new();
                    for (at, parcel) in parcels.iter().enumerate().skip(first).step_by(LINES) {
                        let due = begun + pace * at as u32;
                        std::thread::sleep(due.saturating_duration_since(now()));
                        late.push(now().saturating_duration_since(due));
                        assert_eq!(line.call(&parcel.request), 200);
                        acknowledged.send((parcel.customer, now())).unwrap();
                    }
                    late
                })
            })
            .collect();
        lines.into_iter().flat_map(|line| line.join().unwrap()).collect()
    })
}

/// Looks for each probe's row until it is there; gives how long that took.
fn watch(
    file: &std::path::Path,
    segment: SegmentId,
    acknowledged: &Receiver<Probe>,
) -> Vec<Duration> {
    let conn = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    conn.busy_timeout(Duration::from_secs(1)).unwrap();
    let sql = "SELECT 1 FROM memberships WHERE segment = ?1 AND customer = ?2";
    let mut look = conn.prepare(sql).unwrap();
    let (mut waiting, mut times, mut open) = (Vec::<Probe>::new(), Vec::new(), true);
    while open || !waiting.is_empty() {
        loop {
            match acknowledged.try_recv() {
                Ok(probe) => waiting.push(probe),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => {
                    open = false;
                    break;
                }
            }
        }
        waiting.retain(|(customer, since)| {
            let there = look.exists((segment.as_bytes(), customer.as_bytes())).unwrap();
            let took = since.elapsed();
            if there {
                times.push(took);
            }
            assert!(took < PATIENCE, "a membership did not change");
            !there
        });
        std::thread::sleep(LOOK);
    }
    times
}
