//! How fast the ten sentences of the contract are counted over a generated shop, beside DuckDB
//! and Polars on the same data.
//!
//! `cargo xtask bench segments -- --customers 1000000`. Options: `--customers N` (100,000 when
//! absent), `--seed N`, `--no-peers`. Peers need `REGULARS_BENCH_PYTHON`; their tables go to
//! `REGULARS_BENCH_DATA`.
#![expect(clippy::print_stdout, reason = "a benchmark answers there")]
#![expect(clippy::expect_used, reason = "a benchmark may stop")]

#[path = "segments_shop/mod.rs"]
mod shop;

use base::{Currency, Zone};
use insights::engine::{Columns, Terms};
use insights::language::parse;
use shop::{Options, SENTENCES};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs per sentence; the median counts.
const RUNS: usize = 5;

fn main() {
    let options = Options::from_arguments(std::env::args().skip(1));
    let started = stopwatch();
    let folder = setting("REGULARS_BENCH_DATA").unwrap_or_else(|| "bench-data".into());
    let folder = Path::new(&folder).join(format!("segments-{}", options.customers));
    let before = memory("VmRSS");
    let made = shop::make(&options, options.peers.then_some(&folder));
    let columns = &made.columns;
    println!(
        "{} customers, {} orders with {} lines, {} other activities; made in {:.1} s",
        options.customers,
        made.n_orders,
        made.n_lines,
        made.n_activities,
        started()
    );
    let held = (memory("VmRSS") - before) / 1e3;
    println!("columns hold {held:.0} MB, peak while making {:.0} MB", memory("VmHWM") / 1e3);
    let ours: Vec<_> = SENTENCES.iter().map(|sentence| measure(columns, sentence)).collect();
    let peers = if options.peers { ask_peers(&folder) } else { BTreeMap::new() };
    let mut worst = f64::INFINITY;
    for (place, (sentence, (count, ms))) in SENTENCES.iter().zip(&ours).enumerate() {
        print!("{:>2}. {ms:8.2} ms {count:>8}", place + 1);
        for (name, answers) in &peers {
            let (theirs, their_ms) = answers[place];
            assert_eq!(theirs, *count, "{name} counts otherwise: {sentence}");
            worst = worst.min(their_ms / ms);
            print!("   {name} {their_ms:7.1} ms ({:.0}×)", their_ms / ms);
        }
        println!("   {sentence}");
    }
    let sum: f64 = ours.iter().map(|(_, ms)| ms).sum();
    let sums: BTreeMap<_, f64> = peers
        .iter()
        .map(|(name, answers)| (name.clone(), answers.iter().map(|(_, ms)| ms).sum()))
        .collect();
    report("10 sentences in a sum", "ms", sum, &sums, "10 times the faster peer");
    if worst.is_finite() {
        println!("the closest sentence is {worst:.1} times as fast as the faster peer");
    }
    report("memory of the columns", "MB", held, &BTreeMap::new(), "under 3,000 for 1 M customers");
}

/// The count and the median time in milliseconds, making the sentence ready included.
fn measure(columns: &Columns, sentence: &str) -> (u64, f64) {
    let terms = Terms::new(shop::now(), Zone::utc(), Currency::EUR);
    let ask = || {
        let tree = parse(sentence).expect("a sentence").tree;
        let plan = columns.plan(&tree, &terms).expect("a sentence that makes sense");
        columns.count(&plan).count
    };
    let count = ask();
    let mut times = [0.0; RUNS];
    for time in &mut times {
        let watch = stopwatch();
        assert_eq!(ask(), count);
        *time = watch() * 1e3;
    }
    times.sort_by(f64::total_cmp);
    (count, times[RUNS / 2])
}

type Answers = BTreeMap<String, Vec<(u64, f64)>>;

/// Asks DuckDB and Polars the same: each answers `name count milliseconds` per sentence.
fn ask_peers(folder: &Path) -> Answers {
    let python = setting("REGULARS_BENCH_PYTHON").unwrap_or_else(|| "python3".into());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/segments_peers.py");
    let asked = Command::new(python).arg(script).arg(folder).output().expect("a Python with peers");
    let text = String::from_utf8_lossy(&asked.stdout);
    assert!(asked.status.success(), "{text}{}", String::from_utf8_lossy(&asked.stderr));
    let mut answers = Answers::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let (Some(name), Some(count), Some(ms)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        let answer = (count.parse().expect("a count"), ms.parse().expect("a time"));
        answers.entry(name.to_owned()).or_default().push(answer);
    }
    answers
}

fn report(what: &str, unit: &str, ours: f64, peers: &BTreeMap<String, f64>, aim: &str) {
    let line = serde_json::json!({
        "what": what, "unit": unit, "better": "lower", "ours": ours, "peers": peers, "aim": aim,
    });
    println!("result {line}");
}

/// Seconds since it was started.
fn stopwatch() -> impl Fn() -> f64 {
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures the real time")]
    let start = std::time::Instant::now();
    move || start.elapsed().as_secs_f64()
}

fn setting(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "a benchmark has no other settings")]
    std::env::var(name).ok()
}

/// A line of the process's status, in kilobytes; 0 where the system has none.
fn memory(key: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0.0)
}
