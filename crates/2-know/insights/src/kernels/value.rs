//! Tests of one value: a text, a number, a time, an amount, or nothing.

use super::window::{ago, span_of};
use crate::columns::{Dictionary, number_of};
use crate::conditions::Context;
use crate::language::{Cmp, Fault, Number, Operand, Value};
use base::Instant;
use regex::Regex;
use std::cmp::Ordering;

/// A comparison with its values, ready to be asked.
#[derive(Debug)]
pub(crate) struct ValueTest {
    cmp: Cmp,
    wanted: Vec<Wanted>,
    zone: base::Zone,
    home: base::Currency,
    /// Whether a text is a path of levels joined by ` > `, each of which is the text too.
    levels: bool,
}

/// The property whose texts are paths of levels: *activewear* is *Activewear > Sustainable* too.
const PATH: &str = "category";

#[derive(Debug)]
enum Wanted {
    /// In lower case.
    Text(String),
    Number(f64),
    /// A stretch of microseconds.
    Time(i64, i64),
    Money(base::Money),
    Pattern(Regex),
}

/// A regular expression may not compile to more than this.
const PATTERN_BYTES_MAX: usize = 256 * 1_024;

impl ValueTest {
    /// Makes the test of something called `name` whose type is not known beforehand.
    pub(crate) fn new(
        name: &str,
        cmp: Cmp,
        value: Option<&Operand>,
        cx: &Context<'_>,
    ) -> Result<Self, Fault> {
        let values = value.map_or(&[][..], Operand::values);
        check_number_of_values(name, cmp, value)?;
        let wanted: Result<_, _> = values.iter().map(|value| want(name, cmp, value, cx)).collect();
        let wanted: Vec<_> = wanted?;
        let mixed = wanted
            .windows(2)
            .any(|pair| std::mem::discriminant(&pair[0]) != std::mem::discriminant(&pair[1]));
        if cmp == Cmp::Between && mixed {
            let wanted = "two numbers, two amounts or two dates";
            return Err(Fault::WrongValue { name: name.into(), wanted });
        }
        let (zone, home, levels) = (cx.zone.clone(), cx.currency, name == PATH);
        Ok(Self { cmp, wanted, zone, home, levels })
    }

    /// The same test without its `!`, and whether it had one: for things with several values.
    pub(crate) fn positive(mut self) -> (Self, bool) {
        let negative = self.cmp == Cmp::Ne;
        if negative {
            self.cmp = Cmp::Eq;
        }
        (self, negative)
    }

    pub(crate) fn cmp(&self) -> Cmp {
        self.cmp
    }

    /// What it says about an unknown value.
    pub(crate) fn unknown(&self) -> bool {
        self.cmp == Cmp::IsUnknown
    }

    /// What it says about each code of a dictionary.
    pub(crate) fn hits(&self, dictionary: &Dictionary) -> Vec<bool> {
        let all_numbers = self.wanted.iter().all(|wanted| matches!(wanted, Wanted::Number(_)));
        let mut hits = if all_numbers && !self.wanted.is_empty() && self.is_numeric() {
            dictionary.numbers().iter().map(|number| self.number(*number)).collect()
        } else {
            dictionary.hits(|text| self.text(text))
        };
        hits[0] = self.unknown();
        hits
    }

    /// Whether what is no number cannot pass.
    fn is_numeric(&self) -> bool {
        use Cmp::{Between, Eq, Ge, Gt, In, Le, Lt};
        matches!(self.cmp, Eq | Lt | Le | Gt | Ge | Between | In)
    }

    /// What it says about a text.
    pub(crate) fn text(&self, text: &str) -> bool {
        match self.cmp {
            Cmp::IsKnown => true,
            Cmp::IsUnknown => false,
            Cmp::IsTrue => ["true", "yes", "1"].iter().any(|yes| text.eq_ignore_ascii_case(yes)),
            Cmp::Contains | Cmp::StartsWith | Cmp::EndsWith => {
                let text = text.to_lowercase();
                self.wanted.iter().any(|wanted| match (wanted, self.cmp) {
                    (Wanted::Text(part), Cmp::Contains) => text.contains(part),
                    (Wanted::Text(part), Cmp::StartsWith) => text.starts_with(part),
                    (Wanted::Text(part), _) => text.ends_with(part),
                    _ => false,
                })
            }
            Cmp::Matches => self.wanted.iter().any(|wanted| match wanted {
                Wanted::Pattern(pattern) => pattern.is_match(text),
                _ => false,
            }),
            _ => {
                self.compare(|wanted| match wanted {
                    Wanted::Text(wanted) => self.same(text, wanted).then_some(Ordering::Equal),
                    Wanted::Number(wanted) => number_of(text).partial_cmp(wanted),
                    Wanted::Time(from, to) => self.time_of(text).map(|at| place(at, *from, *to)),
                    _ => None,
                }) || self.cmp == Cmp::Ne && self.is_other_text(text)
            }
        }
    }

    /// Whether a text that cannot be ordered against what is wanted differs from it.
    fn is_other_text(&self, text: &str) -> bool {
        self.wanted.iter().all(|wanted| match wanted {
            Wanted::Text(wanted) => !self.same(text, wanted),
            Wanted::Number(_) => number_of(text).is_nan(),
            Wanted::Time(..) => self.time_of(text).is_none(),
            _ => true,
        })
    }

    /// Whether a text is a wanted one: as a whole, or for a path by one of its levels.
    fn same(&self, text: &str, wanted: &str) -> bool {
        let level = || text.split(" > ").any(|level| same(level, wanted));
        same(text, wanted) || self.levels && level()
    }

    fn time_of(&self, text: &str) -> Option<i64> {
        Instant::parse_loose(text, &self.zone).ok().map(Instant::as_micros)
    }

    /// What it says about a number; not-a-number is unknown.
    pub(crate) fn number(&self, number: f64) -> bool {
        if number.is_nan() {
            return self.unknown();
        }
        match self.cmp {
            Cmp::IsKnown => true,
            Cmp::IsUnknown => false,
            Cmp::IsTrue => number != 0.0,
            _ if self.wanted.iter().all(|wanted| matches!(wanted, Wanted::Number(_))) => self
                .compare(|wanted| match wanted {
                    Wanted::Number(wanted) => number.partial_cmp(wanted),
                    _ => None,
                }),
            _ => self.text(&Number(number).to_string()),
        }
    }

    /// What it says about an amount: a plain number means the shop's currency.
    pub(crate) fn money(&self, money: base::Money) -> bool {
        let unit = 10_f64.powi(money.currency.exponent() as i32);
        match self.cmp {
            Cmp::IsKnown => true,
            Cmp::IsUnknown | Cmp::IsTrue => false,
            _ => self.compare(|wanted| match wanted {
                Wanted::Money(wanted) if wanted.currency == money.currency => {
                    Some(money.minor.cmp(&wanted.minor))
                }
                Wanted::Number(wanted) if money.currency == self.home => {
                    (money.minor as f64 / unit).partial_cmp(wanted)
                }
                _ => None,
            }),
        }
    }

    /// What it says about a time in microseconds.
    pub(crate) fn time(&self, at: i64) -> bool {
        match self.cmp {
            Cmp::IsKnown => true,
            Cmp::IsUnknown | Cmp::IsTrue => false,
            _ => self.compare(|wanted| match wanted {
                Wanted::Time(from, to) => Some(place(at, *from, *to)),
                _ => None,
            }),
        }
    }

    /// Compares by the order that something has to each wanted value, where it has one.
    fn compare(&self, order: impl Fn(&Wanted) -> Option<Ordering>) -> bool {
        let first = || self.wanted.first().and_then(&order);
        match self.cmp {
            Cmp::Eq => first().is_some_and(Ordering::is_eq),
            Cmp::Ne => first().is_some_and(Ordering::is_ne),
            Cmp::Lt => first().is_some_and(Ordering::is_lt),
            Cmp::Le => first().is_some_and(Ordering::is_le),
            Cmp::Gt => first().is_some_and(Ordering::is_gt),
            Cmp::Ge => first().is_some_and(Ordering::is_ge),
            Cmp::In => self.wanted.iter().any(|wanted| order(wanted).is_some_and(Ordering::is_eq)),
            Cmp::Between => {
                first().is_some_and(Ordering::is_ge)
                    && self.wanted.get(1).and_then(&order).is_some_and(Ordering::is_le)
            }
            _ => false,
        }
    }
}

/// Where a time lies against a stretch: before, in, or after it.
fn place(at: i64, from: i64, to: i64) -> Ordering {
    if at < from {
        Ordering::Less
    } else if at > to {
        Ordering::Greater
    } else {
        Ordering::Equal
    }
}

/// Whether a text is a wanted one, which is in lower case.
fn same(text: &str, wanted: &str) -> bool {
    if text.is_ascii() { text.eq_ignore_ascii_case(wanted) } else { text.to_lowercase() == wanted }
}

/// Refuses lists where one value is wanted and the other way round.
pub(crate) fn check_number_of_values(
    name: &str,
    cmp: Cmp,
    value: Option<&Operand>,
) -> Result<(), Fault> {
    let wrong = |wanted| Err(Fault::WrongValue { name: name.into(), wanted });
    match (cmp, value) {
        (cmp, None) if cmp.stands_alone() => Ok(()),
        (cmp, Some(_)) if cmp.stands_alone() => wrong("no value behind this comparison"),
        (Cmp::Between, Some(Operand::Many(values))) if values.len() == 2 => Ok(()),
        (Cmp::Between, _) => wrong("two values joined by `and` behind between"),
        (Cmp::In, Some(Operand::Many(values))) if !values.is_empty() => Ok(()),
        (Cmp::In, _) => wrong("a list of one or more values behind in"),
        (_, Some(Operand::One(_))) => Ok(()),
        _ => wrong("one value behind the comparison"),
    }
}

fn want(name: &str, cmp: Cmp, value: &Value, cx: &Context<'_>) -> Result<Wanted, Fault> {
    let ordered = matches!(cmp, Cmp::Lt | Cmp::Le | Cmp::Gt | Cmp::Ge | Cmp::Between);
    let textual = matches!(cmp, Cmp::Contains | Cmp::StartsWith | Cmp::EndsWith);
    match value {
        Value::Text(text) if cmp == Cmp::Matches => pattern(text).map(Wanted::Pattern),
        _ if cmp == Cmp::Matches => {
            Err(Fault::WrongValue { name: name.into(), wanted: "a pattern in quotes" })
        }
        Value::Text(_) if ordered => Err(Fault::WrongComparison {
            name: name.into(),
            cmp: cmp.words(),
            allowed: "a number, an amount or a date with it, or =, in, contains with a text",
        }),
        Value::Text(text) => Ok(Wanted::Text(text.to_lowercase())),
        Value::Number(number) if textual => Ok(Wanted::Text(number.to_string())),
        _ if textual => Err(Fault::WrongValue { name: name.into(), wanted: "a text in quotes" }),
        Value::Number(number) => Ok(Wanted::Number(number.0)),
        Value::Money(money) => Ok(Wanted::Money(*money)),
        Value::Date { date } => {
            let span = span_of(*date, cx);
            Ok(Wanted::Time(span.from, span.to))
        }
        Value::Ago { ago: n, unit } => {
            let at = ago(*n, *unit, cx);
            Ok(Wanted::Time(at, at))
        }
    }
}

fn pattern(text: &str) -> Result<Regex, Fault> {
    regex::RegexBuilder::new(text)
        .case_insensitive(true)
        .size_limit(PATTERN_BYTES_MAX)
        .dfa_size_limit(PATTERN_BYTES_MAX)
        .build()
        .map_err(|_| Fault::BadPattern)
}

/// A comparison of a plain number, for figures that are numbers by nature.
#[derive(Debug, Clone)]
pub(crate) struct NumberTest {
    pub(crate) cmp: Cmp,
    pub(crate) wanted: Vec<f64>,
}

impl NumberTest {
    pub(crate) fn new(name: &str, cmp: Cmp, value: Option<&Operand>) -> Result<Self, Fault> {
        let ordered = matches!(
            cmp,
            Cmp::Eq | Cmp::Ne | Cmp::Lt | Cmp::Le | Cmp::Gt | Cmp::Ge | Cmp::Between | Cmp::In
        );
        if !ordered && !matches!(cmp, Cmp::IsKnown | Cmp::IsUnknown) {
            let allowed = "=, !=, <, <=, >, >=, between or in";
            return Err(Fault::WrongComparison { name: name.into(), cmp: cmp.words(), allowed });
        }
        check_number_of_values(name, cmp, value)?;
        let number = |value: &Value| match value {
            Value::Number(number) => Ok(number.0),
            _ => Err(Fault::WrongValue { name: name.into(), wanted: "a plain number" }),
        };
        let values = value.map_or(&[][..], Operand::values);
        let wanted = values.iter().map(number).collect::<Result<_, _>>()?;
        Ok(Self { cmp, wanted })
    }

    /// Whether a number passes; not-a-number is unknown.
    #[inline]
    pub(crate) fn holds(&self, number: f64) -> bool {
        Self::compare(self.cmp, number, &self.wanted)
    }

    /// Whether a number stands in this relation to the wanted ones.
    #[inline]
    #[expect(clippy::float_cmp, reason = "a person who writes = means equal")]
    pub(crate) fn compare(cmp: Cmp, number: f64, wanted: &[f64]) -> bool {
        let first = wanted.first().copied().unwrap_or(f64::NAN);
        match cmp {
            Cmp::Eq => number == first,
            Cmp::Ne => !number.is_nan() && number != first,
            Cmp::Lt => number < first,
            Cmp::Le => number <= first,
            Cmp::Gt => number > first,
            Cmp::Ge => number >= first,
            Cmp::Between => number >= first && number <= wanted[1],
            Cmp::In => wanted.contains(&number),
            Cmp::IsKnown => !number.is_nan(),
            Cmp::IsUnknown => number.is_nan(),
            _ => false,
        }
    }

    /// The whole numbers from 0 up that pass, as `lo..=hi`, and whether all others are meant
    /// instead; nothing where they are no such range.
    pub(crate) fn counts(&self) -> Option<Counts> {
        let up = |number: f64| number.ceil().clamp(0.0, f64::from(u32::MAX)) as u32;
        // `hi` is exclusive here; a negative bound leaves nothing.
        let down = |number: f64| (number.floor() + 1.0).clamp(0.0, f64::from(u32::MAX)) as u32;
        let first = self.wanted.first().copied().unwrap_or(0.0);
        let (lo, end, negate) = match self.cmp {
            Cmp::Eq => (up(first), down(first), false),
            Cmp::Ne => (up(first), down(first), true),
            Cmp::Lt => (0, up(first), false),
            Cmp::Le => (0, down(first), false),
            Cmp::Gt => (down(first), u32::MAX, false),
            Cmp::Ge => (up(first), u32::MAX, false),
            Cmp::Between => (up(first), down(self.wanted[1]), false),
            _ => return None,
        };
        Some(Counts { lo, end, negate })
    }
}

/// Whole numbers from `lo` up to but without `end` (`u32::MAX`: no end), or all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) lo: u32,
    pub(crate) end: u32,
    pub(crate) negate: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_is_each_of_its_levels() {
        let test = |levels| ValueTest {
            cmp: Cmp::Eq,
            wanted: vec![Wanted::Text("activewear".into())],
            zone: base::Zone::utc(),
            home: base::Currency::EUR,
            levels,
        };
        assert!(test(true).text("Activewear > Sustainable"));
        assert!(test(true).text("Sale > ACTIVEWEAR") && test(true).text("Activewear"));
        assert!(!test(true).text("Activewear sets") && !test(false).text("Activewear > Socks"));
    }
}
