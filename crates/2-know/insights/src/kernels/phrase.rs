//! The words of an explanation: short, plain, about one customer.

use crate::language::{Cmp, Filter, Operand, Value, Window, window_text};
use base::{Instant, Zone};

/// A moment as `12 Nov 2026` in the shop's zone.
pub(crate) fn date(at: i64, zone: &Zone) -> String {
    zone.local(Instant::from_micros(at)).date().strftime("%-d %b %Y").to_string()
}

/// A number without noise behind the point.
pub(crate) fn number(number: f64) -> String {
    let rounded = (number * 100.0).round() / 100.0;
    format!("{}", rounded + 0.0)
}

/// The words of a window, with a leading space; nothing for all times.
pub(crate) fn window(window: Option<&Window>) -> String {
    match window {
        None => String::new(),
        Some(window @ Window::Last { .. }) => format!(" in the {}", window_text(window)),
        Some(window) => format!(" {}", window_text(window)),
    }
}

/// The words of filters, in brackets with a leading space; nothing for none.
pub(crate) fn filters(filters: &[Filter]) -> String {
    if filters.is_empty() {
        return String::new();
    }
    let words: Vec<_> = filters.iter().map(filter).collect();
    format!(" ({})", words.join(", "))
}

fn filter(filter: &Filter) -> String {
    let Filter { property, cmp, value } = filter;
    let property = property.replace('_', " ");
    let values: Vec<_> =
        value.as_ref().map_or(&[][..], Operand::values).iter().map(value_words).collect();
    match cmp {
        Cmp::Eq => format!("{property} {}", values.join("")),
        Cmp::In => format!("{property} {}", values.join(" or ")),
        Cmp::IsTrue => property,
        _ => format!("{property} {} {}", cmp.words(), values.join(" and ")).trim_end().to_owned(),
    }
}

fn value_words(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Money(amount) => amount.to_words(),
        Value::Date { date } => date.to_string(),
        Value::Ago { ago, unit } => format!("{ago} {} ago", unit.word(*ago)),
    }
}

/// So many of something, or none: `3 orders`, `no order`.
pub(crate) fn count(n: u64, one: &str, many: &str) -> String {
    match n {
        0 => format!("no {one}"),
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    }
}

/// The latest date, as an addition to a sentence.
pub(crate) fn latest(at: Option<i64>, zone: &Zone) -> String {
    at.map(|at| format!(", latest on {}", date(at, zone))).unwrap_or_default()
}
