//! What the operating system says of this process. On Linux; elsewhere nothing is known.

use std::time::Duration;

/// Parts of a second in which Linux counts the time of a process: `USER_HZ`, 100 for every
/// program (time(7)).
const TICKS: f64 = 100.0;

/// What is known of a process.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Process {
    pub(super) resident_bytes: Option<u64>,
    pub(super) cpu_seconds: Option<f64>,
    pub(super) open_files: Option<usize>,
}

impl Process {
    /// This one.
    pub(super) fn own() -> Self {
        let read = |name: &str| std::fs::read_to_string(format!("/proc/self/{name}")).ok();
        Self {
            resident_bytes: read("status").as_deref().and_then(resident_bytes),
            cpu_seconds: read("stat").as_deref().and_then(cpu).map(|took| took.as_secs_f64()),
            open_files: std::fs::read_dir("/proc/self/fd").ok().map(Iterator::count),
        }
    }
}

/// `VmRSS` of /proc/self/status (proc_pid_status(5)).
fn resident_bytes(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1_024)
}

/// `utime` and `stime` of /proc/self/stat (proc_pid_stat(5)). The name before them is in
/// brackets and may hold anything.
fn cpu(stat: &str) -> Option<Duration> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let ticks: u64 = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(Duration::from_secs_f64(ticks as f64 / TICKS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_time_are_read_from_what_linux_says() {
        let status = "Name:\tregulars\nVmPeak:\t  9 kB\nVmRSS:\t   12345 kB\nThreads:\t3\n";
        assert_eq!(resident_bytes(status), Some(12_345 * 1_024));
        assert_eq!(resident_bytes("Name:\tregulars\n"), None);
        let stat = "7 (a) b (c)) S 1 7 7 0 -1 4194304 1 0 0 0 150 50 0 0 20 0 3 0 100 1 1";
        assert_eq!(cpu(stat), Some(Duration::from_secs(2)));
        assert_eq!(cpu("7 (a"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_has_memory_time_and_files() {
        let own = Process::own();
        assert!(own.resident_bytes > Some(1_024 * 1_024));
        assert!(own.cpu_seconds.is_some() && own.open_files > Some(2));
    }
}
