//! Numbers in sentences, as English writes them.

use base::Money;
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
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// `12,345`.
pub(super) fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::from(if n < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `€45.90`, `€1,200`, `45.90 CHF`: cents only where there are any.
pub(super) fn money(money: Money) -> String {
    let decimal = money.to_decimal();
    let (whole, part) = decimal.split_once('.').unwrap_or((&decimal, ""));
    let sign = if whole.starts_with('-') { "-" } else { "" };
    let mut text = number(whole.trim_start_matches('-').parse().unwrap_or(0));
    if part.bytes().any(|digit| digit != b'0') {
        text = format!("{text}.{part}");
    }
    match money.currency.as_str() {
        "EUR" => format!("{sign}€{text}"),
        "USD" => format!("{sign}${text}"),
        "GBP" => format!("{sign}£{text}"),
        code => format!("{sign}{text}\u{a0}{code}"),
    }
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
    use base::Currency;

    #[test]
    fn numbers_are_grouped() {
        for (n, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567")] {
            assert_eq!(number(n), text);
        }
        assert_eq!(count(1, "customer", "customers"), "1 customer");
    }

    #[test]
    fn money_has_its_sign_and_cents_where_there_are_any() {
        let text = |minor, code| money(Money::new(minor, Currency::parse(code).unwrap()));
        assert_eq!(text(4_590, "EUR"), "€45.90");
        assert_eq!(text(120_000, "EUR"), "€1,200");
        assert_eq!(text(-50, "USD"), "-$0.50");
        assert_eq!(text(4_590, "CHF"), "45.90\u{a0}CHF");
        assert_eq!(text(4_590, "JPY"), "4,590\u{a0}JPY");
    }

    #[test]
    fn differences_are_said_in_points() {
        assert_eq!(points_than(0.04, "in May"), "4 points more than in May");
        assert_eq!(points_than(-0.011, "in May"), "1 point less than in May");
        assert_eq!(points_than(0.004, "in May"), "about the same share as in May");
        assert_eq!(percent(0.6249), "62\u{a0}%");
    }
}
