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
        let mut n_rounds = 0_u64;
        let mut round: Option<JoinHandle<()>> = None;
        let mut joining: Option<JoinHandle<()>> = None;
        loop {
            if is_free(joining.as_ref()) && self.columns().wants_join() {
                let own = self.clone();
                joining =
                    Some(tokio::spawn(async move { own.in_background(Insights::join).await }));
            }
            tokio::select! {
                () = &mut closed => {
                    for work in [round, joining].into_iter().flatten() {
                        let _ = work.await;
                    }
                    self.in_background(Insights::keep).await;
                    return;
                }
                _ = sweep.tick() => {
                    if is_free(round.as_ref()) {
                        n_rounds += 1;
                        let all = n_rounds % WHOLE == 1;
                        round = Some(tokio::spawn(self.clone().tend(all)));
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

    /// What is done now and then, beside following the ledger: sweep, merge newer versions into the
    /// chunks, and with `all` look at every segment and keep the columns.
    async fn tend(self, all: bool) {
        self.in_background(move |insights| insights.sweep(all)).await;
        if self.columns().wants_merge() {
            self.in_background(Insights::compact).await;
        }
        self.in_background(Insights::renew_trends).await;
        if all {
            self.in_background(Insights::keep).await;
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

/// Whether nothing is under way.
fn is_free(work: Option<&JoinHandle<()>>) -> bool {
    work.is_none_or(JoinHandle::is_finished)
}
