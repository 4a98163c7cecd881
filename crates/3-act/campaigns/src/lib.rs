//! Campaigns: one message to many, from draft to results.
//!
//! A campaign is a draft until it is scheduled or sent. Sending is a job: it finds the audience,
//! copies the content to dispatch and hands over the candidates in chunks; dispatch decides about
//! each. So a campaign that is sent twice, or whose job runs twice, sends nothing twice.
//!
//! Invariants: only a draft can be changed; what went out is kept by dispatch as it was; nothing
//! here names a channel or an address. Words: *audience* (who is meant), *decision* (what dispatch
//! said about each), *results* (what became of it).

pub mod api;
mod audience;
mod error;
mod jobs;
mod model;
mod results;
mod rows;

pub use audience::{Audience, Step};
pub use error::Error;
pub use model::{Audienced, Campaign, Content, State};
pub use results::{Attributed, RULE, attributed};

use base::{CampaignId, Instant};
use book::Lens;
use dispatch::{Dispatch, Sender};
use std::sync::Arc;
use store::{Store, Tx, jobs as queue};

/// The room with all it works with. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Campaigns {
    dispatch: Dispatch,
    lens: Arc<dyn Lens>,
}

impl Campaigns {
    /// Puts the room together.
    pub fn new(dispatch: Dispatch, lens: Arc<dyn Lens>) -> Self {
        Self { dispatch, lens }
    }

    pub(crate) fn store(&self) -> &Store {
        self.dispatch.store()
    }
}

/// Begins a draft.
///
/// # Errors
/// Those of the database.
pub fn create(tx: &mut Tx<'_>, name: &str) -> Result<Campaign, Error> {
    let now = tx.now();
    let campaign = Campaign::draft(CampaignId::new(now, tx.random()), name, now);
    rows::put(tx, &campaign)?;
    Ok(campaign)
}

/// The campaign of that id.
///
/// # Errors
/// [`Error::NoCampaign`], and those of the database.
pub fn get(tx: &mut Tx<'_>, id: CampaignId) -> Result<Campaign, Error> {
    rows::find(tx, id)?.ok_or(Error::NoCampaign)
}

/// A page of campaigns, the latest change first, behind `before`.
///
/// # Errors
/// Those of the database.
pub fn list(
    tx: &mut Tx<'_>,
    before: Option<(Instant, CampaignId)>,
    limit: i64,
) -> Result<Vec<Campaign>, Error> {
    rows::list(tx, before, limit)
}

/// Changes a draft.
///
/// # Errors
/// [`Error::NotADraft`] when it is none any more, and those of the database.
pub fn change(
    tx: &mut Tx<'_>,
    id: CampaignId,
    content: Content,
    audience: Audienced,
) -> Result<Campaign, Error> {
    let mut campaign = get(tx, id)?;
    if campaign.state != State::Draft {
        return Err(Error::NotADraft);
    }
    campaign.content = content;
    campaign.audience = audience;
    campaign.updated_at = tx.now();
    rows::put(tx, &campaign)?;
    tx.announce("campaign", id.to_string());
    Ok(campaign)
}

/// Takes a campaign away that nobody got.
///
/// # Errors
/// [`Error::WentOut`] when somebody may have, and those of the database.
pub fn remove(tx: &mut Tx<'_>, id: CampaignId) -> Result<(), Error> {
    let campaign = get(tx, id)?;
    if matches!(campaign.state, State::Sending | State::Sent) || campaign.sent_at.is_some() {
        return Err(Error::WentOut);
    }
    rows::delete(tx, id)
}

/// Makes a fresh draft with the same content.
///
/// # Errors
/// [`Error::NoCampaign`], and those of the database.
pub fn duplicate(tx: &mut Tx<'_>, id: CampaignId) -> Result<Campaign, Error> {
    let before = get(tx, id)?;
    let mut copy = create(tx, &before.content.name)?;
    copy.content = before.content;
    copy.content.name = format!("{} (copy)", copy.content.name);
    copy.audience = before.audience;
    rows::put(tx, &copy)?;
    Ok(copy)
}

/// Sends a draft, at once or later. The sending itself is a job that commits with the state.
///
/// # Errors
/// [`Error::NotADraft`], [`Error::NotReady`] with what stands against it, and those of the
/// database.
pub fn send(tx: &mut Tx<'_>, id: CampaignId, at: Option<Instant>) -> Result<Campaign, Error> {
    let mut campaign = get(tx, id)?;
    if campaign.state != State::Draft {
        return Err(Error::NotADraft);
    }
    let mut problems = Sender::find(tx)?.problems();
    problems.extend(campaign.problems());
    if !problems.is_empty() {
        return Err(Error::NotReady(problems));
    }
    let now = tx.now();
    let later = at.filter(|at| *at > now);
    campaign.state = if later.is_some() { State::Scheduled } else { State::Sending };
    campaign.scheduled_at = later;
    campaign.updated_at = now;
    rows::put(tx, &campaign)?;
    let run_at = later.unwrap_or(now);
    let payload = serde_json::to_string(&id).map_err(store::Error::from)?;
    // One that was called off may still wait; the new time needs its own.
    let unique_key = Some(format!("{} {id} {}", jobs::KIND, run_at.as_micros()));
    queue::enqueue(tx, queue::New { kind: jobs::KIND, payload, run_at, unique_key })?;
    tx.announce("campaign", id.to_string());
    Ok(campaign)
}

/// Calls a campaign off. What is scheduled becomes a draft again; of what is going out, the rest
/// stays here.
///
/// # Errors
/// [`Error::NotOnItsWay`] when there is nothing to call off, and those of the database.
pub fn cancel(tx: &mut Tx<'_>, id: CampaignId) -> Result<Campaign, Error> {
    let mut campaign = get(tx, id)?;
    campaign.state = match campaign.state {
        State::Scheduled => State::Draft,
        State::Sending | State::Sent => {
            if dispatch::cancel(tx, id.into())? == 0 && campaign.state == State::Sent {
                return Err(Error::NotOnItsWay);
            }
            State::Cancelled
        }
        State::Draft | State::Cancelled => return Err(Error::NotOnItsWay),
    };
    campaign.scheduled_at = None;
    campaign.updated_at = tx.now();
    rows::put(tx, &campaign)?;
    tx.announce("campaign", id.to_string());
    Ok(campaign)
}
