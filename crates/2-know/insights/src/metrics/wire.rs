//! The shapes in which the home page and what is found cross the border.

use super::{ALL, Facts, FeedItem, Hit, Suggestion, cohorts, opening, weekly};
use serde::Serialize;
use utoipa::ToSchema;

/// The home page.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Home {
    /// How things stand, in one sentence.
    pub sentence: String,
    /// The moment that everything here is about.
    pub as_of: String,
    /// Things worth doing.
    pub suggestions: Vec<SuggestionView>,
    /// Key figures.
    pub figures: Vec<Figure>,
    /// New against returning revenue.
    pub revenue_by_week: RevenueByWeek,
    /// Who came back.
    pub cohorts: CohortsView,
    /// What is happening now, latest first.
    pub now: Vec<FeedView>,
}

/// Something worth doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Suggestion)]
pub struct SuggestionView {
    /// Its name in kebab case.
    pub id: String,
    /// What to do.
    pub title: String,
    /// Who they are, and how many of them may be written to.
    pub detail: String,
    /// How many it concerns.
    pub people: i64,
    /// Who they are, in the segment language.
    pub segment_text: String,
}

/// A key figure.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Figure {
    /// Its name in snake case.
    pub key: String,
    /// What it is called, with its period.
    pub label: String,
    /// `money` (minor units), `count` or `percent` (a share from 0 to 1).
    pub unit: String,
    /// Now, or in the last 30 days.
    pub value: f64,
    /// 30 days ago, or in the 30 days before; null where history does not reach so far.
    pub previous: Option<f64>,
    /// Of money.
    pub currency: Option<String>,
    /// By week of 7 × 24 hours, oldest first, the last one ending at `as_of`.
    pub series: Vec<f64>,
    /// How it is counted.
    pub formula: String,
    /// The people behind it, in the segment language.
    pub segment_text: Option<String>,
}

/// New against returning revenue, less refunds, in whole weeks of the shop's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RevenueByWeek {
    /// ISO 4217.
    pub currency: String,
    /// Oldest first.
    pub weeks: Vec<Week>,
    /// What they say, in one sentence.
    pub finding: String,
}

/// Revenue of one week in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Week {
    /// When its Monday began.
    pub start: String,
    /// From first orders.
    pub new: i64,
    /// From further orders.
    pub returning: i64,
}

/// Retention by month of the first order.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Cohorts)]
pub struct CohortsView {
    /// Months after the first order: the columns of the rows.
    pub months: Vec<String>,
    /// Oldest first.
    pub rows: Vec<CohortView>,
    /// What they say, in one sentence.
    pub finding: String,
}

/// Customers who first ordered in one month.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Cohort)]
pub struct CohortView {
    /// `2026-05`.
    pub month: String,
    /// How many.
    pub customers: i64,
    /// The share that ordered in each month after, from 0 to 1; null for months not yet over.
    pub returned: Vec<Option<f64>>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FeedItem)]
pub struct FeedView {
    /// When.
    pub at: String,
    /// `order`, `new_customer` or `unsubscribed`.
    pub kind: String,
    /// What, to be read behind the customer's name.
    pub text: String,
    /// Who.
    pub customer: Option<Named>,
}

/// A customer by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Named {
    /// Her id.
    pub id: String,
    /// The name to show.
    pub name: String,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Hits {
    /// Orders of that number first, then customers, segments, pages.
    pub(super) items: Vec<HitView>,
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Hit)]
pub(super) struct HitView {
    /// `customer`, `order`, `segment` or `page`.
    pub(super) kind: String,
    /// The customer's id, also for an order that is hers; else the order's id; the segment's
    /// id; the page's path.
    pub(super) id: String,
    /// The name to show.
    pub(super) title: String,
    /// What tells it from others of that name.
    pub(super) detail: String,
}

impl Home {
    /// Puts the page together.
    pub(super) fn new(facts: &Facts, suggestions: Vec<Suggestion>, now: Vec<FeedItem>) -> Self {
        Self {
            sentence: opening::sentence(facts),
            as_of: facts.as_of.to_string(),
            suggestions: suggestions.into_iter().map(SuggestionView::from).collect(),
            figures: figures(facts),
            revenue_by_week: RevenueByWeek::new(facts),
            cohorts: CohortsView::new(facts),
            now: now.into_iter().map(FeedView::from).collect(),
        }
    }
}

fn figures(facts: &Facts) -> Vec<Figure> {
    let figure = |metric: &dyn super::Metric| {
        let reading = metric.reading(facts);
        let is_money = metric.unit() == super::Unit::Money;
        Figure {
            key: metric.key().to_owned(),
            label: metric.label().to_owned(),
            unit: metric.unit().as_str().to_owned(),
            value: reading.value,
            previous: reading.previous,
            currency: is_money.then(|| facts.home.to_string()),
            series: reading.series,
            formula: metric.formula(facts),
            segment_text: Some(metric.segment_text().to_owned()),
        }
    };
    ALL.iter().map(|metric| figure(*metric)).collect()
}

impl RevenueByWeek {
    fn new(facts: &Facts) -> Self {
        let week = |(start, sales): &(base::Instant, super::sales::Sales)| Week {
            start: start.to_string(),
            new: sales.first_net_minor(),
            returning: sales.again_net_minor(),
        };
        Self {
            currency: facts.home.to_string(),
            weeks: facts.weeks.iter().map(week).collect(),
            finding: weekly::finding(facts),
        }
    }
}

impl CohortsView {
    fn new(facts: &Facts) -> Self {
        let row = |cohort: &cohorts::Cohort| CohortView {
            month: cohort.month.strftime("%Y-%m").to_string(),
            customers: cohort.customers,
            returned: cohort.shares(),
        };
        Self {
            months: facts.cohorts.columns(),
            rows: facts.cohorts.rows.iter().map(row).collect(),
            finding: cohorts::finding(facts),
        }
    }
}

impl From<Suggestion> for SuggestionView {
    fn from(of: Suggestion) -> Self {
        let (id, title) = (of.id.to_owned(), of.title.to_owned());
        let Suggestion { detail, people, segment_text, .. } = of;
        Self { id, title, detail, people, segment_text }
    }
}

impl From<FeedItem> for FeedView {
    fn from(item: FeedItem) -> Self {
        Self {
            at: item.at.to_string(),
            kind: item.kind.to_owned(),
            text: item.text,
            customer: item.customer.map(|(id, name)| Named { id: id.to_string(), name }),
        }
    }
}

impl From<Hit> for HitView {
    fn from(hit: Hit) -> Self {
        let Hit { kind, id, title, detail } = hit;
        Self { kind: kind.to_owned(), id, title, detail }
    }
}
