//! `cargo xtask bench import`: a generated shop from Parquet into an empty data folder, by the
//! program itself, beside a bare loader that writes the same rows into the same tables and indexes.
//!
//! `-- --customers 1000000`; the files are made once in `REGULARS_BENCH_DATA`. The bare loader
//! reads every row that the import left, and writes it with one prepared statement per table into
//! a new file with the same pragmas: tables first, in transactions of the same size, then the
//! indexes, as the import itself does on an empty folder. It reads no Parquet, knows no identity,
//! and folds nothing.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints, measures real time and stops at what it does not expect"
)]

mod bare;
mod shop;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

struct Options {
    customers: u32,
    peer: bool,
}

fn options() -> Options {
    let mut options = Options { customers: 1_000_000, peer: true };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--customers" => {
                let number = arguments.next().and_then(|text| text.parse().ok());
                options.customers = number.expect("--customers N");
            }
            "--no-peers" => options.peer = false,
            // Cargo hands this to every benchmark.
            "--bench" => {}
            other => panic!("{other} means nothing here"),
        }
    }
    options
}

/// One file, taken in by a process of its own.
struct Taken {
    rows: u64,
    seconds: f64,
    peak_mb: f64,
}

fn main() {
    let options = options();
    let data =
        std::env::var_os("REGULARS_BENCH_DATA").map_or_else(std::env::temp_dir, PathBuf::from);
    let files = data.join(format!("shop-{}", options.customers));
    let made = shop::files(&files, options.customers);
    let folder = data.join(format!("import-{}", std::process::id()));
    let mut all = Vec::new();
    for (kind, rows) in made {
        let taken = take(&folder, kind, &files.join(format!("{kind}.parquet")), rows);
        println!(
            "{kind:<11} {rows:>11} rows {:>7.1} s {:>9.0} rows/s, at most {:.0} MB",
            taken.seconds,
            rows as f64 / taken.seconds,
            taken.peak_mb
        );
        all.push(taken);
    }
    let rows: u64 = all.iter().map(|taken| taken.rows).sum();
    let seconds: f64 = all.iter().map(|taken| taken.seconds).sum();
    let ours = rows as f64 / seconds;
    let peak_mb = all.iter().map(|taken| taken.peak_mb).fold(0.0, f64::max);
    let database = folder.join("regulars.db");
    println!("database {:.0} MB", size_mb(&database));
    if options.peer {
        let began = Instant::now();
        let written = bare::load(&database, &folder.join("bare.db"));
        let bare = rows as f64 / began.elapsed().as_secs_f64();
        println!("bare loader: {written} rows of tables in {:.1} s", began.elapsed().as_secs_f64());
        println!(
            "result {}",
            serde_json::json!({
                "what": format!("{rows} rows of files into an empty folder"), "unit": "rows/s",
                "better": "higher", "ours": ours.round(), "peers": {"bare loader": bare.round()},
                "aim": "half the bare loader, and 60,000 rows/s",
            })
        );
    } else {
        println!("{ours:.0} rows/s in all");
    }
    println!(
        "result {}",
        serde_json::json!({
            "what": "peak memory of the import", "unit": "MB", "better": "lower",
            "ours": peak_mb.round(), "peers": {}, "aim": "constant",
        })
    );
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

fn size_mb(path: &Path) -> f64 {
    std::fs::metadata(path).map_or(0.0, |meta| meta.len() as f64 / 1e6)
}

fn take(folder: &Path, kind: &'static str, file: &Path, rows: u64) -> Taken {
    let began = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_regulars"))
        .arg("--data")
        .arg(folder)
        .args(["import", kind])
        .arg(file)
        .spawn()
        .expect("the program starts");
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak_mb: f64 = 0.0;
    let mut mark = (began, 0.0);
    let outcome = loop {
        if let Some(outcome) = child.try_wait().expect("a process") {
            break outcome;
        }
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        peak_mb = peak_mb.max(own_memory_mb(&text));
        if mark.0.elapsed().as_secs() >= 30 {
            let size = size_mb(&folder.join("regulars.db"));
            println!("  {:>5.0} s: {size:.0} MB", began.elapsed().as_secs_f64());
            mark = (Instant::now(), size);
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    };
    assert!(outcome.success(), "the import of {kind} failed");
    Taken { rows, seconds: began.elapsed().as_secs_f64(), peak_mb }
}

/// Memory of its own; pages of the database file that are mapped belong to the system.
fn own_memory_mb(status: &str) -> f64 {
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kib = line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}
