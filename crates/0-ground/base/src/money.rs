//! Money: whole minor units with a currency. Nothing is ever converted.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// An ISO 4217 code, in capitals. Codes outside the list keep two decimal places.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// A text that is no amount or no currency. The caller can mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotMoney {
    /// Not three letters.
    #[error("not a currency code of three letters")]
    Currency,
    /// Not a decimal number.
    #[error("not a decimal amount")]
    Amount,
    /// More than the house counts with.
    #[error("an amount this large is not taken")]
    TooLarge,
}

/// Currencies whose minor unit is not a hundredth (ISO 4217 list one, read 2026-11-22).
const WITHOUT_MINOR: &[&[u8; 3]] = &[
    b"BIF", b"CLP", b"DJF", b"GNF", b"ISK", b"JPY", b"KMF", b"KRW", b"PYG", b"RWF", b"UGX", b"UYI",
    b"VND", b"VUV", b"XAF", b"XOF", b"XPF",
];
const WITH_THOUSANDTHS: &[&[u8; 3]] = &[b"BHD", b"IQD", b"JOD", b"KWD", b"LYD", b"OMR", b"TND"];

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");
    /// The dollar of the United States.
    pub const USD: Self = Self(*b"USD");

    /// Reads a code in any case.
    ///
    /// # Errors
    /// When it is not three ASCII letters.
    pub fn parse(text: &str) -> Result<Self, NotMoney> {
        let bytes: [u8; 3] = text.trim().as_bytes().try_into().map_err(|_| NotMoney::Currency)?;
        if !bytes.iter().all(u8::is_ascii_alphabetic) {
            return Err(NotMoney::Currency);
        }
        Ok(Self(bytes.map(|byte| byte.to_ascii_uppercase())))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits behind the decimal point of an amount in the main unit.
    pub fn exponent(&self) -> u32 {
        if WITHOUT_MINOR.contains(&&self.0) {
            0
        } else if WITH_THOUSANDTHS.contains(&&self.0) {
            3
        } else {
            2
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

/// An amount of money. At the border `{"amount": 1999, "currency": "EUR"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units (cents).
    #[serde(rename = "amount")]
    pub minor: i64,
    /// The currency that the amount is in.
    pub currency: Currency,
}

/// Ten thousand million main units; anything above is a mistake in the file.
const MINOR_MAX: i128 = 1_000_000_000_000_000;

impl Money {
    /// Pairs an amount in minor units with its currency.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads a decimal number in the currency's main unit, with a point: `12`, `-3.5`, `12.345`.
    /// Digits beyond the minor unit are rounded half away from zero. An exponent (`1e3`) is read
    /// too, as writers of floating-point numbers produce it.
    ///
    /// # Errors
    /// When it is no number, or larger than any shop's amount.
    pub fn parse_decimal(text: &str, currency: Currency) -> Result<Self, NotMoney> {
        let text = text.trim();
        if text.contains(['e', 'E']) {
            let number: f64 = text.parse().map_err(|_| NotMoney::Amount)?;
            return Self::from_f64(number, currency);
        }
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && part.is_empty() || whole.len() > 18 {
            return Err(NotMoney::Amount);
        }
        let mut minor = 0_i128;
        for byte in whole.bytes() {
            minor = minor * 10 + digit(byte)?;
        }
        let exponent = currency.exponent() as usize;
        let mut round_up = false;
        for place in 0..exponent.max(part.len()) {
            let next = part.as_bytes().get(place).map_or(Ok(0), |byte| digit(*byte))?;
            match place.cmp(&exponent) {
                std::cmp::Ordering::Less => minor = minor * 10 + next,
                std::cmp::Ordering::Equal => round_up = next >= 5,
                std::cmp::Ordering::Greater => {}
            }
        }
        minor += i128::from(round_up);
        Self::within(if negative { -minor } else { minor }, currency)
    }

    /// Takes a floating-point amount in the main unit, rounded to the minor unit.
    ///
    /// # Errors
    /// When it is not finite or larger than any shop's amount.
    pub fn from_f64(amount: f64, currency: Currency) -> Result<Self, NotMoney> {
        if !amount.is_finite() {
            return Err(NotMoney::Amount);
        }
        let minor = (amount * 10_f64.powi(currency.exponent() as i32)).round();
        Self::within(minor as i128, currency)
    }

    /// As English writes it: `€45.90`, `€1,200`, `45.90 CHF`, with parts only where there are any.
    pub fn to_words(&self) -> String {
        let decimal = self.to_decimal();
        let (whole, part) = decimal.split_once('.').unwrap_or((&decimal, ""));
        let sign = if whole.starts_with('-') { "-" } else { "" };
        let mut text = grouped(whole.trim_start_matches('-').parse().unwrap_or(0));
        if part.bytes().any(|digit| digit != b'0') {
            text = format!("{text}.{part}");
        }
        match self.currency.as_str() {
            "EUR" => format!("{sign}€{text}"),
            "USD" => format!("{sign}${text}"),
            "GBP" => format!("{sign}£{text}"),
            code => format!("{sign}{text}\u{a0}{code}"),
        }
    }

    fn within(minor: i128, currency: Currency) -> Result<Self, NotMoney> {
        if minor.abs() > MINOR_MAX {
            return Err(NotMoney::TooLarge);
        }
        Ok(Self { minor: minor as i64, currency })
    }

    /// The amount in the main unit as decimal text with all its digits, as files and mails want
    /// it: `19.90`.
    pub fn to_decimal(&self) -> String {
        let exponent = self.currency.exponent();
        if exponent == 0 {
            return self.minor.to_string();
        }
        let unit = 10_u64.pow(exponent);
        let sign = if self.minor < 0 { "-" } else { "" };
        let (whole, part) = (self.minor.unsigned_abs() / unit, self.minor.unsigned_abs() % unit);
        format!("{sign}{whole}.{part:0width$}", width = exponent as usize)
    }
}

fn digit(byte: u8) -> Result<i128, NotMoney> {
    byte.is_ascii_digit().then(|| i128::from(byte - b'0')).ok_or(NotMoney::Amount)
}

/// A whole number as English writes it: `12,345`.
pub fn grouped(n: i64) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly() {
        let jpy = Currency::parse("jpy").unwrap();
        let kwd = Currency::parse("KWD").unwrap();
        for (text, currency, minor) in [
            ("19.90", Currency::EUR, 1990),
            ("-0.5", Currency::EUR, -50),
            ("0.285", Currency::EUR, 29),
            (".07", Currency::EUR, 7),
            ("1e2", Currency::EUR, 10_000),
            ("1234", jpy, 1234),
            ("1.2345", kwd, 1235),
            ("1000000000", Currency::USD, 100_000_000_000),
        ] {
            assert_eq!(Money::parse_decimal(text, currency).map(|m| m.minor), Ok(minor), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", "-", ".", "1,5", "12a", "NaN", "1e400", "99999999999999999999", "٣"] {
            assert!(Money::parse_decimal(text, Currency::EUR).is_err(), "{text}");
        }
    }

    #[test]
    fn decimal_text_round_trips() {
        for minor in [0, 5, -5, 199, -123_456, 100] {
            let money = Money::new(minor, Currency::EUR);
            assert_eq!(Money::parse_decimal(&money.to_decimal(), Currency::EUR), Ok(money));
        }
    }

    #[test]
    fn words_have_a_sign_groups_and_parts_where_there_are_any() {
        for (n, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567")] {
            assert_eq!(grouped(n), text);
        }
        let text = |minor, code| Money::new(minor, Currency::parse(code).unwrap()).to_words();
        assert_eq!(text(4_590, "EUR"), "€45.90");
        assert_eq!(text(120_000, "EUR"), "€1,200");
        assert_eq!(text(-50, "USD"), "-$0.50");
        assert_eq!(text(4_590, "CHF"), "45.90\u{a0}CHF");
        assert_eq!(text(4_590, "JPY"), "4,590\u{a0}JPY");
    }
}
