//! Numbers in sentences, as English writes them.

use base::grouped;
use jiff::civil::Date;

/// Below so many customers a share or a trend is not spoken of.
pub(super) const CUSTOMERS_MIN: i64 = 50;

/// `62 %`, kept together on a line.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0}\u{a0}%", share * 100.0)
}

/// `4 points more than in September`, or that there is no difference.
pub(super) fn points_than(difference: f64, than: &str) -> String {
    let points = (difference * 100.0).round() as i64;
    let word = if points.abs() == 1 { "point" } else { "points" };
    match points {
        0 => format!("about the same share as {than}"),
        1.. => format!("{points} {word} more than {than}"),
        _ => format!("{} {word} less than {than}", -points),
    }
}

/// `1 customer`, `12,345 customers`.
pub(super) fn count(n: i64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// `October`.
pub(super) fn month(day: Date) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES.get(day.month() as usize - 1).copied().unwrap_or("")
}

/// `3 November 2026`.
pub(super) fn date(day: Date) -> String {
    format!("{} {} {}", day.day(), month(day), day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!(count(1, "customer", "customers"), "1 customer");
        assert_eq!(count(1_000, "customer", "customers"), "1,000 customers");
    }

    #[test]
    fn differences_are_said_in_points() {
        assert_eq!(points_than(0.04, "in May"), "4 points more than in May");
        assert_eq!(points_than(-0.011, "in May"), "1 point less than in May");
        assert_eq!(points_than(0.004, "in May"), "about the same share as in May");
        assert_eq!(percent(0.6249), "62\u{a0}%");
    }
}
