//! The table of campaigns, and the questions that join it with what others keep.

use crate::Error;
use crate::model::{Audienced, Campaign, Content, State};
use base::{CampaignId, Currency, CustomerId, Instant, Money, OrderId, SegmentId};
use dispatch::Format;
use std::time::Duration;
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

/// The members of a saved segment, as insights last wrote them.
pub(crate) fn members(tx: &mut Tx<'_>, segment: SegmentId) -> Result<Vec<CustomerId>, Error> {
    let sql = "SELECT m.customer AS id FROM memberships m JOIN customers c ON c.id = m.customer
        WHERE m.segment = $1 AND c.hidden = 0 ORDER BY m.customer";
    tx.all(sql, &[segment.into()], |row| Ok(CustomerId::from_bytes(row.id("id")?)))
}

/// Every customer.
pub(crate) fn everybody(tx: &mut Tx<'_>) -> Result<Vec<CustomerId>, Error> {
    let sql = "SELECT id FROM customers WHERE hidden = 0 ORDER BY id";
    tx.all(sql, &[], |row| Ok(CustomerId::from_bytes(row.id("id")?)))
}

/// Somebody to show a message for: the one who ordered last among those with an address.
pub(crate) fn somebody(tx: &mut Tx<'_>) -> Result<Option<CustomerId>, Error> {
    let sql = "SELECT id FROM customers WHERE hidden = 0 AND email IS NOT NULL
        ORDER BY coalesce(last_order_at, 0) DESC, id DESC LIMIT 1";
    tx.opt(sql, &[], |row| Ok(CustomerId::from_bytes(row.id("id")?)))
}

/// An order that came within the window after somebody read a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Followed {
    pub(crate) order: OrderId,
    pub(crate) customer: CustomerId,
    pub(crate) placed_at: Instant,
    pub(crate) value: Money,
}

/// Orders that came within the windows after a person opened or clicked a message.
pub(crate) fn followed(
    tx: &mut Tx<'_>,
    id: CampaignId,
    windows: (Duration, Duration),
) -> Result<Vec<Followed>, Error> {
    let sql = "SELECT DISTINCT o.id, d.customer, o.placed_at, o.total_minor, o.refunded_minor,
            o.currency
        FROM readings r JOIN deliveries d ON d.id = r.delivery
            JOIN persons p ON p.customer = d.customer
            JOIN orders o ON o.subject = p.subject
        WHERE r.message = $1 AND r.reader IN ('human', 'unsure')
            AND o.placed_at >= r.at
            AND (r.kind = 'click' AND o.placed_at <= r.at + $2
                OR r.kind = 'open' AND o.placed_at <= r.at + $3)
            AND o.status NOT IN ('pending', 'cancelled')
        ORDER BY o.placed_at, o.id LIMIT 100000";
    let micros = |span: Duration| i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
    let params = [id.into(), micros(windows.0).into(), micros(windows.1).into()];
    tx.all(sql, &params, |row| {
        let currency = Currency::parse(&row.text("currency")?).unwrap_or(Currency::EUR);
        let minor = row.int("total_minor")? - row.int("refunded_minor")?;
        Ok(Followed {
            order: OrderId::from_bytes(row.id("id")?),
            customer: CustomerId::from_bytes(row.id("customer")?),
            placed_at: row.instant("placed_at")?,
            value: Money::new(minor, currency),
        })
    })
}

/// The message that a person read last before a moment, within the windows.
pub(crate) fn last_read(
    tx: &mut Tx<'_>,
    customer: CustomerId,
    at: Instant,
    windows: (Duration, Duration),
) -> Result<Option<CampaignId>, Error> {
    let sql = "SELECT r.message FROM readings r JOIN deliveries d ON d.id = r.delivery
        WHERE d.customer = $1 AND r.reader IN ('human', 'unsure') AND r.at <= $2
            AND (r.kind = 'click' AND r.at >= $3 OR r.kind = 'open' AND r.at >= $4)
        ORDER BY r.at DESC, r.kind LIMIT 1";
    let params =
        [customer.into(), at.into(), at.minus(windows.0).into(), at.minus(windows.1).into()];
    tx.opt(sql, &params, |row| Ok(CampaignId::from_bytes(row.id("message")?)))
}
