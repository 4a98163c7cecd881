//! `cargo xtask bench undo`: an import is taken back while somebody else writes, and how long she
//! waits for it at most.
//!
//! The file has one order for each activity, four to a customer who has an email too, so that each
//! is a group of two identifiers. `-- --activities 1000000`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints, measures real time and stops at what it does not expect"
)]

use base::{Activity, Body, Identifiers, Namespace, SourceName};
use book::Book;
use ingest::import::{self, Beginning, Go, Kind};
use ledger::Ledger;
use std::io::{BufWriter, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use testkit::House;

fn main() {
    let n_activities = argument("--activities", 1_000_000);
    let house = House::sqlite();
    let ledger = Ledger::new(vec![Arc::new(Book)]);
    let path = house.store.data().join("orders.csv");
    let mut file = BufWriter::new(std::fs::File::create(&path).unwrap());
    writeln!(file, "order_id,customer_id,email,placed_at,product_id,quantity,unit_price").unwrap();
    for n in 0..n_activities {
        let c = n / 4;
        writeln!(file, "o{n},{c},c{c}@example.com,2026-01-02,p{},1,5.00", n % 900).unwrap();
    }
    file.flush().unwrap();
    let beginning = Beginning {
        kind: Some(Kind::Orders),
        path,
        file_name: "orders.csv".into(),
        uploaded: false,
        source: SourceName::parse("import").unwrap(),
        namespace: Namespace::shop(),
        by: "bench".into(),
    };
    let id = import::begin(&house.store, &house.scope, beginning).unwrap().id;
    let begun = Instant::now();
    import::load(&house.store, &ledger, id, &mut |_| Go::On).unwrap();
    println!("{n_activities} activities came in within {:.1?}", begun.elapsed());

    let (begun, over) = (Instant::now(), AtomicBool::new(false));
    let (mut steps, mut last) = (Vec::new(), Instant::now());
    let waits = std::thread::scope(|scope| {
        let beside = scope.spawn(|| beside(&house, &ledger, &over));
        let mut watch = |_: &import::Progress| {
            steps.push(last.elapsed());
            last = Instant::now();
            Go::On
        };
        import::undo(&house.store, &ledger, id, &mut watch).unwrap();
        over.store(true, Ordering::Relaxed);
        beside.join().unwrap()
    });
    println!("taken back within {:.1?}", begun.elapsed());
    tell("transaction", &mut steps);
    let mut waits = waits;
    tell("wait of a call beside", &mut waits);
    assert_eq!(house.store.read_blocking(&house.scope, book::count).unwrap(), 1);
}

/// Writes one activity after the other until the undo is over; how long each took.
fn beside(house: &House, ledger: &Ledger, over: &AtomicBool) -> Vec<Duration> {
    let mut waits = Vec::new();
    for n in 0.. {
        if over.load(Ordering::Relaxed) {
            break;
        }
        let activity = Activity {
            source: SourceName::parse("web").unwrap(),
            namespace: Namespace::shop(),
            key: n.to_string(),
            at: house.store.clock().now(),
            who: Identifiers {
                ids: vec![(Namespace::shop(), "beside".into())],
                ..Identifiers::default()
            },
            body: Body::Custom { name: "seen".into(), properties: serde_json::Map::new() },
            import: None,
        };
        let (own, begun) = (ledger.clone(), Instant::now());
        house.store.write_blocking(&house.scope, move |tx| own.append(tx, &[activity])).unwrap();
        waits.push(begun.elapsed());
    }
    waits
}

fn tell(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    let (n, middle, high, longest) = (times.len(), at(0.5), at(0.99), at(1.0));
    println!("{what}: {n} times, median {middle:.1?}, 99 % {high:.1?}, longest {longest:.1?}");
    let what = format!("{what} during an undo, longest");
    let longest = longest.as_secs_f64() * 1e3;
    let figure = serde_json::json!({
        "what": what, "unit": "ms", "better": "lower", "ours": longest, "peers": {}, "aim": "under 250"
    });
    println!("result {figure}");
}

fn argument(name: &str, default: usize) -> usize {
    let mut words = std::env::args().skip_while(|word| word != name);
    words.nth(1).and_then(|word| word.parse().ok()).unwrap_or(default)
}
