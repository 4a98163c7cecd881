//! Sending as background work: due campaigns are handed to dispatch in chunks.

use crate::model::{Campaign, State};
use crate::{Campaigns, Error, get, rows};
use base::{CampaignId, CustomerId};
use std::time::Duration;
use store::{Scope, Tx, jobs as queue};

/// The kind of the jobs.
pub(crate) const KIND: &str = "campaign";

const SCOPE: Scope = Scope::house("campaigns");
/// How long a claimed campaign may take to be handed over.
const LEASE: Duration = Duration::from_hours(2);
/// How often is looked for what is due when nobody says anything.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long until a failed hand-over is tried again, and how often it is.
const AGAIN_AFTER: Duration = Duration::from_mins(1);
const TRIES_MAX: i64 = 20;

impl Campaigns {
    /// Sends what becomes due, until `closed`. What an earlier process was handing over when it
    /// ended is handed over first.
    pub async fn work(self, closed: impl Future<Output = ()>) {
        if let Err(error) = self.recover().await {
            tracing::error!(%error, "campaigns left behind could not be taken up");
        }
        let mut changes = self.store().changes();
        let mut closed = std::pin::pin!(closed);
        loop {
            if let Err(error) = self.run_due().await {
                tracing::error!(%error, "campaigns could not be handed over");
            }
            let woken = async {
                while let Ok(change) = changes.recv().await {
                    if change.topic == "jobs" && &*change.id == KIND {
                        return;
                    }
                }
            };
            tokio::select! {
                () = &mut closed => return,
                () = woken => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Takes up what a process that is gone was handing over. Call it once at start.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn recover(&self) -> Result<u64, Error> {
        self.store().write(&SCOPE, |tx| Ok(queue::release(tx, KIND)?)).await
    }

    /// Hands every due campaign to dispatch. Returns how many there were.
    ///
    /// # Errors
    /// Those of the database. A campaign that fails is tried again later.
    pub async fn run_due(&self) -> Result<usize, Error> {
        let mut n_done = 0;
        loop {
            let claim = |tx: &mut Tx<'_>| queue::claim(tx, KIND, 1, LEASE);
            let claimed = self.store().write(&SCOPE, claim).await?;
            let Some(job) = claimed.into_iter().next() else {
                return Ok(n_done);
            };
            let done = match serde_json::from_str::<CampaignId>(&job.payload) {
                Ok(id) => self.hand_over(id).await,
                Err(error) => Err(store::Error::from(error).into()),
            };
            n_done += 1;
            let finish = move |tx: &mut Tx<'_>| match done {
                Ok(()) | Err(Error::NoCampaign) => queue::finish(tx, job.id),
                Err(error) => {
                    tracing::error!(%error, "a campaign could not be handed over");
                    let again = tx.now().plus(AGAIN_AFTER);
                    let again = (job.attempts < TRIES_MAX).then_some(again);
                    queue::fail(tx, job.id, &error.to_string(), again)
                }
            };
            self.store().write(&SCOPE, finish).await?;
        }
    }

    /// Hands one campaign to dispatch. Doing it again decides about nobody twice.
    async fn hand_over(&self, id: CampaignId) -> Result<(), Error> {
        let Some(campaign) = self.store().write(&SCOPE, move |tx| begin(tx, id)).await? else {
            return Ok(());
        };
        let candidates = self.candidates(&SCOPE, &campaign.audience).await?;
        for chunk in candidates.chunks(dispatch::CHUNK) {
            let chunk = chunk.to_vec();
            if !self.store().write(&SCOPE, move |tx| plan(tx, id, &chunk)).await? {
                return Ok(());
            }
        }
        self.store().write(&SCOPE, move |tx| end(tx, id)).await
    }
}

/// Takes the content as it is now. None when it was called off meanwhile.
fn begin(tx: &mut Tx<'_>, id: CampaignId) -> Result<Option<Campaign>, Error> {
    let mut campaign = get(tx, id)?;
    if !matches!(campaign.state, State::Scheduled | State::Sending) {
        return Ok(None);
    }
    let now = tx.now();
    if campaign.scheduled_at.is_some_and(|at| at > now) {
        // It was called off and scheduled anew for a later time, which has its own job.
        return Ok(None);
    }
    campaign.state = State::Sending;
    campaign.updated_at = now;
    rows::put(tx, &campaign)?;
    dispatch::put_message(tx, &campaign.outgoing())?;
    tx.announce("campaign", id.to_string());
    Ok(Some(campaign))
}

/// Decides about a chunk; false when the campaign was called off meanwhile.
fn plan(tx: &mut Tx<'_>, id: CampaignId, chunk: &[CustomerId]) -> Result<bool, Error> {
    if get(tx, id)?.state != State::Sending {
        return Ok(false);
    }
    dispatch::plan(tx, id.into(), chunk)?;
    Ok(true)
}

fn end(tx: &mut Tx<'_>, id: CampaignId) -> Result<(), Error> {
    let mut campaign = get(tx, id)?;
    if campaign.state == State::Sending {
        campaign.state = State::Sent;
        campaign.sent_at = Some(tx.now());
        rows::put(tx, &campaign)?;
        tx.announce("campaign", id.to_string());
    }
    Ok(())
}
