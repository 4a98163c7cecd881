//! Why something from outside was not taken: a closed list, the same for calls and for files.
//!
//! A reason has a code for programs, a title and an advice for people. Where the code meets a
//! value that it cannot take, it makes a [`Refusal`]; it never quotes a personal value in it,
//! since refusals are logged and exported.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $code:literal $title:literal $advice:literal,)*) => {
        /// Why something was refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            /// Every reason there is.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its code in the API, in reports and in the database.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What is wrong, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What the sender or the owner of the file can do about it.
            pub fn advice(self) -> &'static str {
                match self { $(Self::$name => $advice,)* }
            }
        }
    };
}

reasons! {
    /// The text is no JSON.
    NotJson "not-json" "Not JSON"
        "Send one JSON object, at most 128 levels deep, in UTF-8.",
    /// A field has a type that it cannot have.
    WrongType "wrong-type" "A field has the wrong type"
        "Send the field with the type that the detail names.",
    /// One activity is over the limit.
    TooLarge "too-large" "Too large"
        "Keep one activity under 32 KB; leave out long texts and pictures.",
    /// Neither a customer nor a visitor is named.
    MissingCustomer "missing-customer" "Nobody is named"
        "Send a userId or an anonymousId, or a column with a customer id or an email address.",
    /// A track call without the name of what happened.
    MissingName "missing-name" "The name of the activity is missing"
        "Send what happened in `event`, or fill the column `name`.",
    /// The type of the call is not one of the six.
    UnknownCall "unknown-call" "Unknown type of call"
        "Use identify, track, page, screen, group or alias as the type.",
    /// An id is empty, too long or has control characters.
    BadId "bad-id" "An id cannot be used"
        "Use ids of 1 to 256 bytes without line breaks.",
    /// A name of an activity is too long or has no letter.
    BadName "bad-name" "The name of the activity cannot be used"
        "Use a name of at most 128 bytes with at least one letter.",
    /// The name belongs to the house.
    ReservedName "reserved-name" "The name is reserved"
        "Choose another name for the activity; this one is used by Regulars itself.",
    /// Not an email address.
    BadEmail "bad-email" "Not an email address"
        "Correct the address, for example anna@example.com.",
    /// Not a phone number.
    BadPhone "bad-phone" "Not a phone number"
        "Write the number with its country code, for example +49 30 901820.",
    /// Not a country.
    UnknownCountry "unknown-country" "Unknown country"
        "Use the ISO 3166 code of two letters, for example DE.",
    /// Not a currency.
    UnknownCurrency "unknown-currency" "Unknown currency"
        "Use the ISO 4217 code of three letters, for example EUR.",
    /// Not an amount or a number.
    BadAmount "bad-amount" "Not an amount"
        "Write a decimal number in the main unit, for example 19.90.",
    /// A price below zero.
    NegativePrice "negative-price" "A price below zero"
        "Send money that goes back as a refund of its order, not as a negative price.",
    /// A quantity below zero.
    NegativeQuantity "negative-quantity" "A quantity below zero"
        "Send goods that come back as a refund of their order, not as a negative quantity.",
    /// Not a time.
    BadTime "bad-time" "Not a time"
        "Write 2026-11-22T10:00:00Z, 2026-11-22, or Unix seconds.",
    /// More than a day ahead.
    TimeInFuture "time-in-future" "A time in the future"
        "Correct the time or the clock of the sender; at most 24 hours ahead are taken.",
    /// Before there were shops on line.
    TimeTooEarly "time-too-early" "A time before 1980"
        "Correct the time; 1970 is what an empty date becomes in many programs.",
    /// No time at all where one is needed.
    MissingTime "missing-time" "The time is missing"
        "Fill in when it happened; for orders the column `placed_at`.",
    /// An order without its id.
    MissingOrder "missing-order" "The order id is missing"
        "Send `order_id` with everything about an order.",
    /// A product without its id.
    MissingProduct "missing-product" "The product id is missing"
        "Fill the column `product_id`.",
    /// An order with more lines than anyone orders.
    TooManyLines "too-many-lines" "Too many lines in one order"
        "Check that each order has an id of its own; one order takes at most 5,000 lines.",
    /// Not a state of an order.
    UnknownStatus "unknown-status" "Unknown order status"
        "Use pending, placed, paid, shipped, delivered, cancelled or refunded.",
    /// Not a consent.
    UnknownConsent "unknown-consent" "Consent is not clear"
        "Use yes, no or unsubscribed.",
    /// Not a birth date.
    BadBirthDate "bad-birth-date" "Not a birth date"
        "Write YYYY-MM-DD, a date in the past after 1900.",
    /// Not a time zone.
    UnknownZone "unknown-zone" "Unknown time zone"
        "Use a name such as Europe/Berlin.",
    /// Not a language.
    UnknownLanguage "unknown-language" "Unknown language"
        "Use a tag such as de or pt-BR.",
    /// A new person who may be one of those known.
    PerhapsKnown "perhaps-known" "Perhaps somebody you know already"
        "She shares an email or a phone with another customer but has an id or an email of her \
         own. If they are one person, join them on the customer's page.",
    /// The properties are no JSON object.
    BadProperties "bad-properties" "The properties are not a JSON object"
        "Write properties as {\"name\": value}, or use one column for each.",
    /// The row has more or fewer columns than the header.
    WrongColumns "wrong-columns" "The row does not fit the header"
        "Check the row for a separator that is not in quotes, or for a cut end.",
    /// A quoted field that never ends.
    CutQuote "cut-quote" "A quote is opened and never closed"
        "Check whether the file is complete, and close or double the quote.",
    /// A row over the limit.
    RowTooLarge "row-too-large" "The row is too large"
        "Keep a row under 1 MB.",
    /// Rows of one order that say different things.
    Differs "differs" "Rows of one order differ"
        "The first row that says something counts; correct the others.",
    /// A line of an order without a piece.
    ZeroQuantity "zero-quantity" "A line of quantity 0"
        "Correct the quantity if something was sold; the line is kept as it is.",
    /// A product of an order that the catalogue does not have.
    UnknownProduct "unknown-product" "A sold product that the catalogue lacks"
        "Import the product too, so that its name, category and brand can be asked for.",
    /// The same id twice in one file with different content.
    RepeatedId "repeated-id" "The id occurs again in the file"
        "Keep one row for each id; the last one counts.",
}

impl Reason {
    /// Whether it is said of something that was taken whole: there is something to look at, and
    /// nothing is missing.
    pub fn is_remark(self) -> bool {
        use Reason::{Differs, PerhapsKnown, RepeatedId, UnknownProduct, ZeroQuantity};
        matches!(self, Differs | PerhapsKnown | RepeatedId | UnknownProduct | ZeroQuantity)
    }

    /// Reads a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.code() == code)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Reason {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let code = String::deserialize(d)?;
        Self::parse(&code).ok_or_else(|| de::Error::custom("not a reason"))
    }
}

/// One thing that was not taken, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// What exactly, without personal values.
    pub detail: String,
    /// JSON pointer of the field, or the name of the column; empty for the whole.
    pub pointer: String,
}

impl Refusal {
    /// A refusal of the field at `pointer`.
    pub fn at(reason: Reason, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into(), pointer: pointer.into() }
    }

    /// A refusal of the whole.
    pub fn whole(reason: Reason, detail: impl Into<String>) -> Self {
        Self::at(reason, "", detail)
    }
}

/// Shortens a foreign text for a message: at most 40 characters, without control characters.
pub(crate) fn excerpt(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = text.chars().take(40).map(plain).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_reason_has_a_code_of_its_own_and_an_advice() {
        let codes: HashSet<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
        assert_eq!(codes.len(), Reason::ALL.len());
        for reason in Reason::ALL {
            let code = reason.code();
            assert!(code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{code}");
            assert!(reason.advice().ends_with('.') && !reason.title().ends_with('.'), "{code}");
            assert_eq!(Reason::parse(code), Some(*reason));
        }
    }

    #[test]
    fn excerpts_are_short_and_plain() {
        assert_eq!(excerpt("a\nb"), "a b");
        assert_eq!(excerpt(&"x".repeat(60)).chars().count(), 41);
    }
}
