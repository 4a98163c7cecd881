//! `cargo xtask bench start`: from the start of the process to ready on the demo shop, and the
//! memory that it takes then and half a minute later.
//!
//! The demo is made once, in the folder for large data, and not timed. Ready is when `/readyz`
//! says so over HTTP; the first start is not counted, since the machine may have to read the file.
//!
//! `-- --runs 5 --rest 30`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints, measures real time and stops at what it does not expect"
)]

#[expect(dead_code, reason = "others use more of it")]
mod bench;

use bench::{Line, argument, folder, now, percentile, report, resident_mb};
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

fn main() {
    let (n_runs, rest) = (argument("--runs", 5), argument("--rest", 30));
    let data = folder().join("start-demo");
    let made = demo(&data).arg("--no-serve").status().unwrap();
    assert!(made.success(), "the demo cannot be made in {}", data.display());
    let mut times = Vec::new();
    let (mut ready, mut peak) = (0.0_f64, 0.0_f64);
    for run in 0..=n_runs {
        let begun = now();
        let (mut child, address) = start(&data);
        let mut line = Line::open(&address);
        while line.call(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") != 200 {
            std::thread::sleep(Duration::from_millis(1));
        }
        let took = begun.elapsed();
        println!("start {run}: ready after {took:.3?}, {:.0} MB", resident_mb(child.id(), "VmRSS"));
        if run > 0 {
            times.push(took);
            ready = ready.max(resident_mb(child.id(), "VmRSS"));
        }
        if run == n_runs {
            std::thread::sleep(Duration::from_secs(rest as u64));
            println!("{rest} s later: {:.0} MB", resident_mb(child.id(), "VmRSS"));
            peak = resident_mb(child.id(), "VmHWM");
        }
        stop(&mut child);
    }
    let median = percentile(&mut times, 0.5);
    println!("at ready at most {ready:.0} MB, ever at most {peak:.0} MB");
    report(("start to ready on the demo shop", "ms", "lower"), median, json!({}), "under 1,000");
    report(("memory, highest", "MB", "lower"), peak, json!({}), "under 512");
}

fn demo(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_regulars"));
    command.args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    command
}

/// Starts it and waits until it says where it is.
fn start(data: &Path) -> (Child, String) {
    let mut child = demo(data).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let said = lines.find(|line| line.contains("http://")).expect("an address");
    let address = said.rsplit(' ').next().unwrap().replace("localhost", "127.0.0.1");
    std::thread::spawn(move || lines.for_each(drop));
    (child, address)
}

/// Tells it to stop, as an operator would, and waits.
fn stop(child: &mut Child) {
    let told = Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(told.success());
    child.wait().unwrap();
}
