//! `cargo xtask bench intake`: `/v1/batch` of 100 calls over loopback, durable when answered,
//! beside one SQLite writer that repeats the very statements.
//!
//! Ours is the real binary in a process of its own, SQLite in a file with full sync, and some
//! clients that each wait for an answer before they send the next batch. The peer is a bare
//! connection with the same settings on the same disk: it is handed the statements, with their
//! parameters, that the intake of the same batches runs (recorded beforehand inside this process),
//! and does nothing else. It is measured with a transaction for each batch, and with one for as
//! many batches as there are clients, which is the most that group commit can put together.
//!
//! `-- --batches 600 --connections 8`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints, measures real time and stops at what it does not expect"
)]

#[expect(dead_code, reason = "others use more of it")]
mod bench;
#[path = "../tests/it/house.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod house;
#[path = "bench/replay.rs"]
mod replay;
#[path = "bench/traffic.rs"]
mod traffic;

use bench::{Line, argument, folder, now, percentile, report};
use house::{Place, Served};
use serde_json::json;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use traffic::Traffic;

/// Calls of a batch.
const CALLS: usize = 100;
/// Customers who come and go.
const CUSTOMERS: u32 = 20_000;
/// Batches that go first and are not counted: connections open, statements are made ready.
const WARM: usize = 20;

fn main() {
    let (n_batches, n_lines) = (argument("--batches", 600), argument("--connections", 8));
    let place = Place::inside(&folder());
    let served = Served::owned(&place);
    let key = place.say(&["key", "create", "bench"]);
    let mut traffic = Traffic::new(1, CUSTOMERS, "bench");
    let bodies: Vec<String> =
        (0..WARM + n_batches).map(|_| traffic.batch(key.trim(), CALLS)).collect();
    let bytes: usize = bodies.iter().map(String::len).sum();
    println!("{} batches of {CALLS} calls, {} KB each", n_batches, bytes / bodies.len() / 1_000);

    let (warm, counted) = bodies.split_at(WARM);
    send(&served.address, warm, n_lines);
    let begun = now();
    let mut times = send(&served.address, counted, n_lines);
    let seconds = begun.elapsed().as_secs_f64();
    let ours = (n_batches * CALLS) as f64 / seconds;
    println!(
        "answers: median {:.1} ms, 99th percentile {:.1} ms, longest {:.1} ms",
        percentile(&mut times, 0.5),
        percentile(&mut times, 0.99),
        percentile(&mut times, 1.0)
    );
    let taken = place.say(&["doctor"]);
    println!("{}", taken.lines().find(|line| line.starts_with("holds")).unwrap_or_default());
    served.kill();

    let single = replay::rate(&bodies, WARM, 1) * CALLS as f64;
    let grouped = replay::rate(&bodies, WARM, n_lines) * CALLS as f64;
    println!(
        "{ours:.0} calls/s; one writer that repeats the statements: {single:.0} with a transaction \
         for each batch ({:.0} %), {grouped:.0} with one for {n_lines} ({:.0} %)",
        ours / single * 100.0,
        ours / grouped * 100.0
    );
    let what = format!("{n_batches} batches of {CALLS} over {n_lines} connections");
    let peers = json!({ "a transaction a batch": single, "one for all clients": grouped });
    report((&what, "calls/s", "higher"), ours, peers, "0.6 of the writer");
    let p99 = percentile(&mut times, 0.99);
    report(("99th percentile of the answer", "ms", "lower"), p99, json!({}), "");
}

/// Sends all batches over so many connections; the time of each answer.
fn send(address: &str, bodies: &[String], n_lines: usize) -> Vec<Duration> {
    let requests: Vec<Vec<u8>> = bodies.iter().map(|body| bench::post("/v1/batch", body)).collect();
    let next = AtomicUsize::new(0);
    let times = Mutex::new(Vec::with_capacity(requests.len()));
    std::thread::scope(|scope| {
        for _ in 0..n_lines {
            scope.spawn(|| {
                let mut line = Line::open(address);
                let mut own = Vec::new();
                while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let begun = now();
                    assert_eq!(line.call(request), 200);
                    own.push(begun.elapsed());
                }
                times.lock().unwrap().extend(own);
            });
        }
    });
    times.into_inner().unwrap()
}
