//! Contact points: an email address and a phone number, parsed once and then trusted.

use crate::{Personal, limits};
use rlibphonenumber::{PhoneNumber, PhoneNumberFormat, Region};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// A text that cannot be an email address. The caller can mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an email address")]
pub struct NotAnEmail;

/// A text that cannot be a phone number. The caller can mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a phone number that can be dialled")]
pub struct NotAPhone;

/// An email address in lower case, by RFC 5322 with a domain that has a dot.
///
/// The local part is lowered too: no provider of consequence tells cases apart, and two
/// spellings of one address must be one customer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(Personal);

impl EmailAddress {
    /// Reads an address; surrounding white space is dropped.
    ///
    /// # Errors
    /// When it is too long, holds control characters or quotes, or is no address.
    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        let text = text.trim();
        let odd = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '"' | '<' | '>');
        if text.len() > limits::EMAIL_BYTES_MAX || text.chars().any(odd) {
            return Err(NotAnEmail);
        }
        let lower = text.to_lowercase();
        let parsed = email_address::EmailAddress::from_str(&lower).map_err(|_| NotAnEmail)?;
        if !parsed.domain().contains('.') || parsed.domain().starts_with('[') {
            return Err(NotAnEmail);
        }
        Ok(Self(Personal::new(lower)))
    }

    /// The address, for sending to it or showing it to someone who may see it.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// The part behind the `@`: not personal.
    pub fn domain(&self) -> &str {
        self.reveal().rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The address as personal text.
    pub fn personal(&self) -> &Personal {
        &self.0
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress(…@{})", self.domain())
    }
}

/// A phone number in E.164 form (`+4930123456`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(Personal);

impl Phone {
    /// Reads a number. One without a country code is read as dialled in `region`
    /// (ISO 3166 alpha-2).
    ///
    /// # Errors
    /// When the number cannot exist by its country's numbering plan.
    pub fn parse(text: &str, region: Option<&str>) -> Result<Self, NotAPhone> {
        let text = text.trim().trim_start_matches('\'');
        if text.len() > limits::PHONE_BYTES_MAX || text.contains('@') {
            return Err(NotAPhone);
        }
        let international = text.strip_prefix("00").map(|rest| format!("+{rest}"));
        let text = international.as_deref().unwrap_or(text);
        let region = region.and_then(|code| Region::from_str(code).ok());
        let number = PhoneNumber::parse(text, region).map_err(|_| NotAPhone)?;
        if !number.is_valid() {
            return Err(NotAPhone);
        }
        let text = number.format_as(PhoneNumberFormat::E164).to_string();
        Ok(Self(Personal::new(text)))
    }

    /// The number, for dialling it or showing it to someone who may see it.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// The number as personal text.
    pub fn personal(&self) -> &Personal {
        &self.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

macro_rules! as_text {
    ($name:ident, $parse:expr) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.reveal())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = String::deserialize(d)?;
                $parse(&text).map_err(de::Error::custom)
            }
        }
    };
}

as_text!(EmailAddress, EmailAddress::parse);
as_text!(Phone, |text| Phone::parse(text, None));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_lowered_and_trimmed() {
        let address = EmailAddress::parse(" Jörg.Weiß+shop@Example.DE ").unwrap();
        assert_eq!(address.reveal(), "jörg.weiß+shop@example.de");
        assert_eq!(address.domain(), "example.de");
        assert_eq!(format!("{address:?}"), "EmailAddress(…@example.de)");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.com", "a".repeat(300));
        for text in [
            "",
            "anna",
            "anna@",
            "@example.com",
            "anna@localhost",
            "anna@example.com\nBcc: x@y.z",
            "Anna <anna@example.com>",
            "a b@example.com",
            "anna@[127.0.0.1]",
            &long,
        ] {
            assert_eq!(EmailAddress::parse(text), Err(NotAnEmail), "{text:?}");
        }
    }

    #[test]
    fn numbers_become_e164_by_the_region_they_were_dialled_in() {
        for (text, region, want) in [
            ("030 901820", Some("DE"), "+4930901820"),
            ("0049 30 901820", Some("FR"), "+4930901820"),
            ("'+33 1 42 68 53 00", None, "+33142685300"),
            ("(212) 736-5000", Some("US"), "+12127365000"),
        ] {
            assert_eq!(Phone::parse(text, region).unwrap().reveal(), want, "{text}");
        }
    }

    #[test]
    fn impossible_numbers_are_refused() {
        for text in ["", "12", "030 901820", "+49 1", "anna@example.com", "+999 123456789"] {
            assert_eq!(Phone::parse(text, None), Err(NotAPhone), "{text}");
        }
    }
}
