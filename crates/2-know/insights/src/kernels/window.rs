//! Stretches of time in microseconds, as of a moment in the shop's zone.

use crate::conditions::Context;
use crate::language::{CalendarWord, Unit, When, Window};
use base::{Instant, Zone};
use jiff::Span;
use jiff::civil::{Date, Weekday};

/// A stretch of time, both ends included, in microseconds UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) from: i64,
    pub(crate) to: i64,
}

impl Stretch {
    /// All times.
    pub(crate) const ALWAYS: Self = Self { from: i64::MIN, to: i64::MAX };
}

/// The stretch that a window means at the context's moment.
pub(crate) fn stretch(window: Option<&Window>, cx: &Context<'_>) -> Stretch {
    match window {
        None => Stretch::ALWAYS,
        Some(Window::Last { n, unit }) => Stretch { from: ago(*n, *unit, cx), to: cx.at },
        Some(Window::Since { from }) => Stretch { from: span_of(*from, cx).from, to: cx.at },
        Some(Window::Between { from, to }) => {
            Stretch { from: span_of(*from, cx).from, to: span_of(*to, cx).to }
        }
        Some(Window::Calendar { word }) => calendar(*word, cx),
    }
}

/// The time so long before the moment.
pub(crate) fn ago(n: u32, unit: Unit, cx: &Context<'_>) -> i64 {
    const HOUR: i64 = 3_600_000_000;
    let n = i64::from(n);
    match unit {
        Unit::Hours => cx.at.saturating_sub(n.saturating_mul(HOUR)),
        Unit::Days => cx.at.saturating_sub(n.saturating_mul(24 * HOUR)),
        Unit::Weeks => cx.at.saturating_sub(n.saturating_mul(7 * 24 * HOUR)),
        Unit::Months => on_calendar(Span::new().try_months(n).ok(), cx),
        Unit::Years => on_calendar(Span::new().try_years(n).ok(), cx),
    }
}

fn on_calendar(span: Option<Span>, cx: &Context<'_>) -> i64 {
    let local = cx.zone.local(Instant::from_micros(cx.at));
    let earlier = span.and_then(|span| local.checked_sub(span).ok());
    let instant = earlier.and_then(|earlier| cx.zone.instant(earlier).ok());
    instant.map_or(i64::MIN, Instant::as_micros)
}

/// The whole day, or the one moment, that is meant.
pub(crate) fn span_of(when: When, cx: &Context<'_>) -> Stretch {
    let today = today(cx);
    match when {
        When::At(at) => Stretch { from: at.as_micros(), to: at.as_micros() },
        When::Day(day) => days(day, day, cx.zone),
        When::Today => days(today, today, cx.zone),
        When::Yesterday => {
            let yesterday = back(today, 1);
            days(yesterday, yesterday, cx.zone)
        }
    }
}

/// The shop's day of the moment.
pub(crate) fn today(cx: &Context<'_>) -> Date {
    cx.zone.local(Instant::from_micros(cx.at)).date()
}

fn back(day: Date, n: i64) -> Date {
    day.checked_sub(Span::new().days(n)).unwrap_or(day)
}

/// From the beginning of the one day to the end of the other.
fn days(first: Date, last: Date, zone: &Zone) -> Stretch {
    let start = |day: Date| zone.instant(day.at(0, 0, 0, 0)).map(Instant::as_micros);
    let end = last.tomorrow().map_err(|_| base::NotATime).and_then(start);
    Stretch { from: start(first).unwrap_or(i64::MIN), to: end.map_or(i64::MAX, |end| end - 1) }
}

fn calendar(word: CalendarWord, cx: &Context<'_>) -> Stretch {
    use CalendarWord::{
        LastMonth, LastQuarter, LastWeek, LastYear, ThisMonth, ThisQuarter, ThisWeek, ThisYear,
        Today, Yesterday,
    };
    let today = today(cx);
    let month = today.first_of_month();
    let quarter = {
        let into = i64::from((month.month() - 1) % 3);
        month.checked_sub(Span::new().months(into)).unwrap_or(month)
    };
    let year = today.first_of_year();
    let week = back(today, i64::from(today.weekday().since(Weekday::Monday)));
    let start_before = |start: Date, span: Span| start.checked_sub(span).unwrap_or(start);
    let (first, last) = match word {
        Today => (today, today),
        Yesterday => (back(today, 1), back(today, 1)),
        ThisWeek => (week, today),
        ThisMonth => (month, today),
        ThisQuarter => (quarter, today),
        ThisYear => (year, today),
        LastWeek => (back(week, 7), back(week, 1)),
        LastMonth => (start_before(month, Span::new().months(1)), back(month, 1)),
        LastQuarter => (start_before(quarter, Span::new().months(3)), back(quarter, 1)),
        LastYear => (start_before(year, Span::new().years(1)), back(year, 1)),
    };
    let stretch = days(first, last, cx.zone);
    Stretch { to: stretch.to.min(cx.at), ..stretch }
}
