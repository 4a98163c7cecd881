//! Decimal numbers as people and programs write them: `1,234.50`, `1.234,50`, `€ 19,90`.

use crate::reason::Reason;
use base::{Currency, Money, NotMoney};
use serde::{Deserialize, Serialize};

/// Which mark stands before the decimals where a number alone does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decimals {
    /// `1,234` is one thousand and more.
    #[default]
    Point,
    /// `1,234` is one and a bit.
    Comma,
}

/// Rewrites a number as digits with a decimal point. Nothing for what is no number.
///
/// The last mark of two different ones is the decimal one. A single mark with other than three
/// digits behind it is decimal; with three digits, `decimals` says.
pub(crate) fn plain(text: &str, decimals: Decimals) -> Option<String> {
    let text = text.trim();
    let bare = text.len() <= 32 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if bare && decimals == Decimals::Point && text.bytes().filter(|b| *b == b'.').count() <= 1 {
        return text.bytes().any(|b| b.is_ascii_digit()).then(|| text.to_owned());
    }
    if is_scientific(text) {
        return Some(text.to_owned());
    }
    let (negative, digits) = strip(text)?;
    let mark = decimal_mark(&digits, decimals)?;
    let mut number = String::with_capacity(digits.len() + 1);
    if negative {
        number.push('-');
    }
    for (place, c) in digits.char_indices() {
        if Some(place) == mark {
            number.push('.');
        } else if c.is_ascii_digit() {
            number.push(c);
        }
    }
    Some(number)
}

fn is_scientific(text: &str) -> bool {
    text.contains(['e', 'E']) && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Takes off currency signs or codes, spaces and the sign; what is left are digits and marks.
fn strip(text: &str) -> Option<(bool, String)> {
    if text.len() > 64 {
        return None;
    }
    let bracketed = text.starts_with('(') && text.ends_with(')');
    let text = text.trim_matches(['(', ')']);
    let outer = |c: char| c.is_alphabetic() || c.is_whitespace() || "$€£¥₹₽₺₩zł".contains(c);
    let text = text.trim_matches(outer);
    let (negative, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => match text.strip_suffix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        },
    };
    let digits: String = text.trim_matches(outer).chars().filter(|c| !is_gap(*c)).collect();
    let fits = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    let any = digits.contains(|c: char| c.is_ascii_digit());
    (any && digits.chars().all(fits)).then_some((negative || bracketed, digits))
}

/// Marks that only group digits: spaces of all widths and the Swiss apostrophe.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || c == '\'' || c == '’'
}

/// The byte place of the decimal mark, if there is one; `None` outside for a broken number.
#[expect(clippy::option_option, reason = "no number and a number without decimals differ")]
fn decimal_mark(digits: &str, decimals: Decimals) -> Option<Option<usize>> {
    let (point, comma) = (digits.rfind('.'), digits.rfind(','));
    let count = |mark: char| digits.matches(mark).count();
    match (point, comma) {
        (None, None) => Some(None),
        (Some(p), Some(c)) => {
            let (last, mark, other) = if p > c { (p, '.', ',') } else { (c, ',', '.') };
            let before = digits.get(..last)?;
            (count(mark) == 1 && is_grouped(before, other)).then_some(Some(last))
        }
        (Some(place), None) | (None, Some(place)) => {
            let mark = if point.is_some() { '.' } else { ',' };
            let behind = digits.len() - place - 1;
            let decimal = (mark == '.') == (decimals == Decimals::Point);
            if count(mark) > 1 {
                is_grouped(digits, mark).then_some(None)
            } else if behind == 3 && !decimal && (1..=3).contains(&place) {
                Some(None)
            } else {
                Some(Some(place))
            }
        }
    }
}

/// Whether `mark` cuts the digits as thousands: one to three, then threes (Indian twos pass too).
fn is_grouped(digits: &str, mark: char) -> bool {
    let mut parts = digits.split(mark);
    let first = parts.next().is_some_and(|part| (1..=3).contains(&part.len()));
    first && parts.all(|part| part.len() == 3 || part.len() == 2)
}

/// What a number says about its file's decimal mark; nothing when it does not tell.
pub(crate) fn evidence(text: &str) -> Option<Decimals> {
    let (_, digits) = strip(text.trim())?;
    let (point, comma) = (digits.rfind('.'), digits.rfind(','));
    match (point, comma) {
        (Some(p), Some(c)) => Some(if p > c { Decimals::Point } else { Decimals::Comma }),
        (Some(p), None) => {
            let behind = digits.len() - p - 1;
            (behind != 3 && digits.matches('.').count() == 1).then_some(Decimals::Point)
        }
        (None, Some(c)) => {
            let behind = digits.len() - c - 1;
            (behind != 3 && digits.matches(',').count() == 1).then_some(Decimals::Comma)
        }
        (None, None) => None,
    }
}

/// Whether there are only digits and marks, perhaps a minus, and no zero in front.
pub(crate) fn is_bare(text: &str) -> bool {
    let digits = text.trim();
    let digits = digits.strip_prefix('-').unwrap_or(digits);
    let leading = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0,");
    !leading && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
}

/// Whether the values of one column are consistently numbers with a decimal comma: each is one,
/// or a whole number, and some cannot be read otherwise.
pub(crate) fn are_with_comma<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let mut certain = false;
    for text in texts {
        if !is_bare(text) || plain(text, Decimals::Comma).is_none() {
            return false;
        }
        match evidence(text) {
            Some(Decimals::Point) => return false,
            Some(Decimals::Comma) => certain = true,
            None => {}
        }
    }
    certain
}

/// Reads an amount of money in minor units.
pub(crate) fn minor(text: &str, decimals: Decimals, currency: Currency) -> Result<i64, Reason> {
    let number = plain(text, decimals).ok_or(Reason::BadAmount)?;
    Money::parse_decimal(&number, currency).map(|money| money.minor).map_err(of_money)
}

/// Reads a number.
pub(crate) fn number(text: &str, decimals: Decimals) -> Option<f64> {
    plain(text, decimals)?.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The reason for what base says of an amount.
pub(crate) fn of_money(not: NotMoney) -> Reason {
    match not {
        NotMoney::Currency => Reason::UnknownCurrency,
        NotMoney::Amount | NotMoney::TooLarge => Reason::BadAmount,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_both_styles() {
        use Decimals::{Comma, Point};
        for (text, style, want) in [
            ("19.90", Point, Some("19.90")),
            ("19.90", Comma, Some("19.90")),
            ("19,90", Point, Some("19.90")),
            ("1,234", Point, Some("1234")),
            ("1,234", Comma, Some("1.234")),
            ("1.234", Comma, Some("1234")),
            ("1.234", Point, Some("1.234")),
            ("1.234,50", Point, Some("1234.50")),
            ("1,234.50", Comma, Some("1234.50")),
            ("1.234.567", Point, Some("1234567")),
            ("1'234.50", Point, Some("1234.50")),
            ("1 234,50 €", Point, Some("1234.50")),
            ("1\u{202f}234,50", Point, Some("1234.50")),
            ("$ 12", Point, Some("12")),
            ("EUR 12,5", Point, Some("12.5")),
            ("-3.5", Point, Some("-3.5")),
            ("(3.50)", Point, Some("-3.50")),
            ("5.00-", Point, Some("-5.00")),
            ("12,34,567.00", Point, Some("1234567.00")),
            ("1e3", Point, Some("1e3")),
            ("12.345", Comma, Some("12345")),
            ("1234.567", Comma, Some("1234.567")),
            ("", Point, None),
            ("abc", Point, None),
            (".", Point, None),
            ("1.2.3", Point, None),
            ("12/11", Point, None),
            ("1,2,3,4", Point, None),
            ("0x12", Point, None),
        ] {
            assert_eq!(plain(text, style).as_deref(), want, "{text} {style:?}");
        }
    }

    #[test]
    fn evidence_tells_the_style_of_a_file() {
        assert_eq!(evidence("19,90"), Some(Decimals::Comma));
        assert_eq!(evidence("1,234.5"), Some(Decimals::Point));
        assert_eq!((evidence("1,234"), evidence("12"), evidence("x")), (None, None, None));
    }

    #[test]
    fn a_column_with_decimal_commas_is_told() {
        for (column, want) in [
            ("1.234,50 0,99 -12,5 7 1.500", true),
            ("1.234,50 19.90", false),
            ("1,234 2,345", false),
            ("1,5 Berlin", false),
            ("007,5 1,5", false),
            ("12 13", false),
            ("", false),
        ] {
            assert_eq!(are_with_comma(column.split_whitespace()), want, "{column}");
        }
    }

    #[test]
    fn money_is_rounded_to_the_minor_unit() {
        assert_eq!(minor("19,90", Decimals::Point, Currency::EUR), Ok(1990));
        assert_eq!(minor("nothing", Decimals::Point, Currency::EUR), Err(Reason::BadAmount));
        let large = "9".repeat(30);
        assert_eq!(minor(&large, Decimals::Point, Currency::EUR), Err(Reason::BadAmount));
    }
}
