//! Finding customers by what a person types: beginnings of names, an email, a phone number.
//!
//! Only keyed hashes of words are kept (see [`store::Tx::token`]), so the search goes on working
//! when the names themselves are encrypted.

use crate::model::words;
use base::{EmailAddress, Personal, Phone};
use store::Tx;

/// What one typed word must match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    column: &'static str,
    text: String,
}

/// Most words of one search; more are ignored.
const TERMS_MAX: usize = 6;

/// The parts of a customer's row by which she is found.
#[derive(Debug)]
pub(crate) struct Findable {
    pub(crate) names: [Option<String>; 2],
    pub(crate) email: Option<Personal>,
    pub(crate) phone: Option<Personal>,
}

/// What a customer is found under, in order.
pub(crate) fn words_of(row: &Findable) -> Vec<Term> {
    let mut terms = Vec::new();
    let names = row.names.iter().map(|name| name.as_deref().unwrap_or_default());
    let local = row.email.as_ref().and_then(|email| email.reveal().split('@').next());
    for text in names.chain(local) {
        for word in words::words(text) {
            let word = words::prefixes(&word).into_iter();
            terms.extend(word.map(|text| Term { column: "name", text }));
        }
    }
    for (column, value) in [("email", &row.email), ("phone", &row.phone)] {
        terms.extend(value.as_ref().map(|v| Term { column, text: v.reveal().to_owned() }));
    }
    terms.sort_by(|a, b| (a.column, &a.text).cmp(&(b.column, &b.text)));
    terms.dedup();
    terms
}

/// What was typed, as terms that must all match. `country` is where numbers without a country
/// code are dialled.
pub(crate) fn parse(typed: &str, country: Option<&str>) -> Vec<Term> {
    if let Ok(email) = EmailAddress::parse(typed) {
        return vec![Term { column: "email", text: email.reveal().to_owned() }];
    }
    if let Ok(phone) = Phone::parse(typed, country) {
        return vec![Term { column: "phone", text: phone.reveal().to_owned() }];
    }
    let typed = words::words(typed);
    let term = |word: &String| Term { column: "name", text: words::lookup(word).to_owned() };
    typed.iter().take(TERMS_MAX).map(term).collect()
}

/// The tokens of terms, each for its column.
pub(crate) fn tokens(tx: &Tx<'_>, terms: &[Term]) -> Vec<[u8; 16]> {
    terms.iter().map(|term| tx.token(term.column, &term.text)).collect()
}
