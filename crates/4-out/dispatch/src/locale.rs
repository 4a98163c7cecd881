//! How amounts and dates read in the shop's language.

use base::{Currency, Instant, Money, Shop, Zone};
use jiff::fmt::strtime;

/// Longest date pattern, in bytes.
const PATTERN_BYTES_MAX: usize = 100;

/// The shop's language, zone and currency, for printing.
#[derive(Debug, Clone)]
pub struct Locale {
    /// BCP 47 tag.
    pub language: String,
    /// Dates are local to it.
    pub zone: Zone,
    /// Bare numbers are amounts in it.
    pub currency: Currency,
}

impl Locale {
    /// The shop's own.
    pub fn of(shop: &Shop) -> Self {
        Self { language: shop.language.clone(), zone: shop.zone.clone(), currency: shop.currency }
    }

    fn is(&self, languages: &[&str]) -> bool {
        let primary = self.language.split('-').next().unwrap_or_default();
        languages.iter().any(|language| primary.eq_ignore_ascii_case(language))
    }

    /// An amount as people write it: `€1,234.50`, `1.234,50 €`, `1 234,50 €`.
    pub fn money(&self, money: Money) -> String {
        let (group, point) = if self.is(&["de", "es", "it", "nl", "pt", "da", "tr"]) {
            (".", ",")
        } else if self.is(&["fr", "pl", "cs", "sv", "nb", "fi", "uk", "ru"]) {
            ("\u{202f}", ",")
        } else {
            (",", ".")
        };
        let decimal = money.to_decimal();
        let unsigned = decimal.trim_start_matches('-');
        let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let mut text = grouped(whole, group);
        if !part.is_empty() {
            text.push_str(point);
            text.push_str(part);
        }
        let sign = if money.minor < 0 { "-" } else { "" };
        match (symbol(money.currency), point) {
            (Some(symbol), ".") => format!("{sign}{symbol}{text}"),
            (None, ".") => format!("{sign}{} {text}", money.currency),
            (Some(symbol), _) => format!("{sign}{text}\u{a0}{symbol}"),
            (None, _) => format!("{sign}{text}\u{a0}{}", money.currency),
        }
    }

    /// A moment in the shop's zone by a strftime pattern, or as people there write a date. None
    /// when the pattern is none.
    pub fn date(&self, at: Instant, pattern: Option<&str>) -> Option<String> {
        let usual = if self.is(&["de", "fi", "nb", "pl", "cs", "ru", "uk", "tr", "da"]) {
            "%d.%m.%Y"
        } else if self.is(&["fr", "es", "it", "pt"]) {
            "%d/%m/%Y"
        } else if self.language.eq_ignore_ascii_case("en-US") {
            "%B %-d, %Y"
        } else {
            "%-d %B %Y"
        };
        let pattern = pattern.filter(|pattern| !pattern.is_empty()).unwrap_or(usual);
        if pattern.len() > PATTERN_BYTES_MAX {
            return None;
        }
        strtime::format(pattern, self.zone.local(at)).ok()
    }
}

fn symbol(currency: Currency) -> Option<&'static str> {
    Some(match currency.as_str() {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        "PLN" => "zł",
        "CZK" => "Kč",
        "TRY" => "₺",
        "INR" => "₹",
        "BRL" => "R$",
        _ => return None,
    })
}

fn grouped(digits: &str, by: &str) -> String {
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(by);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_dates_read_as_people_write_them() {
        let at = Instant::parse("2026-03-01T23:30:00Z").unwrap();
        for (language, amount, date) in [
            ("en-US", "€1,234,567.50", "March 2, 2026"),
            ("en-GB", "€1,234,567.50", "2 March 2026"),
            ("de", "1.234.567,50\u{a0}€", "02.03.2026"),
            ("fr-FR", "1\u{202f}234\u{202f}567,50\u{a0}€", "02/03/2026"),
        ] {
            let zone = Zone::parse("Europe/Berlin").unwrap();
            let locale = Locale { language: language.into(), zone, currency: Currency::EUR };
            assert_eq!(locale.money(Money::new(123_456_750, Currency::EUR)), amount);
            assert_eq!(locale.date(at, None).as_deref(), Some(date));
            assert_eq!(locale.date(at, Some("%H:%M")).as_deref(), Some("00:30"));
            assert_eq!(locale.date(at, Some(&"%Q".repeat(80))), None);
        }
    }

    #[test]
    fn currencies_without_a_sign_or_without_cents_keep_their_form() {
        let locale = Locale { language: "en".into(), zone: Zone::utc(), currency: Currency::EUR };
        let of = |minor, code| locale.money(Money::new(minor, Currency::parse(code).unwrap()));
        assert_eq!([of(-5, "CHF"), of(1500, "JPY")], ["-CHF 0.05", "¥1,500"]);
    }
}
