//! Campaigns as the border shows them.

use crate::model::{Audienced, Campaign, Content, State, TOPIC};
use crate::results::Attributed;
use base::{Instant, SegmentId};
use dispatch::Format;
use dispatch::results::Figures;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Money, Problem};

/// A campaign.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Campaign)]
pub(crate) struct CampaignView {
    id: String,
    name: String,
    /// `draft`, `scheduled`, `sending`, `sent` or `cancelled`.
    state: String,
    segment: Option<String>,
    segment_text: Option<String>,
    topic: String,
    subject: String,
    preheader: String,
    body: String,
    /// `mjml` or `text`.
    format: String,
    #[schema(value_type = Option<String>)]
    scheduled_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    sent_at: Option<Instant>,
    #[schema(value_type = String)]
    updated_at: Instant,
    figures: Option<FiguresView>,
}

/// What became of a campaign, in short.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignFigures)]
pub(crate) struct FiguresView {
    sent: i64,
    delivered: i64,
    opened: i64,
    clicked: i64,
    unsubscribed: i64,
    ordered: i64,
    revenue: Vec<Money>,
}

impl CampaignView {
    pub(crate) fn new(campaign: Campaign, figures: Option<(Figures, Attributed)>) -> Self {
        let waits = figures.as_ref().is_some_and(|(figures, _)| figures.waiting > 0);
        // It is sent for people once nothing of it waits any more.
        let state =
            if campaign.state == State::Sent && waits { State::Sending } else { campaign.state };
        let Content { name, topic, subject, preheader, body, format } = campaign.content;
        Self {
            id: campaign.id.to_string(),
            name,
            state: state.as_str().into(),
            segment: campaign.audience.segment.map(|id| id.to_string()),
            segment_text: campaign.audience.text,
            topic,
            subject,
            preheader,
            body,
            format: format.as_str().into(),
            scheduled_at: campaign.scheduled_at,
            sent_at: campaign.sent_at,
            updated_at: campaign.updated_at,
            figures: figures.map(|(figures, orders)| FiguresView {
                sent: figures.sent,
                delivered: figures.delivered,
                opened: figures.opened,
                clicked: figures.clicked,
                unsubscribed: figures.unsubscribed,
                ordered: i64::try_from(orders.people).unwrap_or(i64::MAX),
                revenue: orders.revenue.into_iter().map(Money::from).collect(),
            }),
        }
    }
}

/// The name of a new campaign.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CampaignName {
    pub(crate) name: String,
}

/// A campaign as it is to be. What the house itself keeps may be sent along and is ignored.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CampaignDraft {
    name: String,
    #[serde(default)]
    segment: Option<String>,
    #[serde(default)]
    segment_text: Option<String>,
    #[serde(default)]
    topic: Option<String>,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    preheader: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    format: Option<String>,
}

/// Longest name, subject and preview line, in bytes.
const LINE_BYTES_MAX: usize = 500;
/// Largest body, in bytes.
const BODY_BYTES_MAX: usize = 512 * 1_024;
/// Longest segment text, in bytes.
const SEGMENT_BYTES_MAX: usize = 16 * 1_024;

impl CampaignDraft {
    pub(crate) fn checked(self) -> Result<(Content, Audienced), Problem> {
        let name = checked_name(self.name)?;
        for (pointer, text) in [("/subject", &self.subject), ("/preheader", &self.preheader)] {
            if text.len() > LINE_BYTES_MAX || text.chars().any(char::is_control) {
                return Err(Problem::invalid(pointer, "one line of at most 500 letters"));
            }
        }
        if self.body.len() > BODY_BYTES_MAX {
            return Err(Problem::invalid("/body", "at most 512 KB"));
        }
        let format = self.format.as_deref().unwrap_or("text");
        let format =
            Format::parse(format).ok_or_else(|| Problem::invalid("/format", "mjml or text"))?;
        let segment = self.segment.filter(|id| !id.is_empty());
        let segment = segment.map(|id| {
            SegmentId::parse(&id).map_err(|_| Problem::invalid("/segment", "the id of a segment"))
        });
        let text = self.segment_text.filter(|text| !text.trim().is_empty());
        if text.as_ref().is_some_and(|text| text.len() > SEGMENT_BYTES_MAX) {
            return Err(Problem::invalid("/segment_text", "at most 16 KB"));
        }
        let audience = Audienced { segment: segment.transpose()?, text };
        let topic = checked_topic(self.topic)?;
        let (subject, preheader, body) = (self.subject, self.preheader, self.body);
        Ok((Content { name, topic, subject, preheader, body, format }, audience))
    }
}

pub(crate) fn checked_name(name: String) -> Result<String, Problem> {
    let name = name.trim();
    if name.is_empty() || name.len() > LINE_BYTES_MAX || name.chars().any(char::is_control) {
        return Err(Problem::invalid("/name", "one line of 1 to 500 letters"));
    }
    Ok(name.to_owned())
}

/// Topics stand in the `List-Id` header, so they are plain words.
fn checked_topic(topic: Option<String>) -> Result<String, Problem> {
    let topic = topic.filter(|topic| !topic.is_empty()).unwrap_or_else(|| TOPIC.into());
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    if topic.len() > 64 || !topic.chars().all(plain) {
        return Err(Problem::invalid("/topic", "a word of small letters, digits, _ and -"));
    }
    Ok(topic)
}
