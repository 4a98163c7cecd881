//! The background work of this room: follow the ledger, sweep as time passes.

use crate::{Error, Insights};
use std::future::Future;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{MissedTickBehavior, interval, sleep};

/// How long changes are gathered before customers are read anew.
const GATHER: Duration = Duration::from_millis(40);
/// Without any change the ledger is looked at this often, in case a sign was missed.
const GLANCE: Duration = Duration::from_secs(5);
/// How often windows that slide are swept.
const SWEEP: Duration = Duration::from_mins(1);
/// Every so many sweeps look at all segments.
const WHOLE: u64 = 10;

impl Insights {
    /// Works until `closed` resolves. A failure is logged and tried again at the next occasion.
    pub async fn work(self, closed: impl Future<Output = ()>) {
        let mut changes = self.seat.store.changes();
        let (mut glance, mut sweep) = (interval(GLANCE), interval(SWEEP));
        glance.set_missed_tick_behavior(MissedTickBehavior::Delay);
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut closed = std::pin::pin!(closed);
        let mut n_sweeps = 0_u64;
        let mut compaction: Option<JoinHandle<Result<(), Error>>> = None;
        loop {
            tokio::select! {
                () = &mut closed => {
                    self.in_background(Insights::keep).await;
                    return;
                }
                _ = sweep.tick() => {
                    n_sweeps += 1;
                    let all = n_sweeps % WHOLE == 1;
                    self.in_background(move |insights| insights.sweep(all)).await;
                    let idle = compaction.as_ref().is_none_or(JoinHandle::is_finished);
                    if idle && self.columns().wants_merge() {
                        let insights = self.clone();
                        compaction = Some(spawn_blocking(move || insights.compact()));
                    }
                    if all {
                        self.in_background(Insights::keep).await;
                    }
                }
                _ = glance.tick() => self.in_background(Insights::refresh).await,
                change = changes.recv() => match change {
                    Ok(change) if change.topic != "customer" => {}
                    Err(RecvError::Closed) => return,
                    Ok(_) | Err(RecvError::Lagged(_)) => {
                        sleep(GATHER).await;
                        while changes.try_recv().is_ok() {}
                        self.in_background(Insights::refresh).await;
                    }
                },
            }
        }
    }

    async fn in_background(&self, work: impl FnOnce(&Self) -> Result<(), Error> + Send + 'static) {
        let insights = self.clone();
        let done = spawn_blocking(move || work(&insights)).await;
        match done {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "insights could not follow"),
            Err(error) => tracing::error!(%error, "insights stopped in the middle"),
        }
    }
}
