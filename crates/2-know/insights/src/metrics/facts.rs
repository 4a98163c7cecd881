//! Everything that the figures are folded from, read once per moment.

use super::calendar::{self, PERIOD_DAYS, WEEKS};
use super::cohorts::Cohorts;
use super::rows::{people, sales};
use super::sales::Sales;
use super::{Error, Reading};
use base::{Currency, Instant, Shop, Zone};
use jiff::civil::Date;
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
    /// Customers whose latest word on marketing by email is yes.
    pub reachable: Levels,
    /// Who came back, by month of the first order.
    pub cohorts: Cohorts,
}

impl Facts {
    /// Reads the facts of now, or of the last activity where nothing has happened for two days.
    ///
    /// # Errors
    /// Those of the database.
    pub fn read(tx: &mut Tx<'_>, shop: &Shop) -> Result<Self, Error> {
        let as_of = moment(tx)?;
        let (zone, home) = (shop.zone.clone(), shop.currency);
        let first_order_at = sales::first_at(tx)?.filter(|first| *first <= as_of);
        let mut periods = sales::by_bin(tx, &calendar::periods(as_of), home)?;
        let period = periods.pop().unwrap_or_default();
        let before = periods.pop().unwrap_or_default();
        let rolling = calendar::rolling_weeks(as_of);
        let rolling_weeks = with_ends(sales::by_bin(tx, &rolling, home)?, &rolling, first_order_at);
        let weeks = calendar::weeks(as_of, &zone);
        let by_week = with_ends(sales::by_bin(tx, &weeks, home)?, &weeks, first_order_at);
        let grid = Grid::new(as_of);
        Ok(Self {
            n_buyers: people::buyers(tx)?,
            period,
            before,
            rolling_weeks: rolling_weeks.into_iter().map(|(_, sales)| sales).collect(),
            weeks: by_week,
            months: months(tx, as_of, &zone, home)?,
            active: grid.levels(&people::ordered(tx, &grid.moments, 90, 1)?),
            buyers: grid.levels(&people::ordered(tx, &grid.moments, 365, 1)?),
            repeaters: grid.levels(&people::ordered(tx, &grid.moments, 365, 2)?),
            reachable: grid.levels(&people::reachable(tx, &grid.moments)?),
            cohorts: Cohorts::read(tx, as_of, &zone)?,
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

/// Now, unless the history ended before.
fn moment(tx: &mut Tx<'_>) -> Result<Instant, Error> {
    let now = tx.now();
    let last = ledger::last_seq(tx)?;
    let mut latest = sales::last_at(tx, now)?.max(people::last_since(tx, now)?);
    ledger::scan(tx, (last - TAIL).max(0), TAIL, |past| {
        latest = latest.max(Some(past.activity.at));
        Ok(())
    })?;
    Ok(match latest {
        Some(latest) if now.since(latest) > SILENCE => latest,
        _ => now,
    })
}

/// Pairs each bin with its beginning, from the bin of the first order on.
fn with_ends(
    bins: Vec<Sales>,
    bounds: &[Instant],
    first: Option<Instant>,
) -> Vec<(Instant, Sales)> {
    let ends = bounds.iter().skip(1);
    let bins = bounds.iter().zip(ends).zip(bins);
    bins.filter(|((_, end), _)| first.is_some_and(|first| first < **end))
        .map(|((start, _), sales)| (*start, sales))
        .collect()
}

fn months(
    tx: &mut Tx<'_>,
    as_of: Instant,
    zone: &Zone,
    home: Currency,
) -> Result<Vec<Month>, Error> {
    let days = calendar::months(as_of, zone, 2);
    let bounds: Vec<_> = days.iter().map(|day| calendar::start(*day, zone)).collect();
    let sales = sales::by_bin(tx, &bounds, home)?;
    let months = days.into_iter().zip(bounds).zip(sales);
    Ok(months.map(|((first, from), sales)| Month { first, from, sales }).collect())
}

/// The moments at which levels are read, in order.
struct Grid {
    moments: Vec<Instant>,
    before: Instant,
}

impl Grid {
    fn new(as_of: Instant) -> Self {
        let before = calendar::days_before(as_of, PERIOD_DAYS);
        let weekly = (0..WEEKS as u32).map(|n| calendar::days_before(as_of, 7 * n));
        let mut moments: Vec<_> = weekly.chain([before]).collect();
        moments.sort_unstable();
        Self { moments, before }
    }

    fn levels(&self, counts: &[i64]) -> Levels {
        let mut levels = Levels { now: counts.last().copied().unwrap_or(0), ..Levels::default() };
        for (moment, count) in self.moments.iter().zip(counts) {
            if *moment == self.before {
                levels.before = *count;
            } else {
                levels.weekly.push(*count);
            }
        }
        levels
    }
}
