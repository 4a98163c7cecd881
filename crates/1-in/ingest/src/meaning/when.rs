//! Times as files and programs write them, and the bounds within which they are believed.

use crate::reason::Reason;
use base::{Instant, Zone, limits};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// 1980-01-01: earlier times are empty dates that some program filled in.
const EARLIEST: Instant = Instant::from_micros(315_532_800_000_000);

/// Whether something can have happened then.
///
/// # Errors
/// More than a day after `now`, or before 1980.
pub(crate) fn within(at: Instant, now: Instant) -> Result<Instant, Reason> {
    if at.as_micros().saturating_sub(now.as_micros()) > limits::FUTURE_MICROS_MAX {
        return Err(Reason::TimeInFuture);
    }
    if at < EARLIEST { Err(Reason::TimeTooEarly) } else { Ok(at) }
}

/// The order of day, month and year in dates such as `03/04/2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 3 April: most of the world.
    DayFirst,
    /// 4 March: the United States.
    MonthFirst,
}

impl DateOrder {
    /// Both, with their words in the API.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::DayFirst, "day_first"), (Self::MonthFirst, "month_first")];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DayFirst => "day_first",
            Self::MonthFirst => "month_first",
        }
    }

    /// Reads its word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(order, _)| *order)
    }
}

/// What a text says about the order of dates in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OrderEvidence {
    /// It can only be read this way.
    Certain(DateOrder),
    /// It can be read both ways, with different results.
    Open,
    /// It has no such date.
    None,
}

/// Looks for the order of a date with two short numbers. Dots are only used with the day first.
pub(crate) fn evidence(text: &str) -> OrderEvidence {
    let Some((first, second, _, mark, _)) = short_date(text.trim()) else {
        return OrderEvidence::None;
    };
    match (first > 12, second > 12) {
        _ if mark == '.' => OrderEvidence::Certain(DateOrder::DayFirst),
        (true, false) => OrderEvidence::Certain(DateOrder::DayFirst),
        (false, true) => OrderEvidence::Certain(DateOrder::MonthFirst),
        (false, false) if first != second => OrderEvidence::Open,
        _ => OrderEvidence::None,
    }
}

/// Two numbers, a year, the mark between them, and what follows: `22.11.2026 10:00`.
fn short_date(text: &str) -> Option<(i8, i8, i16, char, &str)> {
    let mark = text.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(mark, '.' | '/' | '-') {
        return None;
    }
    let mut parts = text.splitn(3, mark);
    let first = parts.next().filter(|part| part.len() <= 2)?.parse().ok()?;
    let second = parts.next().filter(|part| part.len() <= 2)?.parse().ok()?;
    let rest = parts.next()?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (year, behind) = rest.split_at(end);
    let number: i16 = year.parse().ok()?;
    let year = match (year.len(), number) {
        (4, number) => number,
        (2, number) if number < 70 => 2000 + number,
        (2, number) => 1900 + number,
        _ => return None,
    };
    Some((first, second, year, mark, behind))
}

/// Reads a time as files bring it, beyond what [`Instant::parse_loose`] knows: `22.11.2026 10:00`,
/// `11/22/2026 2:05 PM`, `2026/11/22`, `2026-11-22 10:00:00 +0100`, `2026-11-22 10:00:00 UTC`.
///
/// # Errors
/// When it is no time.
pub(crate) fn parse(text: &str, order: DateOrder, zone: &Zone) -> Result<Instant, Reason> {
    let text = text.trim();
    if let Some(date) = compact(text) {
        return zone.instant(date.at(0, 0, 0, 0)).map_err(|_| Reason::BadTime);
    }
    if let Ok(at) = Instant::parse_loose(text, zone) {
        return Ok(at);
    }
    if let Some(at) = float_seconds(text) {
        return Ok(at);
    }
    let (date, behind) = date(text, order).ok_or(Reason::BadTime)?;
    let (time, offset) = clock(behind.trim_start_matches('T').trim()).ok_or(Reason::BadTime)?;
    let local: DateTime = format!("{date}T{time}").parse().map_err(|_| Reason::BadTime)?;
    match offset {
        None => zone.instant(local).map_err(|_| Reason::BadTime),
        Some(offset) => Instant::parse(&format!("{local}{offset}")).map_err(|_| Reason::BadTime),
    }
}

/// A date as eight digits, `20261122`. As Unix seconds they would lie in 1970.
pub(crate) fn compact(text: &str) -> Option<Date> {
    if text.len() != 8 || !(text.starts_with("19") || text.starts_with("20")) {
        return None;
    }
    let number: u32 = text.parse().ok()?;
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    Date::new(year as i16, month as i8, day as i8).ok()
}

/// Seconds since 1970 as a float, as numeric columns carry them.
fn float_seconds(text: &str) -> Option<Instant> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let whole = text.split('.').next().is_some_and(|whole| whole.len() >= 9);
    let number: f64 =
        text.parse().ok().filter(|_| plain && whole && text.matches('.').count() == 1)?;
    if number >= 1e11 {
        return Some(Instant::from_micros((number * 1e3) as i64));
    }
    Some(Instant::from_micros((number * 1e6) as i64))
}

/// The date at the start of a text, and what follows it.
fn date(text: &str, order: DateOrder) -> Option<(Date, &str)> {
    if let Some((first, second, year, mark, behind)) = short_date(text) {
        let day_first = order == DateOrder::DayFirst || mark == '.';
        let (day, month) = if day_first { (first, second) } else { (second, first) };
        return Some((Date::new(year, month, day).ok()?, behind));
    }
    let head = text.get(..10)?.replace('/', "-");
    Some((head.parse().ok()?, text.get(10..)?))
}

/// The time of day as `HH:MM:SS…`, and the offset behind it as RFC 3339 wants it.
fn clock(text: &str) -> Option<(String, Option<String>)> {
    if text.is_empty() {
        return Some(("00:00:00".into(), None));
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.'));
    let (time, behind) = text.split_at(end.unwrap_or(text.len()));
    let mut parts = time.splitn(3, ':');
    let hour: u8 = parts.next()?.parse().ok()?;
    let minute: u8 = parts.next()?.parse().ok()?;
    let second = parts.next().unwrap_or("00");
    let behind = behind.trim();
    let half = behind.get(..2).map(str::to_ascii_lowercase);
    let (hour, behind) = match half.as_deref() {
        Some("am") => (hour % 12, behind.get(2..)?.trim()),
        Some("pm") => (hour % 12 + 12, behind.get(2..)?.trim()),
        _ => (hour, behind),
    };
    let time = format!("{hour:02}:{minute:02}:{second:0>2}");
    Some((time, offset(behind)?))
}

/// `Z`, `UTC`, `GMT`, `+0100`, `+01:00`, `+01`; empty is none.
#[expect(clippy::option_option, reason = "no offset and a broken one differ")]
fn offset(text: &str) -> Option<Option<String>> {
    match text {
        "" => return Some(None),
        "Z" | "UTC" | "GMT" | "z" => return Some(Some("Z".into())),
        _ => {}
    }
    let digits: String = text.strip_prefix(['+', '-'])?.replace(':', "");
    if !digits.bytes().all(|b| b.is_ascii_digit()) || !matches!(digits.len(), 2 | 4) {
        return None;
    }
    let (hours, minutes) = digits.split_at(2);
    let minutes = if minutes.is_empty() { "00" } else { minutes };
    Some(Some(format!("{}{hours}:{minutes}", text.get(..1)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_many_programs_are_read() {
        use DateOrder::{DayFirst, MonthFirst};
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        for (text, order, want) in [
            ("22.11.2026 10:00", MonthFirst, "2026-11-22T09:00:00Z"),
            ("22.11.26", DayFirst, "2026-11-21T23:00:00Z"),
            ("11/22/2026 2:05 PM", MonthFirst, "2026-11-22T13:05:00Z"),
            ("03/04/2026", DayFirst, "2026-04-02T22:00:00Z"),
            ("03/04/2026", MonthFirst, "2026-03-03T23:00:00Z"),
            ("2026/11/22", DayFirst, "2026-11-21T23:00:00Z"),
            ("2026-11-22 10:00:00 +0100", DayFirst, "2026-11-22T09:00:00Z"),
            ("2026-11-22 10:00:00 UTC", DayFirst, "2026-11-22T10:00:00Z"),
            ("2026-11-22 10:00:00+00:00", DayFirst, "2026-11-22T10:00:00Z"),
            ("2026-11-22T10:00:00", DayFirst, "2026-11-22T09:00:00Z"),
            ("20261122", DayFirst, "2026-11-21T23:00:00Z"),
            ("1750000000.5", DayFirst, "2025-06-15T15:06:40.5Z"),
            ("1-2-2026 12:00 AM", DayFirst, "2026-01-31T23:00:00Z"),
        ] {
            let at = parse(text, order, &berlin).map(|at| at.to_string());
            assert_eq!(at.as_deref(), Ok(want), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "soon",
            "31.02.2026",
            "13/13/2026",
            "22.11.2026 25:00",
            "1.2",
            "ü/ü/ü",
            "2026-11-22 10:00 Mars",
            "9999999999999999999999",
        ] {
            assert_eq!(
                parse(text, DateOrder::DayFirst, &Zone::utc()),
                Err(Reason::BadTime),
                "{text}"
            );
        }
    }

    #[test]
    fn the_order_of_dates_is_certain_or_asked_for() {
        use OrderEvidence::{Certain, Open};
        for (text, want) in [
            ("22/11/2026", Certain(DateOrder::DayFirst)),
            ("11/22/2026", Certain(DateOrder::MonthFirst)),
            ("03.04.2026", Certain(DateOrder::DayFirst)),
            ("03/04/2026", Open),
            ("04/04/2026", OrderEvidence::None),
            ("2026-11-22", OrderEvidence::None),
            ("hello", OrderEvidence::None),
        ] {
            assert_eq!(evidence(text), want, "{text}");
        }
    }

    #[test]
    fn times_out_of_bounds_are_not_believed() {
        let now = Instant::parse("2026-11-22T10:00:00Z").unwrap();
        let check = |text: &str| within(Instant::parse(text).unwrap(), now);
        assert!(check("2026-11-23T09:59:59Z").is_ok());
        assert_eq!(check("2026-11-23T10:00:01Z"), Err(Reason::TimeInFuture));
        assert_eq!(check("2099-01-01T00:00:00Z"), Err(Reason::TimeInFuture));
        assert_eq!(check("1970-01-01T00:00:00Z"), Err(Reason::TimeTooEarly));
        assert!(check("1997-01-01T00:00:00Z").is_ok());
    }
}
