//! The shop's calendar and the stretches of time that figures compare.

use base::{Instant, Zone};
use jiff::Span;
use jiff::civil::{Date, Weekday};
use std::time::Duration;

/// 24 hours.
pub(super) const DAY: Duration = Duration::from_hours(24);
/// Length of the period that figures are about, in days of 24 hours.
pub(super) const PERIOD_DAYS: u32 = 30;
/// Points of a figure's series, and weeks of the revenue chart.
pub(super) const WEEKS: usize = 26;

/// So many days of 24 hours before `at`.
pub(super) fn days_before(at: Instant, days: u32) -> Instant {
    at.minus(DAY * days)
}

/// The bounds of the last period and the one before, oldest first. A bin goes from its bound up
/// to the next; the last bound lies just behind `as_of`, which belongs to the period.
pub(super) fn periods(as_of: Instant) -> Vec<Instant> {
    let mut bounds: Vec<_> =
        [2, 1].map(|n| days_before(as_of, n * PERIOD_DAYS)).into_iter().collect();
    bounds.push(behind(as_of));
    bounds
}

/// The bounds of the last [`WEEKS`] stretches of 7 × 24 hours, the last one ending at `as_of`.
pub(super) fn rolling_weeks(as_of: Instant) -> Vec<Instant> {
    (0..=WEEKS as u32).rev().map(|n| behind(days_before(as_of, 7 * n))).collect()
}

/// The bounds of up to [`WEEKS`] whole weeks from Monday to Sunday that were over at `as_of`.
pub(super) fn weeks(as_of: Instant, zone: &Zone) -> Vec<Instant> {
    let today = zone.local(as_of).date();
    let into = i64::from(today.weekday().since(Weekday::Monday));
    let monday = back(today, Span::new().days(into));
    (0..=WEEKS as i64).rev().map(|n| start(back(monday, Span::new().weeks(n)), zone)).collect()
}

/// The first days of the `n` whole months that were over at `as_of`, and of the running one.
pub(super) fn months(as_of: Instant, zone: &Zone, n: usize) -> Vec<Date> {
    let month = zone.local(as_of).date().first_of_month();
    (0..=n as i64).rev().map(|n| back(month, Span::new().months(n))).collect()
}

/// The instant at which a day of the shop begins.
pub(super) fn start(day: Date, zone: &Zone) -> Instant {
    zone.instant(day.at(0, 0, 0, 0)).unwrap_or(Instant::from_micros(0))
}

fn back(day: Date, span: Span) -> Date {
    day.checked_sub(span).unwrap_or(day)
}

fn behind(at: Instant) -> Instant {
    at.plus(Duration::from_micros(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn weeks_are_whole_and_begin_on_the_shops_monday() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        // A Sunday evening in Berlin: its week is not over.
        let weeks = weeks(at("2026-11-22T22:00:00Z"), &berlin);
        assert_eq!(weeks.len(), WEEKS + 1);
        assert_eq!(weeks.last().unwrap().to_string(), "2026-11-15T23:00:00Z");
        // Summer time ended on 25 October.
        assert!(weeks.contains(&at("2026-10-18T22:00:00Z")));
        assert!(weeks.contains(&at("2026-10-25T23:00:00Z")));
        // An hour and a half later it is Monday there.
        let weeks = super::weeks(at("2026-11-22T23:30:00Z"), &berlin);
        assert_eq!(weeks.last().unwrap().to_string(), "2026-11-22T23:00:00Z");
    }

    #[test]
    fn months_are_those_of_the_shop() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        let months = months(at("2026-10-31T23:30:00Z"), &berlin, 2);
        assert_eq!(months.map_text(), "2026-09-01 2026-10-01 2026-11-01");
        assert_eq!(start(months[1], &berlin).to_string(), "2026-09-30T22:00:00Z");
    }

    #[test]
    fn the_moment_itself_belongs_to_the_period() {
        let as_of = at("2026-11-22T09:00:00Z");
        let bounds = periods(as_of);
        assert_eq!(bounds[0].to_string(), "2026-09-23T09:00:00Z");
        assert_eq!(bounds[1].to_string(), "2026-10-23T09:00:00Z");
        assert!(bounds[2] > as_of);
        assert_eq!(rolling_weeks(as_of).len(), WEEKS + 1);
    }

    trait MapText {
        fn map_text(&self) -> String;
    }

    impl MapText for Vec<Date> {
        fn map_text(&self) -> String {
            self.iter().map(Date::to_string).collect::<Vec<_>>().join(" ")
        }
    }
}
