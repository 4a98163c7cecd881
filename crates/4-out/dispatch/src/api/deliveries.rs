//! What was sent, as a customer's story shows it.

use super::Room;
use crate::Error;
use crate::rows::deliveries::{self, Sent};
use crate::token::{Keyring, Purpose, TRAP};
use crate::worker::keyring;
use access::{Caller, CustomersRead};
use axum::extract::State;
use base::{CampaignId, DeliveryId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Json, Page, Problem, Query};

/// Deliveries that are asked for at once.
const IDS_MAX: usize = 100;

/// Which deliveries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Ids of deliveries, joined by commas; at most 100.
    ids: String,
}

/// A mail that was sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SentMail)]
pub(super) struct SentBody {
    #[schema(value_type = String)]
    id: DeliveryId,
    /// Of which campaign.
    #[schema(value_type = String)]
    campaign: CampaignId,
    /// As it was sent; absent when it was not kept, or its reader was deleted.
    subject: Option<String>,
    /// Path of the mail as a page.
    view: String,
}

impl SentBody {
    fn new(sent: Sent, ring: &Keyring) -> Self {
        let token = ring.token(Purpose::View, sent.id, TRAP);
        Self {
            id: sent.id,
            campaign: sent.message.campaign(),
            subject: sent.subject.map(|subject| subject.reveal().to_owned()),
            view: format!("/t/{}/{token}", Purpose::View.letter()),
        }
    }
}

/// Lists mails by the ids of their deliveries; unknown ids are left out.
#[utoipa::path(get, path = "/deliveries", tag = "messages", params(Wanted),
    responses((status = 200, body = Page<SentBody>)))]
pub(super) async fn list(
    State(room): State<Room>,
    caller: Caller<CustomersRead>,
    Query(wanted): Query<Wanted>,
) -> Answer<Json<Page<SentBody>>> {
    let texts: Vec<&str> = wanted.ids.split(',').filter(|id| !id.is_empty()).collect();
    if texts.len() > IDS_MAX {
        return Err(Problem::invalid("?ids", format!("at most {IDS_MAX} ids")));
    }
    let ids: Vec<DeliveryId> = texts.iter().filter_map(|id| DeliveryId::parse(id).ok()).collect();
    if ids.is_empty() {
        return Ok(Json(Page::whole(Vec::new())));
    }
    let look =
        move |tx: &mut store::Tx<'_>| Ok::<_, Error>((deliveries::sent(tx, &ids)?, keyring(tx)));
    let (sent, ring) = room.house.store.read(caller.scope(), look).await?;
    Ok(Json(Page::whole(sent.into_iter().map(|sent| SentBody::new(sent, &ring)).collect())))
}
