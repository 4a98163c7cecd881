//! Figures of the house: what stands on the home page, each number with its formula.
//!
//! Customers are counted in one walk over the columns (`everybody`, `tally`), what is nobody's is
//! read from the book's rows (`rows`), and figures are folded by pure functions over [`Facts`];
//! how many people a suggestion concerns is counted by the engine. A figure is a file of its own
//! with one line in [`ALL`]; a thing worth doing is a file in `suggestions` with one line there.
//! Nothing here is written, kept or guessed: where there is too little to compare, the sentence
//! says so. Start at [`home`].

mod active_customers;
mod api;
mod average_order;
mod calendar;
mod cohorts;
mod everybody;
mod facts;
mod feed;
mod new_customers;
mod opening;
mod orders;
mod reachable;
mod repeat_rate;
mod returning_share;
mod revenue;
mod rows;
mod sales;
mod search;
mod suggestions;
mod tally;
mod weekly;
mod wire;
mod words;

pub use api::routes;
pub use facts::Facts;
pub use feed::FeedItem;
pub use sales::Sales;
pub use search::{Hit, find};
pub use suggestions::Suggestion;
pub use wire::Home;

use crate::{Error, Insights};
use base::Shop;
use std::fmt::Debug;
use store::Tx;

/// Every figure of the home page, in the order in which it is shown.
pub const ALL: [&dyn Metric; 8] = [
    &revenue::Revenue,
    &orders::Orders,
    &average_order::AverageOrder,
    &new_customers::NewCustomers,
    &returning_share::ReturningShare,
    &repeat_rate::RepeatRate,
    &active_customers::ActiveCustomers,
    &reachable::Reachable,
];

/// What a figure's number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Minor units of the shop's currency.
    Money,
    /// How many.
    Count,
    /// A share from 0 to 1.
    Percent,
}

impl Unit {
    /// Its word at the border.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Count => "count",
            Self::Percent => "percent",
        }
    }
}

/// A figure of the house.
pub trait Metric: Sync + Debug {
    /// Its name in snake case, unique.
    fn key(&self) -> &'static str;

    /// What it is called, with its period.
    fn label(&self) -> &'static str;

    /// What its number is.
    fn unit(&self) -> Unit;

    /// How it is counted, in plain words.
    fn formula(&self, facts: &Facts) -> String;

    /// The people behind it, in the segment language.
    fn segment_text(&self) -> &'static str;

    /// Its number now, before, and week by week.
    fn reading(&self, facts: &Facts) -> Reading;
}

/// What a figure says.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Now, or in the last 30 days.
    pub value: f64,
    /// 30 days ago, or in the 30 days before; none where the shop's history does not reach so far.
    pub previous: Option<f64>,
    /// By week of 7 × 24 hours, oldest first, the last one ending now.
    pub series: Vec<f64>,
}

/// Reads everything that the home page shows.
///
/// # Errors
/// Those of the database.
pub fn home(tx: &mut Tx<'_>, insights: &Insights, shop: &Shop) -> Result<Home, Error> {
    let facts = Facts::read(tx, &insights.columns(), shop)?;
    let suggestions = suggestions::list(insights, &facts)?;
    let now = feed::list(tx, &facts)?;
    Ok(Home::new(&facts, suggestions, now))
}
