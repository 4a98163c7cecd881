//! Reads typed fields out of one row, by the plan.

use super::cell::{Cell, Row};
use super::field::Field;
use super::plan::{Plan, Target};
use super::translate::RowProblem;
use crate::meaning::when::{self, DateOrder};
use crate::meaning::{amount, lists, properties, words};
use crate::reason::{Reason, Refusal, excerpt};
use base::{Activity, Body, Currency, EmailAddress, Identifiers, Instant, Money, Phone, limits};
use serde_json::{Map, Value};

/// Where the fields of a plan stand in a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    by_field: Vec<Vec<usize>>,
    /// Place, name, and whether numbers there have a decimal comma.
    attributes: Vec<(usize, String, bool)>,
    columns: Vec<String>,
}

impl Places {
    pub(super) fn new(plan: &Plan, columns: &[String]) -> Self {
        let mut by_field = vec![Vec::new(); Field::ALL.len()];
        let mut attributes = Vec::new();
        for (place, column) in columns.iter().enumerate() {
            match plan.mapping.target(column, plan.kind) {
                Target::Field(field) => {
                    if let Some(places) = by_field.get_mut(field as usize) {
                        places.push(place);
                    }
                }
                Target::Attribute(name) => {
                    let comma = plan.mapping.comma_columns.contains(column);
                    attributes.push((place, name, comma));
                }
                Target::LeftOut => {}
            }
        }
        Self { by_field, attributes, columns: columns.to_vec() }
    }

    fn of(&self, field: Field) -> &[usize] {
        self.by_field.get(field as usize).map_or(&[], Vec::as_slice)
    }

    pub(super) fn n_columns(&self) -> usize {
        self.columns.len()
    }

    /// The text of a field in a row, for telling rows of one order apart.
    pub(super) fn raw(&self, row: &Row, field: Field) -> Option<String> {
        self.of(field).iter().find_map(|place| row.cells.get(*place)?.to_text())
    }
}

/// One row while it is read.
pub(super) struct Reading<'a> {
    pub(super) plan: &'a Plan,
    pub(super) row: &'a Row,
    places: &'a Places,
    /// Parts of the row that were left out.
    pub(super) problems: Vec<RowProblem>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(plan: &'a Plan, places: &'a Places, row: &'a Row) -> Self {
        Self { plan, row, places, problems: Vec::new() }
    }

    /// Notes that a part of the row is left out while the row itself is taken.
    pub(super) fn note(&mut self, refusal: Refusal) {
        self.problems.push(RowProblem { row: self.row.number, taken: true, refusal });
    }

    /// Unwraps what was read, or notes why it is left out.
    pub(super) fn or_note<T>(&mut self, read: Result<Option<T>, Refusal>) -> Option<T> {
        read.unwrap_or_else(|refusal| {
            self.note(refusal);
            None
        })
    }

    fn cells(&self, field: Field) -> impl Iterator<Item = (&'a Cell, &'a str)> {
        let (row, places) = (self.row, self.places);
        places.of(field).iter().filter_map(move |place| {
            let cell = row.cells.get(*place).filter(|cell| !cell.is_empty())?;
            Some((cell, places.columns.get(*place).map_or("", String::as_str)))
        })
    }

    fn cell(&self, field: Field) -> Option<(&'a Cell, &'a str)> {
        self.cells(field).next()
    }

    /// A field as tidy text; the fixed value of the plan where the row has none.
    pub(super) fn text(&self, field: Field) -> Option<String> {
        let own = self.cell(field).and_then(|(cell, _)| cell.to_text());
        let fixed = || self.plan.mapping.fixed.get(field.word()).cloned();
        own.or_else(fixed).map(|text| words::clean(&text)).filter(|text| !text.is_empty())
    }

    /// The column in which a field stands, for messages.
    pub(super) fn column(&self, field: Field) -> &'a str {
        self.cell(field).map_or(field.word(), |(_, column)| column)
    }

    /// An id: without the apostrophe that spreadsheets put before numbers.
    ///
    /// # Errors
    /// When it cannot be an id.
    pub(super) fn id(&self, field: Field) -> Result<Option<String>, Refusal> {
        let Some((cell, column)) = self.cell(field) else { return Ok(None) };
        let Some(text) = cell.to_text() else { return Ok(None) };
        if self.plan.mapping.own && words::is_id(&text) {
            return Ok(Some(text));
        }
        let text = text.strip_prefix('\'').unwrap_or(&text).trim();
        // Programs that keep ids as floats where some are missing write `123.0`.
        let whole = text.strip_suffix(".0").filter(|_| field == Field::CustomerId);
        let digits = |text: &&str| text.bytes().all(|b| b.is_ascii_digit());
        let text = whole.filter(digits).unwrap_or(text);
        if text.is_empty() || words::is_placeholder(text) {
            return Ok(None);
        }
        if !words::is_id(text) {
            return Err(Refusal::at(Reason::BadId, column, "not 1 to 256 plain bytes"));
        }
        Ok(Some(text.to_owned()))
    }

    /// Money in minor units.
    ///
    /// # Errors
    /// When it is no amount.
    pub(super) fn amount(&self, field: Field, currency: Currency) -> Result<Option<i64>, Refusal> {
        let Some((cell, column)) = self.cell(field) else { return Ok(None) };
        let minor = match cell {
            Cell::Number(number) => {
                Money::from_f64(*number, currency).map(|m| m.minor).map_err(amount::of_money)
            }
            Cell::Whole(number) => {
                let money = Money::parse_decimal(&number.to_string(), currency);
                money.map(|money| money.minor).map_err(amount::of_money)
            }
            cell => {
                let text = cell.to_text().unwrap_or_default();
                amount::minor(&text, self.plan.mapping.decimals, currency)
            }
        };
        minor.map(Some).map_err(|reason| Refusal::at(reason, column, quoted(cell, "an amount")))
    }

    /// Money that cannot be below zero.
    ///
    /// # Errors
    /// When it is no amount or below zero.
    pub(super) fn price(&self, field: Field, currency: Currency) -> Result<Option<i64>, Refusal> {
        let minor = self.amount(field, currency)?;
        if minor.is_some_and(|minor| minor < 0) {
            let detail = quoted_value(self.cell(field), "an amount below zero");
            return Err(Refusal::at(Reason::NegativePrice, self.column(field), detail));
        }
        Ok(minor)
    }

    /// A discount, whatever sign the file gives it.
    ///
    /// # Errors
    /// When it is no amount.
    pub(super) fn discount(
        &self,
        field: Field,
        currency: Currency,
    ) -> Result<Option<i64>, Refusal> {
        Ok(self.amount(field, currency)?.map(i64::abs))
    }

    /// A number.
    ///
    /// # Errors
    /// When it is none.
    pub(super) fn number(&self, field: Field) -> Result<Option<f64>, Refusal> {
        let Some((cell, column)) = self.cell(field) else { return Ok(None) };
        let number = match cell {
            Cell::Number(number) => Some(*number).filter(|number| number.is_finite()),
            Cell::Whole(number) => Some(*number as f64),
            cell => {
                cell.to_text().and_then(|text| amount::number(&text, self.plan.mapping.decimals))
            }
        };
        let bad = || Refusal::at(Reason::BadAmount, column, quoted(cell, "a number"));
        number.map(Some).ok_or_else(bad)
    }

    /// A currency that exists.
    ///
    /// # Errors
    /// When there is no such currency.
    pub(super) fn currency(&self) -> Result<Option<Currency>, Refusal> {
        let Some(code) = self.text(Field::Currency) else { return Ok(None) };
        let detail = || format!("\"{}\" is not a currency", excerpt(&code));
        let column = self.column(Field::Currency);
        let unknown = || Refusal::at(Reason::UnknownCurrency, column, detail());
        lists::currency(&code).map(Some).ok_or_else(unknown)
    }

    /// A time within the bounds.
    ///
    /// # Errors
    /// When it is no time, or lies too far off.
    pub(super) fn time(&self, field: Field) -> Result<Option<Instant>, Refusal> {
        let Some((cell, column)) = self.cell(field) else { return Ok(None) };
        let at = self.instant(cell).and_then(|at| when::within(at, self.plan.now));
        at.map(Some).map_err(|reason| Refusal::at(reason, column, quoted(cell, "a time")))
    }

    fn instant(&self, cell: &Cell) -> Result<Instant, Reason> {
        let zone = &self.plan.shop.zone;
        match cell {
            Cell::At(at) => Ok(*at),
            Cell::Local(local) => zone.instant(*local).map_err(|_| Reason::BadTime),
            Cell::Whole(number) => match when::compact(&number.to_string()) {
                Some(date) => zone.instant(date.at(0, 0, 0, 0)).map_err(|_| Reason::BadTime),
                None => Instant::from_unix(*number).map_err(|_| Reason::BadTime),
            },
            cell => {
                let order = self.plan.mapping.date_order.unwrap_or(DateOrder::DayFirst);
                when::parse(&cell.to_text().unwrap_or_default(), order, zone)
            }
        }
    }

    /// A birth date as `YYYY-MM-DD`, in the past.
    ///
    /// # Errors
    /// When it is none.
    pub(super) fn birth_date(&self) -> Result<Option<String>, Refusal> {
        let Some((cell, column)) = self.cell(Field::BirthDate) else { return Ok(None) };
        let bad = || Refusal::at(Reason::BadBirthDate, column, "not a date after 1900");
        let at = match cell {
            Cell::Whole(_) | Cell::Number(_) => return Err(bad()),
            cell => self.instant(cell).map_err(|_| bad())?,
        };
        let date = self.plan.shop.zone.local(at).date();
        if date.year() < 1900 || at > self.plan.now {
            return Err(bad());
        }
        Ok(Some(date.to_string()))
    }

    /// Every email address of the row; bad ones are noted.
    pub(super) fn emails(&mut self) -> Vec<EmailAddress> {
        let mut emails = Vec::new();
        for (text, column) in self.parts(Field::Email) {
            match EmailAddress::parse(&text) {
                Ok(email) if !emails.contains(&email) => emails.push(email),
                Ok(_) => {}
                Err(_) => {
                    self.note(Refusal::at(Reason::BadEmail, column, "not an email address"));
                }
            }
        }
        emails
    }

    /// Every phone of the row, dialled in `country` or the shop's; bad ones are noted.
    pub(super) fn phones(&mut self, country: Option<&str>) -> Vec<Phone> {
        let home = country.map(str::to_owned).or_else(|| self.plan.shop.country.clone());
        let mut phones = Vec::new();
        for (text, column) in self.parts(Field::Phone) {
            match Phone::parse(&text, home.as_deref()) {
                Ok(phone) if !phones.contains(&phone) => phones.push(phone),
                Ok(_) => {}
                Err(_) => {
                    let detail = "not a phone number that can be dialled";
                    self.note(Refusal::at(Reason::BadPhone, column, detail));
                }
            }
        }
        phones
    }

    /// The values of a field that can be several: in several columns, or cut at semicolons.
    fn parts(&self, field: Field) -> Vec<(String, &'a str)> {
        let mut parts = Vec::new();
        for (cell, column) in self.cells(field) {
            let text = cell.to_text().unwrap_or_default();
            let own = self.plan.mapping.own;
            let tidy = text.split(';').map(|part| {
                let part = part.trim();
                if own { part } else { part.trim_start_matches('\'') }
            });
            let known = tidy.filter(|part| !part.is_empty() && !words::is_placeholder(part));
            parts.extend(known.map(|part| (part.to_owned(), column)));
        }
        parts
    }

    /// All texts of a field, from several columns.
    pub(super) fn texts(&self, field: Field) -> Vec<String> {
        self.cells(field).filter_map(|(cell, _)| cell.to_text()).collect()
    }

    /// Fields of the shop's own, with numbers as numbers.
    pub(super) fn attributes(&self) -> Map<String, Value> {
        let mut map = Map::new();
        for (place, name, comma) in &self.places.attributes {
            let Some(cell) = self.row.cells.get(*place) else { continue };
            let value = match cell {
                Cell::Text(text) if self.plan.mapping.own => Some(own_value(text)),
                cell => with_comma(cell, name, *comma).or_else(|| value_of(cell, name)),
            };
            if let Some(value) = value {
                map.entry(name.clone()).or_insert(value);
            }
        }
        map
    }

    /// The cell of a field as it is.
    pub(super) fn whole_cell(&self, field: Field) -> Option<&'a Cell> {
        self.cell(field).map(|(cell, _)| cell)
    }

    /// An activity of this import.
    pub(super) fn activity(
        &self,
        key: String,
        at: Instant,
        who: Identifiers,
        body: Body,
    ) -> Activity {
        let (source, namespace) = (self.plan.source.clone(), self.plan.namespace.clone());
        let import = Some(self.plan.import);
        Activity { source, namespace, key, at, who, body, import }
    }
}

/// Names whose values are texts even where they look like numbers.
fn is_code(name: &str) -> bool {
    const CODES: [&str; 8] = ["id", "sku", "code", "zip", "phone", "coupon", "ean", "number"];
    name.rsplit('_').next().is_some_and(|last| CODES.contains(&last))
}

/// A value as our export writes it: texts as they are, everything else as JSON.
fn own_value(text: &str) -> Value {
    let read = serde_json::from_str::<Value>(text).ok();
    let is_exact = |value: &Value| {
        let written = value.to_string();
        !value.is_string() && !value.is_null() && written == text
    };
    let value = read.filter(is_exact);
    value.unwrap_or_else(|| Value::String(words::clean(text)))
}

/// The number of a cell whose column has decimal commas, by the rule of amounts.
fn with_comma(cell: &Cell, name: &str, comma: bool) -> Option<Value> {
    let Cell::Text(text) = cell else { return None };
    if !comma || is_code(name) || !amount::is_bare(text) {
        return None;
    }
    let number = amount::number(text, amount::Decimals::Comma)?;
    Some(Value::Number(properties::whole_or_float(number)?))
}

/// A cell as a JSON value: numbers as numbers, but for codes.
fn value_of(cell: &Cell, name: &str) -> Option<Value> {
    Some(match cell {
        Cell::Empty => return None,
        Cell::Flag(flag) => Value::Bool(*flag),
        Cell::Whole(number) if !is_code(name) => Value::from(*number),
        Cell::Number(number) if !is_code(name) => {
            Value::Number(properties::whole_or_float(*number)?)
        }
        Cell::Json(value) => value.clone(),
        Cell::Text(text) if is_number(text) && !is_code(name) => {
            Value::Number(properties::whole_or_float(text.trim().parse().ok()?)?)
        }
        cell => {
            let text = words::clean(&cell.to_text()?);
            match text.as_str() {
                "true" | "TRUE" | "True" => Value::Bool(true),
                "false" | "FALSE" | "False" => Value::Bool(false),
                _ => Value::String(text),
            }
        }
    })
}

/// Whether a text is a number that loses nothing by being one: no leading zero, at most 15
/// digits.
fn is_number(text: &str) -> bool {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let leading = whole.len() > 1 && whole.starts_with('0');
    all(whole) && all(part) && !leading && digits.len() <= 16
}

fn quoted(cell: &Cell, what: &str) -> String {
    format!("\"{}\" is not {what}", excerpt(&cell.to_text().unwrap_or_default()))
}

fn quoted_value(cell: Option<(&Cell, &str)>, what: &str) -> String {
    let text = cell.and_then(|(cell, _)| cell.to_text()).unwrap_or_default();
    format!("\"{}\" is {what}", excerpt(&text))
}

/// The key of what a row is about, unique within the source: `<kind>:<id>@<import>`. An id that
/// is personal goes in as a hash, since keys are not encrypted.
pub(super) fn key(plan: &Plan, id: &str) -> String {
    format!("{}:{id}@{}", plan.kind.as_str(), plan.import)
}

/// What stands for a person in a key when she has no id.
pub(super) fn id_of(who: &Identifiers) -> String {
    if let Some((_, id)) = who.ids.first() {
        let longest = limits::KEY_BYTES_MAX - 64;
        return if id.len() <= longest { id.clone() } else { hashed(id) };
    }
    let email = who.emails.first().map(EmailAddress::reveal);
    let phone = || who.phones.first().map(Phone::reveal);
    email.or_else(phone).map(hashed).unwrap_or_default()
}

pub(super) fn hashed(text: &str) -> String {
    format!("~{}", blake3::hash(text.as_bytes()).to_hex().get(..32).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn own_fields_have_the_type_that_they_look_like() {
        for (text, name, want) in [
            ("5", "rating", json!(5)),
            ("4.50", "rating", json!(4.5)),
            ("-3", "rating", json!(-3)),
            ("007", "rating", json!("007")),
            ("5", "product_id", json!("5")),
            ("12345678901234567890", "n", json!("12345678901234567890")),
            ("TRUE", "vip", json!(true)),
            ("1,5", "n", json!("1,5")),
        ] {
            assert_eq!(value_of(&Cell::text(text), name), Some(want), "{text}");
        }
        assert_eq!(value_of(&Cell::Whole(7), "sku"), Some(json!("7")));
    }

    #[test]
    fn keys_show_no_address() {
        let who = Identifiers {
            emails: vec![EmailAddress::parse("anna@example.com").unwrap()],
            ..Identifiers::default()
        };
        let id = id_of(&who);
        assert!(id.starts_with('~') && !id.contains("anna"));
    }
}
