//! The table of campaigns.

use crate::Error;
use crate::model::{Audienced, Campaign, Content, State};
use base::{CampaignId, Instant, SegmentId};
use dispatch::Format;
use store::{Row, Tx};

const COLUMNS: &str = "id, name, state, segment, segment_text, topic, subject, preheader, body,
    format, scheduled_at, sent_at, made_at, updated_at";

fn map(row: &Row<'_>) -> Result<Campaign, Error> {
    Ok(Campaign {
        id: CampaignId::from_bytes(row.id("id")?),
        state: State::parse(&row.text("state")?).unwrap_or(State::Cancelled),
        content: Content {
            name: row.text("name")?,
            topic: row.text("topic")?,
            subject: row.text("subject")?,
            preheader: row.text("preheader")?,
            body: row.text("body")?,
            format: Format::parse(&row.text("format")?).unwrap_or(Format::Mjml),
        },
        audience: Audienced {
            segment: row.opt_id("segment")?.map(SegmentId::from_bytes),
            text: row.opt_text("segment_text")?,
        },
        scheduled_at: row.opt_instant("scheduled_at")?,
        sent_at: row.opt_instant("sent_at")?,
        made_at: row.instant("made_at")?,
        updated_at: row.instant("updated_at")?,
    })
}

pub(crate) fn put(tx: &mut Tx<'_>, campaign: &Campaign) -> Result<(), Error> {
    let sql = format!(
        "INSERT INTO campaigns ({COLUMNS})
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, state = excluded.state,
            segment = excluded.segment, segment_text = excluded.segment_text,
            topic = excluded.topic, subject = excluded.subject, preheader = excluded.preheader,
            body = excluded.body, format = excluded.format,
            scheduled_at = excluded.scheduled_at, sent_at = excluded.sent_at,
            updated_at = excluded.updated_at"
    );
    let content = &campaign.content;
    let params = [
        campaign.id.into(),
        (&content.name).into(),
        campaign.state.as_str().into(),
        campaign.audience.segment.into(),
        campaign.audience.text.as_deref().into(),
        (&content.topic).into(),
        (&content.subject).into(),
        (&content.preheader).into(),
        (&content.body).into(),
        content.format.as_str().into(),
        campaign.scheduled_at.into(),
        campaign.sent_at.into(),
        campaign.made_at.into(),
        campaign.updated_at.into(),
    ];
    tx.exec(&sql, &params)?;
    Ok(())
}

pub(crate) fn find(tx: &mut Tx<'_>, id: CampaignId) -> Result<Option<Campaign>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM campaigns WHERE id = $1");
    tx.opt(&sql, &[id.into()], map)
}

pub(crate) fn list(
    tx: &mut Tx<'_>,
    before: Option<(Instant, CampaignId)>,
    limit: i64,
) -> Result<Vec<Campaign>, Error> {
    let last = CampaignId::from_bytes([0xff; 16]);
    let (at, id) = before.unwrap_or((Instant::from_micros(i64::MAX), last));
    let sql = format!(
        "SELECT {COLUMNS} FROM campaigns WHERE (updated_at, id) < ($1, $2)
         ORDER BY updated_at DESC, id DESC LIMIT $3"
    );
    tx.all(&sql, &[at.into(), id.into(), limit.into()], map)
}

pub(crate) fn delete(tx: &mut Tx<'_>, id: CampaignId) -> Result<(), Error> {
    tx.exec("DELETE FROM campaigns WHERE id = $1", &[id.into()])?;
    Ok(())
}
