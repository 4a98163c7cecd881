//! What the benchmarks of the whole house share: a served house in a folder that lasts, a line to
//! it that costs little, percentiles, and the result lines.

use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The folder for what is large or must lie on a real disk.
pub(crate) fn folder() -> PathBuf {
    let named = std::env::var_os("REGULARS_BENCH_DATA").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| "bench-data".into());
    std::fs::create_dir_all(&folder).unwrap();
    folder.canonicalize().unwrap()
}

/// The value of an argument such as `--customers 100000`.
pub(crate) fn argument(name: &str, usual: usize) -> usize {
    let mut arguments = std::env::args().skip_while(|argument| argument != name).skip(1);
    arguments.next().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

/// One figure, as `cargo xtask bench` reads it: what it is, its unit, and whether `lower` or
/// `higher` is better.
pub(crate) fn report((what, unit, better): (&str, &str, &str), ours: f64, peers: Value, aim: &str) {
    let line = json!({
        "what": what, "unit": unit, "better": better, "ours": ours, "peers": peers, "aim": aim,
    });
    println!("result {line}");
}

pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The value below which that share of the times lies, in milliseconds.
pub(crate) fn percentile(times: &mut [Duration], share: f64) -> f64 {
    times.sort_unstable();
    let place = (times.len() as f64 * share).ceil() as usize;
    times.get(place.max(1) - 1).map_or(0.0, |time| time.as_secs_f64() * 1e3)
}

/// A connection that is kept, with requests made ready before the clock runs.
pub(crate) struct Line {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Line {
    /// To an address such as `http://127.0.0.1:8080`.
    pub(crate) fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address.trim_start_matches("http://")).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, answer: Vec::new() }
    }

    /// Sends a request and gives the status of the answer once it is there as a whole.
    pub(crate) fn call(&mut self, request: &[u8]) -> u16 {
        self.stream.write_all(request).unwrap();
        self.answer.clear();
        let mut chunk = [0; 4_096];
        loop {
            let n = self.stream.read(&mut chunk).unwrap();
            assert!(n > 0, "the server hung up");
            self.answer.extend_from_slice(&chunk[..n]);
            if let Some(status) = whole(&self.answer) {
                return status;
            }
        }
    }
}

/// The status of an answer that has arrived with all of its body.
fn whole(answer: &[u8]) -> Option<u16> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&answer[..end]).unwrap().to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.expect("an answer with a length").parse().unwrap();
    (answer.len() >= end + length).then(|| head[9..12].parse().unwrap())
}

/// A POST of JSON, as bytes.
pub(crate) fn post(path: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// What a process holds in memory, in megabytes: `VmRSS` now, `VmHWM` at most.
pub(crate) fn resident_mb(process: u32, key: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
    let kib: f64 = line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap();
    kib / 1e3
}
