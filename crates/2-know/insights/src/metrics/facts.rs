//! Everything that the figures are folded from, read once per moment.

use super::Reading;
use super::calendar::{self, PERIOD_DAYS, WEEKS};
use super::cohorts::{self, Cohorts};
use super::everybody::{Everybody, Span};
use super::rows::{people, sales};
use super::sales::Sales;
use super::tally::{self, Bins, Grid, Stretch, Tally};
use crate::Error;
use crate::engine::Columns;
use base::{Currency, Instant, Shop, SourceName, Zone};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::time::Duration;
use store::Tx;

/// The shop's history ended when nothing has happened for so long.
const SILENCE: Duration = Duration::from_hours(48);
/// Activities at the end of the ledger among which the last moment is looked for.
const TAIL: i64 = 200;

/// How many people something held for, at several moments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Levels {
    /// Now.
    pub now: i64,
    /// 30 days ago.
    pub before: i64,
    /// At the end of each of the last weeks of 7 × 24 hours, oldest first; the last one is now.
    pub weekly: Vec<i64>,
}

/// A calendar month of the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// Its first day.
    pub first: Date,
    /// When it began.
    pub from: Instant,
    /// What was sold.
    pub sales: Sales,
}

/// Everything that the figures are folded from.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The moment: now, or the last activity of a history that ended.
    pub as_of: Instant,
    /// The shop's zone.
    pub zone: Zone,
    /// The shop's currency.
    pub home: Currency,
    /// The shop's first order that counts.
    pub first_order_at: Option<Instant>,
    /// Customers with an order.
    pub n_buyers: i64,
    /// What the best tenth of them spent at least, in minor units of the shop's currency.
    pub upper_tenth_minor: Option<i64>,
    /// The last 30 days.
    pub period: Sales,
    /// The 30 days before.
    pub before: Sales,
    /// Weeks of 7 × 24 hours, oldest first, the last one ending now; from the first order on.
    pub rolling_weeks: Vec<Sales>,
    /// Whole weeks of the calendar with their beginnings, oldest first; from the first order on.
    pub weeks: Vec<(Instant, Sales)>,
    /// The last whole month and the one before, oldest first.
    pub months: Vec<Month>,
    /// Customers with an order in the last 90 days.
    pub active: Levels,
    /// Customers with an order in the last 365 days.
    pub buyers: Levels,
    /// Customers with two orders or more in the last 365 days.
    pub repeaters: Levels,
    /// Customers whose latest word on marketing by email was yes at the time.
    pub reachable: Levels,
    /// Who came back, by month of the first order.
    pub cohorts: Cohorts,
}

impl Facts {
    /// Folds the facts of now, or of the last activity where nothing has happened for two days:
    /// customers from the columns, what is nobody's from the rows.
    ///
    /// # Errors
    /// Those of the database.
    pub fn read(tx: &mut Tx<'_>, columns: &Columns, shop: &Shop) -> Result<Self, Error> {
        let as_of = moment(tx)?;
        let (zone, home) = (shop.zone.clone(), shop.currency);
        let first_order_at = sales::first_at(tx)?.filter(|first| *first <= as_of);
        let moments = Moments::new(as_of);
        let days = calendar::months(as_of, &zone, cohorts::MONTHS + 1);
        let all = walk(tx, columns, as_of, (shop, &moments, &days))?;
        let whole_months = &days[..days.len() - 1];
        let cohorts = Cohorts::new(whole_months, |cohort, month| all.tally.cell(cohort, month));
        let tally = &all.tally;
        let levels = [&tally.active, &tally.buyers, &tally.repeaters, &all.reachable];
        let [active, buyers, repeaters, reachable] = levels.map(|grid| moments.levels(grid));
        let [periods, rolling_weeks, weeks, months] = all.tally.bins;
        let [before, period] = two(periods);
        let is_open = |(_, end, _): &Stretch| first_order_at.is_some_and(|first| first < *end);
        let sales = |(_, _, sales): Stretch| sales;
        let begun = |(from, _, sales): Stretch| (from, sales);
        let month =
            |(first, (from, _, sales)): (&Date, Stretch)| Month { first: *first, from, sales };
        let last_months = &whole_months[whole_months.len() - 2..];
        Ok(Self {
            n_buyers: all.spent_minor.len() as i64,
            upper_tenth_minor: upper_tenth(all.spent_minor),
            period,
            before,
            rolling_weeks: rolling_weeks.into_stretches().filter(is_open).map(sales).collect(),
            weeks: weeks.into_stretches().filter(is_open).map(begun).collect(),
            months: last_months.iter().zip(months.into_stretches()).map(month).collect(),
            active,
            buyers,
            repeaters,
            reachable,
            cohorts,
            as_of,
            zone,
            home,
            first_order_at,
        })
    }

    /// Whether the shop's history covers the last two periods, so that they may be compared.
    pub fn has_before(&self) -> bool {
        let from = calendar::days_before(self.as_of, 2 * PERIOD_DAYS);
        self.first_order_at.is_some_and(|first| first <= from)
    }

    /// Reads a figure of what was sold.
    pub fn of_sales(&self, read: impl Fn(&Sales) -> f64) -> Reading {
        Reading {
            value: read(&self.period),
            previous: self.has_before().then(|| read(&self.before)),
            series: self.rolling_weeks.iter().map(read).collect(),
        }
    }

    /// Reads a figure of how many people something holds for.
    pub fn of_levels(&self, levels: &Levels) -> Reading {
        self.of_share(levels, None)
    }

    /// Reads a figure of how many people something holds for, as a share of others.
    pub fn of_share(&self, part: &Levels, whole: Option<&Levels>) -> Reading {
        let share = |part: i64, whole: Option<i64>| match whole {
            None => part as f64,
            Some(0) => 0.0,
            Some(whole) => part as f64 / whole as f64,
        };
        let skipped = part.weekly.len().saturating_sub(self.rolling_weeks.len());
        let series = part.weekly.iter().enumerate().skip(skipped);
        Reading {
            value: share(part.now, whole.map(|whole| whole.now)),
            previous: self.has_before().then(|| share(part.before, whole.map(|all| all.before))),
            series: series
                .map(|(n, part)| share(*part, whole.and_then(|all| all.weekly.get(n).copied())))
                .collect(),
        }
    }
}

/// The sales of two stretches.
fn two(bins: Bins) -> [Sales; 2] {
    let mut sales = bins.into_stretches().map(|(_, _, sales)| sales);
    std::array::from_fn(|_| sales.next().unwrap_or_default())
}

/// Now, unless the history ended before.
fn moment(tx: &mut Tx<'_>) -> Result<Instant, Error> {
    let now = tx.now();
    let last = ledger::last_seq(tx)?;
    let newest = people::newest(tx, now, 1)?.first().map(|(_, since)| *since);
    let mut latest = sales::last_at(tx, now)?.max(newest);
    ledger::scan(tx, (last - TAIL).max(0), TAIL, |past| {
        // What the house notes by itself, such as a segment that was left, is not the shop's life.
        if past.activity.source != SourceName::house() {
            latest = latest.max(Some(past.activity.at));
        }
        Ok(())
    })?;
    Ok(match latest {
        Some(latest) if now.since(latest) > SILENCE => latest,
        _ => now,
    })
}

/// The least of what the best tenth spent.
fn upper_tenth(mut spent_minor: Vec<i64>) -> Option<i64> {
    let place = spent_minor.len() / 10;
    if spent_minor.is_empty() {
        return None;
    }
    let (_, least, _) = spent_minor.select_nth_unstable_by_key(place, |spent| Reverse(*spent));
    Some(*least)
}

/// Walks over everybody, and over everything of nobody that was sold and lies within any stretch.
fn walk(
    tx: &mut Tx<'_>,
    columns: &Columns,
    as_of: Instant,
    (shop, moments, days): (&Shop, &Moments, &[Date]),
) -> Result<Everybody, Error> {
    let (zone, home) = (&shop.zone, shop.currency);
    let months: Vec<_> = days.iter().map(|day| calendar::start(*day, zone)).collect();
    let bounds = [
        calendar::periods(as_of),
        calendar::rolling_weeks(as_of),
        calendar::weeks(as_of, zone),
        months[months.len() - 3..].to_vec(),
    ];
    let bins = bounds.map(|bounds| Bins::new(bounds, home));
    let oldest = moments
        .all
        .first()
        .map_or(as_of, |first| calendar::days_before(*first, tally::REPEAT_DAYS));
    let from = oldest.min(months[0]);
    let empty = Everybody {
        tally: Tally::new(bins, &moments.all, months),
        reachable: Grid::new(&moments.all),
        spent_minor: Vec::new(),
    };
    let mut all = Everybody::walk(columns, Span { from, to: as_of, home }, &empty);
    let tally = &mut all.tally;
    sales::each_stray(tx, (from, as_of), |order, first_at| tally.stray(order, first_at))?;
    sales::each_stray_refund(tx, (from, as_of), |back, first_at| tally.refund(back, first_at))?;
    Ok(all)
}

/// The moments at which levels are read, in order.
struct Moments {
    all: Vec<Instant>,
    before: Instant,
}

impl Moments {
    fn new(as_of: Instant) -> Self {
        let before = calendar::days_before(as_of, PERIOD_DAYS);
        let weekly = (0..WEEKS as u32).map(|n| calendar::days_before(as_of, 7 * n));
        let mut all: Vec<_> = weekly.chain([before]).collect();
        all.sort_unstable();
        Self { all, before }
    }

    fn levels(&self, grid: &Grid) -> Levels {
        let counts = grid.counts();
        let mut levels = Levels { now: counts.last().copied().unwrap_or(0), ..Levels::default() };
        for (moment, count) in self.all.iter().zip(counts) {
            if *moment == self.before {
                levels.before = count;
            } else {
                levels.weekly.push(count);
            }
        }
        levels
    }
}
