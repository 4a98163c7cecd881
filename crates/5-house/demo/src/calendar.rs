//! The shop's days: which are busy, which are quiet, and at what hour people come.
//!
//! Everything is in the shop's zone. A day is found by its index from the first day of the
//! history; a moment is microseconds since 1970, as in [`base::Instant`].

use crate::draw::Draw;
use base::{Instant, Zone};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// Zone of the shop.
pub(crate) const ZONE: &str = "Europe/Berlin";
/// Length of the history.
const MONTHS: i64 = 24;
/// One second, minute and hour in microseconds.
pub(crate) const SECOND: i64 = 1_000_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// Days before the end on which a new product line appeared: the recycled leggings, then the
/// single-origin harvest.
pub(crate) const LAUNCH_DAYS_BEFORE_END: [i64; 2] = [430, 199];

/// How busy each month is, January first.
const MONTH: [f64; 12] = [0.88, 0.84, 0.95, 1.04, 1.1, 1.08, 0.98, 0.86, 1.0, 1.06, 1.3, 1.55];
/// How busy each weekday is, Monday first.
const WEEKDAY: [f64; 7] = [1.05, 1.0, 0.98, 1.0, 0.92, 0.9, 1.16];
/// How busy each hour is on working days and on weekends.
const HOURS: [[f64; 24]; 2] = [
    [
        0.6, 0.3, 0.2, 0.1, 0.1, 0.3, 1.0, 2.2, 3.0, 3.4, 3.8, 4.2, 5.2, 4.8, 4.0, 3.8, 4.0, 4.6,
        5.4, 6.6, 7.8, 7.4, 4.8, 2.0,
    ],
    [
        0.9, 0.5, 0.3, 0.2, 0.1, 0.2, 0.6, 1.4, 2.8, 4.6, 5.6, 5.8, 5.2, 4.8, 4.8, 5.0, 5.2, 5.0,
        5.2, 6.2, 7.0, 6.4, 4.2, 2.0,
    ],
];

/// One day of the history.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Day {
    /// Its local midnight, in microseconds.
    pub(crate) midnight: i64,
    /// Its local date.
    pub(crate) date: Date,
}

impl Day {
    /// Whether offices and warehouses rest.
    pub(crate) fn is_weekend(&self) -> bool {
        matches!(self.date.weekday(), Weekday::Saturday | Weekday::Sunday)
    }
}

/// The days of the history with their weights.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    pub(crate) days: Vec<Day>,
    /// Last moment of the history.
    pub(crate) end: i64,
    busy: Vec<f64>,
    arrivals: Vec<f64>,
}

impl Calendar {
    /// Lays out the days that end with `end`.
    pub(crate) fn new(end: Instant) -> Self {
        let zone = Zone::parse(ZONE).unwrap_or_else(|_| Zone::utc());
        let last = zone.local(end).date();
        let first = last.checked_sub(MONTHS.months()).unwrap_or(last);
        let days: Vec<Day> = first
            .series(1.day())
            .take_while(|date| *date <= last)
            .map(|date| {
                let midnight = zone.instant(date.at(0, 0, 0, 0)).unwrap_or(end);
                Day { midnight: midnight.as_micros(), date }
            })
            .collect();
        let n_days = days.len();
        let weight = |index: usize| weight_of(&days[index], n_days - 1 - index);
        let busy = cumulated(n_days, weight);
        let grown = |index: usize| 0.4 + 1.1 * index as f64 / n_days as f64;
        let arrivals = cumulated(n_days, |index| weight(index) * grown(index));
        Self { busy, arrivals, end: end.as_micros(), days }
    }

    /// First moment of the history.
    pub(crate) fn start(&self) -> i64 {
        self.days.first().map_or(self.end, |day| day.midnight)
    }

    /// The day that holds `at`; the first or last when none does.
    pub(crate) fn day_of(&self, at: i64) -> usize {
        self.days.partition_point(|day| day.midnight <= at).saturating_sub(1)
    }

    /// The month of `at`, 0 for January.
    pub(crate) fn month_of(&self, at: i64) -> usize {
        self.days.get(self.day_of(at)).map_or(0, |day| day.date.month() as usize - 1)
    }

    /// A moment between two others, more likely on busy days and at busy hours. `lag` hours are
    /// added for people who live further west.
    pub(crate) fn busy_moment(&self, draw: &mut Draw, (from, to): (i64, i64), lag: i64) -> i64 {
        self.moment(&self.busy, draw, (from, to), lag)
    }

    /// As [`Calendar::busy_moment`], with the growth of the shop: when people first come.
    pub(crate) fn arrival(&self, draw: &mut Draw, (from, to): (i64, i64), lag: i64) -> i64 {
        self.moment(&self.arrivals, draw, (from, to), lag)
    }

    fn moment(&self, sums: &[f64], draw: &mut Draw, (from, to): (i64, i64), lag: i64) -> i64 {
        let (low, high) = (self.day_of(from), self.day_of(to.max(from)));
        let target = sums[low] + draw.unit() * (sums[high + 1] - sums[low]);
        let day = sums.partition_point(|sum| *sum <= target).clamp(1, sums.len() - 1) - 1;
        self.hour_on(draw, day, lag)
    }

    /// A moment on this day at a busy hour.
    pub(crate) fn hour_on(&self, draw: &mut Draw, day: usize, lag: i64) -> i64 {
        let day = &self.days[day.min(self.days.len() - 1)];
        let hour = draw.weighted(&HOURS[usize::from(day.is_weekend())]) as i64;
        day.midnight + (hour + lag) * HOUR + draw.between(0, HOUR - 1)
    }

    /// The next moment from `at` on at which the warehouse works: not before 8, not after 17,
    /// not on weekends.
    pub(crate) fn working_moment(&self, draw: &mut Draw, at: i64) -> i64 {
        let mut day = self.day_of(at);
        let past_noon = at - self.days[day].midnight > 13 * HOUR;
        if past_noon {
            day += 1;
        }
        while self.days.get(day).is_some_and(Day::is_weekend) {
            day += 1;
        }
        let midnight = self.days.get(day).map_or(at + DAY, |day| day.midnight);
        (midnight + draw.between(8 * HOUR, 17 * HOUR)).max(at + draw.between(HOUR, 3 * HOUR))
    }

    /// Whether `at` lies in the days around Black Friday.
    pub(crate) fn is_black_friday(&self, at: i64) -> bool {
        black_friday_rank(self.days[self.day_of(at)].date).is_some()
    }

    /// The moment at which launch 0 or 1 began.
    pub(crate) fn launch(&self, which: usize) -> i64 {
        let last = self.days.len() as i64 - 1;
        let day = (last - LAUNCH_DAYS_BEFORE_END[which]).max(0) as usize;
        self.days[day].midnight + 9 * HOUR
    }
}

fn cumulated(n_days: usize, weight: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut sum = 0.0;
    let steps = (0..n_days).map(|index| {
        sum += weight(index);
        sum
    });
    std::iter::once(0.0).chain(steps).collect()
}

fn weight_of(day: &Day, days_before_end: usize) -> f64 {
    let (month, number) = (day.date.month(), day.date.day());
    let mut weight = MONTH[month as usize - 1];
    weight *= WEEKDAY[day.date.weekday().to_monday_zero_offset() as usize];
    weight *= match (month, number) {
        (12, 24..=26) | (1, 1) => 0.35,
        (12, 21..=23) => 0.6,
        (12, 27..=31) => 0.8,
        (6, 12..=26) => 1.15,
        _ => 1.0,
    };
    weight *= match black_friday_rank(day.date) {
        Some(0) => 5.0,
        Some(1 | 2) => 2.8,
        Some(_) => 3.8,
        None => 1.0,
    };
    for launch in LAUNCH_DAYS_BEFORE_END {
        let age = launch - days_before_end as i64;
        if (0..8).contains(&age) {
            weight *= 1.0 + 1.3 * 0.65_f64.powi(age as i32);
        }
    }
    weight
}

/// 0 on Black Friday (the day after the fourth Thursday of November), up to 3 on the Monday.
fn black_friday_rank(day: Date) -> Option<i32> {
    let first = date(day.year(), 11, 1);
    let to_thursday = (3 - i32::from(first.weekday().to_monday_zero_offset())).rem_euclid(7);
    let friday = first.checked_add((to_thursday + 22).days()).ok()?;
    let rank = (day - friday).get_days();
    (0..=3).contains(&rank).then_some(rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar() -> Calendar {
        Calendar::new(Instant::parse("2026-11-22T09:00:00Z").unwrap())
    }

    #[test]
    fn the_history_is_two_years_of_local_days() {
        let calendar = calendar();
        assert_eq!(calendar.days.len(), 731);
        assert_eq!(calendar.days[0].date, date(2024, 11, 22));
        let start = Instant::from_micros(calendar.start());
        assert_eq!(start.to_string(), "2024-11-21T23:00:00Z");
        assert_eq!(calendar.day_of(calendar.end), 730);
    }

    #[test]
    fn black_friday_follows_the_fourth_thursday() {
        for (year, day) in [(2024, 29), (2025, 28), (2026, 27), (2030, 29)] {
            assert_eq!(black_friday_rank(date(year, 11, day)), Some(0), "{year}");
            assert_eq!(black_friday_rank(date(year, 11, day - 1)), None, "{year}");
        }
        assert_eq!(black_friday_rank(date(2025, 12, 1)), Some(3));
    }

    #[test]
    fn busy_days_draw_more_people_and_parcels_leave_on_working_days() {
        let calendar = calendar();
        let mut draw = Draw::new(1, 1);
        let all = (calendar.start(), calendar.end);
        let moments: Vec<_> = (0..4_000).map(|_| calendar.busy_moment(&mut draw, all, 0)).collect();
        let december = moments.iter().filter(|at| calendar.month_of(**at) == 11).count();
        let august = moments.iter().filter(|at| calendar.month_of(**at) == 7).count();
        assert!(december as f64 > 1.2 * august as f64, "{december} against {august}");
        for at in moments.into_iter().filter(|at| *at < calendar.end - 9 * DAY) {
            let shipped = calendar.working_moment(&mut draw, at);
            assert!(shipped > at && !calendar.days[calendar.day_of(shipped)].is_weekend());
        }
    }
}
