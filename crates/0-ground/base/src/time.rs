//! Time: an instant in whole microseconds UTC, and the zone that calendar words need.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::time::Duration;

/// A text that is no time. The caller can mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time: write 2026-11-22T10:00:00Z, 2026-11-22 or Unix seconds")]
pub struct NotATime;

/// A point in time, in microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// One day of 24 hours.
const DAY_MICROS: i64 = 86_400_000_000;
/// Unix numbers below are seconds, above milliseconds: 1e11 s is the year 5138, 1e11 ms 1973.
const SECONDS_MAX: i64 = 100_000_000_000;

impl Instant {
    /// The length of 24 hours in microseconds.
    pub const DAY_MICROS: i64 = DAY_MICROS;

    /// Takes microseconds since 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// This much later; stops at the end of time.
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span.as_micros() as i64))
    }

    /// This much earlier; stops at the beginning of time.
    pub fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(span.as_micros() as i64))
    }

    /// How long after `earlier` this is; zero when it is not after.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0).max(0) as u64)
    }

    /// Reads an RFC 3339 time with its offset.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self, NotATime> {
        let parsed: Timestamp = text.trim().parse().map_err(|_| NotATime)?;
        Ok(Self(parsed.as_microsecond()))
    }

    /// Reads a time as files bring it: RFC 3339; a date, which is midnight in `zone`; a date and
    /// time without offset, which is local to `zone`; Unix seconds or milliseconds, told apart by
    /// their size.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn parse_loose(text: &str, zone: &Zone) -> Result<Self, NotATime> {
        let text = text.trim();
        if let Ok(instant) = Self::parse(text) {
            return Ok(instant);
        }
        if let Ok(number) = text.parse::<i64>() {
            return Self::from_unix(number);
        }
        let local = match text.parse::<Date>() {
            Ok(date) if text.len() <= 10 => date.at(0, 0, 0, 0),
            _ => text.parse::<DateTime>().map_err(|_| NotATime)?,
        };
        zone.instant(local)
    }

    /// Takes a Unix number of seconds or milliseconds, told apart by its size.
    ///
    /// # Errors
    /// When it lies outside any calendar.
    pub fn from_unix(number: i64) -> Result<Self, NotATime> {
        let scale = if number.abs() < SECONDS_MAX { 1_000_000 } else { 1_000 };
        number.checked_mul(scale).map(Self).ok_or(NotATime)
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::MIN)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.timestamp(), f)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

/// A time zone of the IANA list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// Reads a name such as `Europe/Berlin`.
    ///
    /// # Errors
    /// When the list has no such zone.
    pub fn parse(name: &str) -> Result<Self, NotATime> {
        TimeZone::get(name).map(Self).map_err(|_| NotATime)
    }

    /// Its IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The instant of a local date and time. In a gap or a fold the earlier offset holds
    /// (RFC 5545, section 3.3.5).
    ///
    /// # Errors
    /// When it lies outside the calendar.
    pub fn instant(&self, local: DateTime) -> Result<Instant, NotATime> {
        let zoned = self.0.to_ambiguous_zoned(local).compatible().map_err(|_| NotATime)?;
        Ok(Instant(zoned.timestamp().as_microsecond()))
    }

    /// The local date and time of an instant.
    pub fn local(&self, at: Instant) -> DateTime {
        self.0.to_datetime(at.timestamp())
    }

    /// The instant at which the local day of `at` began.
    pub fn start_of_day(&self, at: Instant) -> Instant {
        self.instant(self.local(at).date().at(0, 0, 0, 0)).unwrap_or(at)
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let name = String::deserialize(d)?;
        Self::parse(&name).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_files_write_them() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        for (text, want) in [
            ("2026-11-22T10:00:00+01:00", "2026-11-22T09:00:00Z"),
            ("2026-11-22T10:00:00.123456Z", "2026-11-22T10:00:00.123456Z"),
            ("2026-07-01", "2026-06-30T22:00:00Z"),
            ("2026-07-01 08:30", "2026-07-01T06:30:00Z"),
            ("2026-07-01T08:30:00", "2026-07-01T06:30:00Z"),
            ("0", "1970-01-01T00:00:00Z"),
            ("1750000000", "2025-06-15T15:06:40Z"),
            ("1750000000000", "2025-06-15T15:06:40Z"),
        ] {
            let at = Instant::parse_loose(text, &berlin).map(|at| at.to_string());
            assert_eq!(at.as_deref(), Ok(want), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in
            ["", "yesterday", "2026-13-01", "2026-02-30", "22.11.2026", "99999999999999999999"]
        {
            assert!(Instant::parse_loose(text, &Zone::utc()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_local_day_may_have_23_hours() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        let noon = Instant::parse("2026-03-29T10:00:00Z").unwrap();
        assert_eq!(berlin.start_of_day(noon).to_string(), "2026-03-28T23:00:00Z");
    }
}
