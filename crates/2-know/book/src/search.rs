//! Finding customers by what a person types: beginnings of names, an email, a phone number.
//!
//! Only keyed hashes are kept (see [`store::Tx::token`]), so the search goes on working when the
//! names themselves are encrypted. The token of a name's word follows its letters: for each of the
//! first six the first bytes of the hash of the word up to it. Whatever begins alike has tokens
//! that begin alike, so one row for each word answers every beginning of it, as a range.

use crate::model::words;
use base::{EmailAddress, Personal, Phone};
use store::Tx;

/// What one typed word must match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    column: &'static str,
    text: String,
}

const NAME: &str = "name";
const EMAIL: &str = "email";
const PHONE: &str = "phone";

/// Bytes of the hash for each letter. Two letters that follow the same beginning share them once
/// in 16 million cases; a search then finds a few customers too many.
const LETTER_BYTES: usize = 3;

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
            terms.push(Term { column: NAME, text: words::start(&word).to_owned() });
        }
    }
    for (column, value) in [(EMAIL, &row.email), (PHONE, &row.phone)] {
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
        return vec![Term { column: EMAIL, text: email.reveal().to_owned() }];
    }
    if let Ok(phone) = Phone::parse(typed, country) {
        return vec![Term { column: PHONE, text: phone.reveal().to_owned() }];
    }
    let typed = words::words(typed);
    let term = |word: &String| Term { column: NAME, text: words::start(word).to_owned() };
    typed.iter().take(TERMS_MAX).map(term).collect()
}

/// The token of a term: a byte for its column, then the hashes.
pub(crate) fn token(tx: &Tx<'_>, term: &Term) -> Vec<u8> {
    let mut token = vec![term.column.as_bytes()[0]];
    if term.column == NAME {
        for beginning in words::beginnings(&term.text) {
            token.extend(&tx.token(term.column, beginning)[..LETTER_BYTES]);
        }
    } else {
        token.extend(tx.token(term.column, &term.text));
    }
    token
}

/// The first token behind all that begin with this one.
pub(crate) fn behind(token: &[u8]) -> Vec<u8> {
    let mut behind = token.to_vec();
    while let Some(last) = behind.pop() {
        if last < u8::MAX {
            behind.push(last + 1);
            break;
        }
    }
    behind
}
