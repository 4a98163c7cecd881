//! A look at every room: what waits, how far each is, what became of things.

use super::process::Process;
use super::sheet::{Sheet, What, what};
use crate::house::Whole;
use base::Instant;
use dispatch::{Outcome, results};
use ingest::Tally;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use prometheus_client::registry::Unit;
use std::fmt;
use std::time::Duration;
use store::{Pace, Scope, Spread, jobs};

const SCOPE: Scope = Scope::house("metrics");
/// Longest wait for the database; it counts as down then, and the other figures are told.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was seen at one moment.
#[derive(Debug)]
pub(super) struct Look {
    now: Instant,
    began_at: Instant,
    version: &'static str,
    engine: &'static str,
    process: Process,
    pace: Pace,
    outcomes: [(Outcome, u64); Outcome::ALL.len()],
    columns_position: u64,
    columns_customers: u64,
    refreshes: Spread,
    intake: Tally,
    /// None when the database does not answer.
    rows: Option<Rows>,
}

/// What only the database knows.
#[derive(Debug)]
struct Rows {
    activities: i64,
    jobs: Vec<jobs::Standing>,
    deliveries: results::Standing,
}

impl Look {
    /// Looks at the house.
    pub(super) async fn take(whole: &Whole, began_at: Instant) -> Self {
        let store = &whole.rooms.house.store;
        let asked = store.read(&SCOPE, |tx| {
            Ok::<_, dispatch::Error>(Rows {
                activities: ledger::last_seq(tx)?,
                jobs: jobs::standing(tx)?,
                deliveries: results::standing(tx)?,
            })
        });
        let rows = match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(rows)) => Some(rows),
            Ok(Err(error)) => {
                tracing::warn!(%error, "metrics go without what the database knows");
                None
            }
            Err(_) => None,
        };
        let columns = whole.insights.columns();
        Self {
            now: store.clock().now(),
            began_at,
            version: whole.rooms.house.version,
            engine: whole.rooms.engine,
            process: Process::own(),
            pace: store.pace(),
            outcomes: whole.dispatch.outcomes(),
            columns_position: columns.position(),
            columns_customers: columns.customers(),
            refreshes: whole.insights.refreshes(),
            intake: whole.intake.clone(),
            rows,
        }
    }

    fn age(&self, since: Option<Instant>) -> f64 {
        since.map_or(0.0, |at| self.now.since(at).as_secs_f64())
    }

    fn process(&self, to: &mut Sheet<'_>) -> fmt::Result {
        let about = what("regulars_build", "What runs here");
        to.info(&about, &[("version", self.version), ("database", self.engine)])?;
        let at = seconds("process_start_time", "When the process began, in Unix time");
        to.gauge(&at, Some(self.began_at.as_micros() as f64 / 1e6))?;
        let cpu = seconds("process_cpu", "Time that the processors worked for the process");
        to.counter(&cpu, self.process.cpu_seconds)?;
        let memory = ("process_resident_memory", "Memory that the process holds");
        let memory = What(memory.0, memory.1, Some(Unit::Bytes));
        to.gauge(&memory, self.process.resident_bytes.map(|bytes| bytes as f64))?;
        let files = what("process_open_fds", "Files and sockets that the process has open");
        to.gauge(&files, self.process.open_files.map(|n| n as f64))
    }

    fn store(&self, to: &mut Sheet<'_>) -> fmt::Result {
        let up = what("regulars_database_up", "Whether the database answered this look");
        to.gauge(&up, Some(if self.rows.is_some() { 1.0 } else { 0.0 }))?;
        let waiting = what("regulars_writes_waiting", "Writes that wait for a writer");
        to.gauge(&waiting, Some(self.pace.waiting as f64))?;
        let refused = "Writes that were told that too much waits, the 429 of the intake";
        let refused = what("regulars_writes_refused", refused);
        to.counter(&refused, Some(self.pace.refused as f64))?;
        let failed = what("regulars_commits_failed", "Commits that failed");
        to.counter(&failed, Some(self.pace.failed as f64))?;
        let took = seconds("regulars_commit", "How long commits took, sync included");
        to.spread(&took, &self.pace.seconds)?;
        let groups = what("regulars_commit_writes", "How many writes shared each commit");
        to.spread(&groups, &self.pace.groups)
    }

    fn intake(&self, to: &mut Sheet<'_>) -> fmt::Result {
        let taken = "Items of calls that came in, and those that had come before";
        to.counters(&what("regulars_intake_items", taken), "outcome", self.intake.taken())?;
        let refused = what("regulars_intake_refused", "Items that went into quarantine, by reason");
        let counts = self.intake.refused().map(|(reason, n)| (reason.code(), n));
        to.counters(&refused, "reason", counts)
    }

    fn mails(&self, to: &mut Sheet<'_>) -> fmt::Result {
        let mails = what("regulars_mails", "Attempts to hand a mail over, by what they came to");
        let counts = self.outcomes.iter().map(|(outcome, n)| (outcome.as_str(), *n));
        to.counters(&mails, "outcome", counts)
    }

    fn columns(&self, to: &mut Sheet<'_>) -> fmt::Result {
        let customers = what("regulars_columns_customers", "Customers that the columns hold");
        to.gauge(&customers, Some(self.columns_customers as f64))?;
        let took = "How long the columns took to take in what was new";
        to.spread(&seconds("regulars_columns_refresh", took), &self.refreshes)?;
        let lag = "Activities that the columns have not taken in yet";
        let behind = |rows: &Rows| (rows.activities - self.columns_position as i64).max(0) as f64;
        to.gauge(&what("regulars_columns_lag_activities", lag), self.rows.as_ref().map(behind))
    }

    fn rows(&self, rows: &Rows, to: &mut Sheet<'_>) -> fmt::Result {
        let activities = what("regulars_ledger_activities", "Activities that the ledger holds");
        to.counter(&activities, Some(rows.activities as f64))?;
        for (state, help, count) in JOBS {
            let counts = rows.jobs.iter().map(|one| (one.kind.as_str(), count(one) as f64));
            to.gauges(&what(state, help), "kind", counts)?;
        }
        let oldest = "How long the oldest due job has been waiting";
        let ages = rows.jobs.iter().map(|one| (one.kind.as_str(), self.age(one.oldest_due_at)));
        to.gauges(&seconds("regulars_jobs_oldest_due", oldest), "kind", ages)?;
        let standing = &rows.deliveries;
        let counts = [
            ("due", standing.due as f64),
            ("later", standing.later as f64),
            ("in_hand", standing.in_hand as f64),
        ];
        let help = "Deliveries on their way: due, put off, and in the hands of a line";
        to.gauges(&what("regulars_deliveries", help), "state", counts)?;
        let oldest = "How long the oldest due delivery has been waiting";
        let age = self.age(standing.oldest_due_at);
        to.gauge(&seconds("regulars_deliveries_oldest_due", oldest), Some(age))
    }
}

type Count = fn(&jobs::Standing) -> i64;

const JOBS: [(&str, &str, Count); 4] = [
    ("regulars_jobs_due", "Jobs whose time has come", |one| one.due),
    ("regulars_jobs_claimed", "Jobs that are being done", |one| one.claimed),
    ("regulars_jobs_later", "Jobs for a later time", |one| one.later),
    ("regulars_jobs_given_up", "Jobs that wait for a person", |one| one.given_up),
];

const fn seconds(name: &'static str, help: &'static str) -> What {
    What(name, help, Some(Unit::Seconds))
}

impl Collector for Look {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut to = Sheet(encoder);
        self.process(&mut to)?;
        self.store(&mut to)?;
        self.intake(&mut to)?;
        self.mails(&mut to)?;
        self.columns(&mut to)?;
        match &self.rows {
            Some(rows) => self.rows(rows, &mut to),
            None => Ok(()),
        }
    }
}
